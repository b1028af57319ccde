"""What two descriptors say differently: of the package, of its tables and of their columns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from corpus.diff.values import ChangeClass, PropertyChange, SchemaChange

# What a descriptor states about the data. The rest (version, hashes, sizes, paths) is of one version.
_STATED = ("licenses", "x-contract", "name", "title", "description", "contributors", "sources", "keywords", "homepage")
_STATED_OF_TABLES = ("licenses", "sources")

OF_RELEASES = frozenset({"withdrawn", "changes"})
"""Tables of a release about itself, which no build has."""

# Constraints of Table Schema v2 that are limits: beyond which of them lies more.
_LOWER, _UPPER = ("minimum", "minLength", "exclusiveMinimum"), ("maximum", "maxLength", "exclusiveMaximum")


def package_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[PropertyChange]:
    """Properties of the packages and of the tables in both that differ; licences first."""
    for name in _STATED:
        if old.get(name) != new.get(name):
            yield PropertyChange(name=name, old=old.get(name), new=new.get(name))
    resources = _resources(old), _resources(new)
    for name in _STATED_OF_TABLES:
        for table in resources[0]:
            if table in resources[1]:
                said = [side[table].get(name) for side in resources]
                if said[0] != said[1]:
                    yield PropertyChange(name=name, old=said[0], new=said[1], table=table)


def schema_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    """Differences of the schemas, table by table in the order of the old package, then what is new."""
    before, after = _resources(old), _resources(new)
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after:
            yield _change(name, None, "table removed", "schema-breaking")
        elif name not in before:
            yield _change(name, None, "table added", "schema-additive")
        else:
            yield from _of_table(name, _schema(before[name]), _schema(after[name]))


def _of_table(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    for name, what in (("primaryKey", "primary key"), ("missingValues", "missing values")):
        said = [_listed(side.get(name)) for side in (old, new)]
        if said[0] != said[1]:
            yield _change(table, None, f"{what} changed", "schema-breaking", *said)
    before, after = _fields(old), _fields(new)
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after:
            yield _change(table, name, "column removed", "schema-breaking", before[name].get("type", "any"))
        elif name not in before:
            yield _change(table, name, "column added", "schema-additive", None, after[name].get("type", "any"))
        else:
            yield from _of_field(table, name, before[name], after[name])
    common = [[name for name in side if name in before and name in after] for side in (before, after)]
    if common[0] != common[1]:
        yield _change(table, None, "columns in another order", "repack")
    links = [{_text(link) for link in side.get("foreignKeys") or ()} for side in (old, new)]
    for link in sorted(links[0] - links[1]):
        yield _change(table, None, "foreign key removed", "schema-breaking", link)
    for link in sorted(links[1] - links[0]):
        yield _change(table, None, "foreign key added", "schema-breaking", None, link)
    for name, what in (("x-checks", "checks"), ("x-order", "order of rows")):
        if old.get(name) != new.get(name):
            yield _change(table, None, f"{what} changed", "schema-additive")
    for name in ("title", "description"):
        if old.get(name) != new.get(name):
            yield _change(table, None, f"{name} reworded", "repack", old.get(name), new.get(name))


def _of_field(table: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[SchemaChange]:
    for word in ("type", "format"):
        if old.get(word) != new.get(word):
            yield _change(table, name, f"{word} changed", "schema-breaking", old.get(word), new.get(word))
    before, after = old.get("constraints") or {}, new.get("constraints") or {}
    for rule in sorted({*before, *after}):
        was, now = before.get(rule), after.get(rule)
        if was == now:
            continue
        if rule == "enum":
            gone = [value for value in was or () if value not in (now or ())]
            more = [value for value in now or () if value not in (was or ())]
            if was is None or gone:
                yield _change(table, name, "values no longer allowed", "schema-breaking", gone or None, now)
            if now is None or more:
                yield _change(table, name, "values newly allowed", "schema-additive", None, more or "any")
        else:
            yield _change(table, name, f"{rule} changed", _weight(rule, was, now), was, now)
    for word in ("title", "description"):
        if old.get(word) != new.get(word):
            yield _change(table, name, f"{word} reworded", "repack", old.get(word), new.get(word))


def _weight(rule: str, old: Any, new: Any) -> ChangeClass:
    """A limit that lets more through adds; whatever else changes what a reader or a writer could rely on."""
    try:
        if rule in _LOWER and (new is None or (old is not None and new < old)):
            return "schema-additive"
        if rule in _UPPER and (new is None or (old is not None and new > old)):
            return "schema-additive"
    except TypeError:  # limits of two types
        pass
    return "schema-breaking"


def _change(
    table: str, field: str | None, what: str, weight: ChangeClass, old: Any = None, new: Any = None
) -> SchemaChange:
    return SchemaChange(table=table, field=field, what=what, old=_text(old), new=_text(new), weight=weight)


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _resources(descriptor: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {name: one for one in descriptor["resources"] if (name := str(one["name"])) not in OF_RELEASES}


def _schema(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = resource.get("schema")
    return schema if isinstance(schema, dict) else {}


def _fields(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    fields = schema.get("fields")
    listed = fields if isinstance(fields, list) else []
    return {str(field["name"]): field for field in listed if isinstance(field, dict) and "name" in field}


def _listed(names: Any) -> Any:
    return [names] if isinstance(names, str) else names
