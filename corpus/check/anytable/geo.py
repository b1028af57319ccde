"""Geometry as text: GeoJSON (RFC 7946), TopoJSON 1.1 and well-known text (OGC 06-103r4, clause 7). Values only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# How deep the coordinates of a geometry lie in lists.
_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def is_geojson(value: Mapping[str, Any]) -> bool:
    """Whether the object is a GeoJSON object: a geometry, a feature or a collection."""
    if not _is_box(value.get("bbox")):
        return False
    match value.get("type"):
        case "Feature":
            geometry, has = value.get("geometry"), "geometry" in value and "properties" in value
            is_fine = geometry is None or (isinstance(geometry, dict) and _is_geometry(geometry))
            return has and is_fine and isinstance(value["properties"], dict | None)
        case "FeatureCollection":
            many = value.get("features")
            return isinstance(many, list) and all(
                isinstance(one, dict) and one.get("type") == "Feature" and is_geojson(one) for one in many
            )
        case _:
            return _is_geometry(value)


def _is_geometry(value: Mapping[str, Any]) -> bool:
    kind = value.get("type")
    if kind == "GeometryCollection":
        many = value.get("geometries")
        return isinstance(many, list) and all(isinstance(one, dict) and _is_geometry(one) for one in many)
    if kind not in _DEPTHS:
        return False
    places: Any = value.get("coordinates")
    if not _is_nested(places, _DEPTHS[kind]):
        return False
    if kind == "LineString":  # 3.1.4: two positions or more
        return len(places) >= 2
    if kind == "MultiLineString":
        return all(len(line) >= 2 for line in places)
    if kind == "Polygon":  # 3.1.6: a ring has four positions or more
        return all(len(ring) >= 4 for ring in places)
    if kind == "MultiPolygon":
        return all(len(ring) >= 4 for polygon in places for ring in polygon)
    return True


def _is_nested(places: Any, depth: int) -> bool:
    if not isinstance(places, list):
        return False
    if depth == 0:
        return len(places) >= 2 and all(_is_number(part) for part in places)
    return all(_is_nested(part, depth - 1) for part in places)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_box(box: Any) -> bool:
    return box is None or (isinstance(box, list) and len(box) >= 4 and all(_is_number(part) for part in box))


def is_topojson(value: Mapping[str, Any]) -> bool:
    """Whether the object is a topology (TopoJSON 1.1, 2.1) or one of its geometries (2.2)."""
    if value.get("type") == "Topology":
        objects, arcs = value.get("objects"), value.get("arcs")
        return (
            isinstance(objects, dict)
            and isinstance(arcs, list)
            and all(isinstance(one, dict) and _is_topology_geometry(one) for one in objects.values())
        )
    return _is_topology_geometry(value)


def _is_topology_geometry(value: Mapping[str, Any]) -> bool:
    match value.get("type"):
        case "Point" | "MultiPoint":
            return isinstance(value.get("coordinates"), list)
        case "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon":
            return isinstance(value.get("arcs"), list)
        case "GeometryCollection":
            many = value.get("geometries")
            return isinstance(many, list) and all(isinstance(one, dict) and _is_topology_geometry(one) for one in many)
        case None:
            return "type" in value
        case _:
            return False


_WORD = re.compile(r"\s*([A-Za-z]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[(),;=])", re.ASCII)
_SHAPES = {
    "POINT": 1, "LINESTRING": 2, "POLYGON": 3, "MULTIPOINT": 2, "MULTILINESTRING": 3, "MULTIPOLYGON": 4,
    "CIRCULARSTRING": 2, "TRIANGLE": 3, "TIN": 4, "POLYHEDRALSURFACE": 4,
}  # fmt: skip
_MIXED = ("GEOMETRYCOLLECTION", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE")


def is_wkt(text: str) -> bool:
    """Whether the text is one geometry in well-known text, with or without an `SRID=…;` before it."""
    words, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            return False
        words.append(match[1].upper())
        at = match.end()
    if words[:2] == ["SRID", "="] and len(words) > 3 and words[3] == ";":
        words = words[4:]
    try:
        return bool(words) and _shape(words, 0) == len(words)
    except (IndexError, RecursionError):
        return False


def _shape(words: list[str], at: int) -> int:
    """The place after the geometry that begins at `at`; 0, which is no such place, where none does."""
    kind = words[at]
    if kind not in _SHAPES and kind not in _MIXED:
        return 0
    at += 1
    if words[at] in ("Z", "M", "ZM"):
        at += 1
    if words[at] == "EMPTY":
        return at + 1
    return _group(words, at, _SHAPES.get(kind, 0), kind)


def _group(words: list[str], at: int, depth: int, kind: str) -> int:
    if words[at] != "(":
        return 0
    at += 1
    while True:
        if depth == 0:
            # The parts of a mixed geometry are geometries; one without a name is a line string.
            at = _group(words, at, 2, kind) if words[at] == "(" else _shape(words, at)
        elif depth == 1 or (depth == 2 and words[at] != "("):
            at = _position(words, at)
        else:
            at = _group(words, at, depth - 1, kind) if words[at] == "(" else 0
        if not at:
            return 0
        if words[at] == ")":
            return at + 1
        if words[at] != "," or depth == 1:
            return 0
        at += 1


def _position(words: list[str], at: int) -> int:
    start = at
    while words[at][0].isdigit() or words[at][0] in "+-.":
        at += 1
    return at if 2 <= at - start <= 4 else 0
