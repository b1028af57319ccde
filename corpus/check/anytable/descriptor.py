"""Is a descriptor a Data Package? The profile, `profile.json`, and what no profile can say."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Literal

from corpus.check.anytable import patterns, values
from corpus.report import Finding, finding

Version = Literal["1", "2", "unknown"]

# Table Schema v2, "Constraints": which types a constraint is for; the others are for every type.
_ORDERED = ("integer", "number", "date", "time", "datetime", "duration", "year", "yearmonth")
_CONSTRAINTS: Mapping[str, tuple[str, ...] | None] = {
    "required": None, "unique": None, "enum": None, "pattern": ("string",),
    "minLength": ("string", "array", "object", "list"), "maxLength": ("string", "array", "object", "list"),
    "minimum": _ORDERED, "maximum": _ORDERED, "exclusiveMinimum": _ORDERED, "exclusiveMaximum": _ORDERED,
    "jsonSchema": ("array", "object"),
}  # fmt: skip
_FORMATS = {
    "string": ("default", "email", "uri", "binary", "uuid", "wkt"),
    "geojson": ("default", "topojson"),
    "geopoint": ("default", "array", "object"),
}
_RESOURCE_TYPES = ("table", "file", "json", "text")
_NAME_V1 = re.compile(r"[-a-z0-9._/]+")
# RFC 3339 5.6, and the forms of ISO 8601 that frictionless lets pass.
_CREATED = values.reader({"type": "datetime"})
_EMAIL = values.reader({"type": "string", "format": "email"})


class Faults:
    """Collects what is wrong with a descriptor, each fault with the JSON pointer (RFC 6901) of its place."""

    def __init__(self, names: Sequence[str | None] = ()) -> None:
        self.findings: list[Finding] = []
        self._names = names

    def add(
        self, place: tuple[str | int, ...], message: str, *, value: Any = None, expected: str | None = None
    ) -> None:
        """One fault, at the place that the parts name."""
        pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)
        table = None
        if len(place) > 1 and place[0] == "resources" and isinstance(place[1], int) and place[1] < len(self._names):
            table = self._names[place[1]]
        self.findings.append(
            finding(
                "descriptor",
                f"{pointer or 'the descriptor'}: {message}",
                table=table,
                field=pointer or None,
                value=None if value is None else _shown(value),
                expected=expected,
            )
        )


def version_of(descriptor: Mapping[str, Any]) -> Version:
    """The version that the descriptor keeps; one without `$schema` keeps v1 (Data Package v2, `$schema`)."""
    profile = descriptor.get("$schema")
    if not profile or not isinstance(profile, str):
        return "1"
    match = re.match(r"https?://datapackage\.org/profiles/([12])\.\d+/", profile)
    return "unknown" if match is None else "1" if match[1] == "1" else "2"


def check_package(descriptor: Any, faults: Faults) -> None:
    """Add what is wrong with the descriptor of a package; schemas and dialects in files of their own are left out."""
    before = len(faults.findings)
    version = version_of(descriptor) if isinstance(descriptor, Mapping) else "unknown"
    _profile(descriptor, _definition("package"), (), faults)
    if not isinstance(descriptor, Mapping):
        return
    _names_v1(descriptor, version, (), faults)
    _about(descriptor, (), faults)
    for misplaced in ("missingValues", "fields"):
        if misplaced in descriptor:
            faults.add((misplaced,), f"{misplaced!r} belongs into the schema of a resource")
    many = descriptor.get("resources")
    many = many if isinstance(many, list) else []
    names = Counter(one.get("name") for one in many if isinstance(one, Mapping) and isinstance(one.get("name"), str))
    for name, times in names.items():
        if times > 1:
            faults.add(("resources",), f"{times} resources have the name {name!r}; every name names one", value=name)
    for number, one in enumerate(many):
        if isinstance(one, Mapping):
            _resource(one, version, ("resources", number), faults)
    if descriptor.get("profile") == "tabular-data-package":
        for number, one in enumerate(many):
            if isinstance(one, Mapping) and one.get("profile") != "tabular-data-resource":
                message = "a tabular-data-package has resources of the profile tabular-data-resource only"
                faults.add(("resources", number), message, expected="tabular-data-resource")
    if len(faults.findings) == before and version == "2":
        for number, one in enumerate(descriptor.get("contributors") or []):
            if not one:
                faults.add(("contributors", number), "a contributor has one property or more", value="{}")


def check_schema(schema: Any, version: Version, place: tuple[str | int, ...], faults: Faults) -> None:
    """Add what is wrong with a Table Schema that stands in a file of its own."""
    if not isinstance(schema, Mapping):
        faults.add(place, "a schema is an object with `fields`", value=schema, expected="object")
        return
    _profile(schema, _definition("schema"), place, faults)
    _schema(schema, version, place, faults)


def check_dialect(dialect: Any, place: tuple[str | int, ...], faults: Faults) -> None:
    """Add what is wrong with a Table Dialect that stands in a file of its own."""
    if not isinstance(dialect, Mapping):
        faults.add(place, "a dialect is an object", value=dialect, expected="object")
        return
    _profile(dialect, _definition("dialect"), place, faults)


# ------------------------------------------------------------------ the profile


@cache
def _profiles() -> Mapping[str, Any]:
    text = resources.files("corpus.check.anytable").joinpath("profile.json").read_text(encoding="utf-8")
    return dict(json.loads(text)["$defs"])


def _definition(name: str) -> Mapping[str, Any]:
    return dict(_profiles()[name])


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "object": Mapping, "array": list, "string": str, "integer": int, "boolean": bool, "number": (int, float),
}  # fmt: skip


def _is_kind(value: Any, kind: str) -> bool:
    # In JSON Schema no boolean is a number, and 1.0 is an integer.
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _KINDS[kind]) or (kind == "integer" and isinstance(value, float) and value.is_integer())


def _profile(value: Any, profile: Mapping[str, Any], place: tuple[str | int, ...], faults: Faults) -> None:
    kinds = profile.get("type")
    if kinds is not None:
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if not any(_is_kind(value, kind) for kind in kinds):
            wanted = " or ".join(kinds)
            faults.add(place, f"is {_shown(value)}, not of the type {wanted}", value=value, expected=wanted)
            return
    if "$ref" in profile:
        _profile(value, _definition(profile["$ref"].rpartition("/")[2]), place, faults)
    if "enum" in profile and value not in profile["enum"]:
        wanted = ", ".join(profile["enum"])
        faults.add(place, f"{_shown(value)} is none of {wanted}", value=value, expected=wanted)
    if "minimum" in profile and value < profile["minimum"]:
        faults.add(place, f"{value} is less than {profile['minimum']}", value=value, expected=str(profile["minimum"]))
    if isinstance(value, Mapping):
        for name in profile.get("required", ()):
            if name not in value:
                faults.add(place, f"{name!r} is missing", expected=name)
        for name, inner in profile.get("properties", {}).items():
            if name in value:
                _profile(value[name], inner, (*place, name), faults)
    elif isinstance(value, list):
        if len(value) < profile.get("minItems", 0):
            faults.add(place, f"holds {len(value)}; expected {profile['minItems']} or more", value="[]")
        for number, one in enumerate(value):
            if "items" in profile:
                _profile(one, profile["items"], (*place, number), faults)


# ------------------------------------------------------------------ what no profile says


def _names_v1(value: Mapping[str, Any], version: Version, place: tuple[str | int, ...], faults: Faults) -> None:
    name = value.get("name")
    if version == "1" and isinstance(name, str) and not _NAME_V1.fullmatch(name):
        message = f"{_shown(name)} is no name in Data Package v1: lower-case letters, digits and . _ - /"
        faults.add((*place, "name"), message, value=name, expected="[-a-z0-9._/]+")


def _about(value: Mapping[str, Any], place: tuple[str | int, ...], faults: Faults) -> None:
    created = value.get("created") if not place else None
    if isinstance(created, str) and created and _is_no_time(created):
        message = f"{_shown(created)} is not a time as RFC 3339 writes it"
        faults.add((*place, "created"), message, value=created, expected="2026-01-31T12:00:00Z")
    for number, one in enumerate(_listed(value, "licenses")):
        if isinstance(one, Mapping) and not one.get("path") and not one.get("name"):
            faults.add((*place, "licenses", number), "a license has a name or a path", expected="name or path")
    for group in ("contributors", "sources"):
        for number, one in enumerate(_listed(value, group)):
            email = one.get("email") if isinstance(one, Mapping) else None
            if isinstance(email, str) and email and _EMAIL(email) is values.WRONG:
                message = f"{_shown(email)} is no e-mail address"
                faults.add((*place, group, number, "email"), message, value=email, expected="name@domain")


def _is_no_time(created: str) -> bool:
    # A date alone is no `created`; a blank for T is let pass, as by frictionless.
    return _CREATED(created.replace(" ", "T", 1)) is values.WRONG


def _resource(one: Mapping[str, Any], version: Version, place: tuple[str | int, ...], faults: Faults) -> None:
    _names_v1(one, version, place, faults)
    _about(one, place, faults)
    kind = one.get("type")
    if isinstance(kind, str) and kind and kind not in _RESOURCE_TYPES:
        wanted = ", ".join(_RESOURCE_TYPES)
        faults.add((*place, "type"), f"{_shown(kind)} is none of {wanted}", value=kind, expected=wanted)
    path = one.get("path") or one.get("url")
    data = one.get("data")
    if path is None and data is None:
        faults.add(place, "has neither `path` nor `data`; name its file, or write its rows", expected="path")
    if path is not None and data is not None:
        faults.add(place, "has both `path` and `data`; one of them holds the rows", expected="path or data")
    if one.get("profile") == "tabular-data-resource" and not one.get("schema"):
        faults.add(place, "a tabular-data-resource has a schema", expected="schema")
    if "missingValues" in one:
        faults.add((*place, "missingValues"), "'missingValues' belongs into the schema")
    schema = one.get("schema")
    if isinstance(schema, Mapping) and schema:
        _schema(schema, version, (*place, "schema"), faults)


def _schema(schema: Mapping[str, Any], version: Version, place: tuple[str | int, ...], faults: Faults) -> None:
    _missing_values(schema, version, place, faults)
    fields = [one for one in _listed(schema, "fields") if isinstance(one, Mapping)]
    names = [str(one["name"]) for one in fields if "name" in one]
    for name, times in Counter(names).items():
        if times > 1:
            message = f"{times} fields have the name {name!r}; every name names one"
            faults.add((*place, "fields"), message, value=name)
    for number, one in enumerate(_listed(schema, "fields")):
        if isinstance(one, Mapping):
            _field(one, version, (*place, "fields", number), faults)

    def known(said: Any, *where: str | int) -> list[str]:
        named = [said] if isinstance(said, str) else said if isinstance(said, list) else []
        for name in named:
            if isinstance(name, str) and name not in names:
                faults.add(
                    (*place, *where), f"{name!r} is no field of the schema", value=name, expected=", ".join(names)
                )
        return named

    known(schema.get("primaryKey"), "primaryKey")
    if version != "1":
        for number, one in enumerate(_listed(schema, "uniqueKeys")):
            known(one, "uniqueKeys", number)
    for number, one in enumerate(_listed(schema, "foreignKeys")):
        if isinstance(one, Mapping):
            own = known(one.get("fields"), "foreignKeys", number, "fields")
            reference = one.get("reference")
            other = reference.get("fields", []) if isinstance(reference, Mapping) else []
            theirs = [other] if isinstance(other, str) else other
            if isinstance(theirs, list) and len(own) != len(theirs):
                message = f"{len(own)} fields point at {len(theirs)}"
                faults.add((*place, "foreignKeys", number), message, expected=f"{len(own)} fields")


def _missing_values(value: Mapping[str, Any], version: Version, place: tuple[str | int, ...], faults: Faults) -> None:
    labelled = [one for one in _listed(value, "missingValues") if isinstance(one, Mapping)]
    if not labelled:
        return
    where = (*place, "missingValues")
    if version == "1":
        faults.add(where, "missing values with labels are of Data Package v2; name its profile in `$schema`")
    if len(labelled) != len(value["missingValues"]):
        faults.add(where, "holds words with labels and without; one kind for all", expected="strings or objects")
    for part in ("value", "label"):
        for word, times in Counter(str(one[part]) for one in labelled if one.get(part) is not None).items():
            if times > 1:
                faults.add(where, f"the {part} {word!r} stands there {times} times", value=word)


def _field(field: Mapping[str, Any], version: Version, place: tuple[str | int, ...], faults: Faults) -> None:
    kind = field.get("type", "any" if version == "2" else "string")
    if not isinstance(kind, str):
        return
    _missing_values(field, version, place, faults)
    if "required" in field:
        faults.add((*place, "required"), "'required' belongs into `constraints`")
    form = field.get("format")
    if isinstance(form, str) and kind in _FORMATS and form.removeprefix("fmt:") not in _FORMATS[kind]:
        wanted = ", ".join(_FORMATS[kind])
        message = f"{_shown(form)} is no format of {kind}: {wanted}"
        faults.add((*place, "format"), message, value=form, expected=wanted)
    read = values.reader({**field, "type": kind}) if _is_sound(field) else None
    example = field.get("example")
    if read is not None and example and read(example) is values.WRONG:
        faults.add((*place, "example"), f"{_shown(example)} is no {kind}", value=example, expected=kind)
    if version != "1":
        _categories(field, kind, place, faults)
    limits = field.get("constraints")
    if not isinstance(limits, Mapping):
        return
    for name, limit in limits.items():
        where = (*place, "constraints", name)
        if name not in _CONSTRAINTS:
            wanted = ", ".join(_CONSTRAINTS)
            faults.add(where, f"{name!r} is no constraint", value=name, expected=wanted)
            continue
        types = _CONSTRAINTS[name]
        if types is not None and kind not in types:
            wanted = ", ".join(types)
            faults.add(where, f"is no constraint of {kind}, only of {wanted}", value=name, expected=wanted)
            continue
        if version == "1" and name in ("exclusiveMinimum", "exclusiveMaximum", "jsonSchema"):
            faults.add(where, f"{name!r} is of Data Package v2; name its profile in `$schema`", value=name)
            continue
        if types == _ORDERED and read is not None and read(limit) is values.WRONG:
            faults.add(where, f"{_shown(limit)} is no {kind}", value=limit, expected=kind)
        if name == "pattern" and isinstance(limit, str) and not patterns.is_known(limit):
            faults.add(where, f"{_shown(limit)} is no regular expression", value=limit, expected="regular expression")


def _categories(field: Mapping[str, Any], kind: str, place: tuple[str | int, ...], faults: Faults) -> None:
    if "categories" not in field:
        return
    where, said = (*place, "categories"), field["categories"]
    if kind not in ("string", "integer"):
        faults.add(where, f"a field of the type {kind} has no categories", expected="string or integer")
    elif not isinstance(said, list):
        faults.add(where, "is no list", value=said, expected="list")
    else:
        wanted: type = str if kind == "string" else int
        for number, one in enumerate(said):
            word = one.get("value") if isinstance(one, Mapping) else one
            if not isinstance(word, wanted) or isinstance(word, bool):
                faults.add((*where, number), f"{_shown(word)} is no {kind}", value=word, expected=kind)


def _is_sound(field: Mapping[str, Any]) -> bool:
    quiet = Faults()
    _profile(field, _definition("field"), (), quiet)
    return not quiet.findings


def _listed(value: Mapping[str, Any], name: str) -> list[Any]:
    held = value.get(name)
    return held if isinstance(held, list) else []


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:80] + "…"
