"""Do the names over the columns fit the fields of the schema? Table Schema v2, `fieldsMatch`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.check.anytable.files import Fault
from corpus.report import Finding, finding

Field = Mapping[str, Any]

_ALLOWS_MORE_LABELS = ("subset", "partial")
_ALLOWS_MORE_FIELDS = ("superset", "partial")


def paired(labels: Sequence[str], schema: Mapping[str, Any], *, is_case_sensitive: bool) -> list[Field]:
    """The field of each column, in the file's order; a column that the schema does not know holds anything.

    `exact` pairs them by place, the other modes by name. Without labels the columns are the fields.

    Raises:
        Fault: by name, but two labels or two fields have the same one.
    """
    fields: list[Field] = list(schema["fields"])
    if not labels:
        return fields
    mode = schema.get("fieldsMatch", "exact")
    if mode == "exact":
        found: list[Field | None] = [fields[n] if n < len(fields) else None for n in range(len(labels))]
    else:
        by_name = _by_name(fields, is_case_sensitive)
        if len(by_name) < len(fields):
            message = "two fields have the same name where case is ignored, so columns cannot be told apart by name"
            raise Fault("fields-ambiguous", message, expected="names that differ")
        keys = [_key(label, is_case_sensitive) for label in labels]
        if len(set(keys)) < len(keys):
            message = f"two columns have the same name, so with fieldsMatch {mode!r} they cannot be told apart"
            raise Fault("labels-ambiguous", message, expected="names that differ")
        found = [by_name.get(key) for key in keys]
    names = distinct([str(one["name"]) if one else label for one, label in zip(found, labels, strict=True)])
    return [one or {"name": name, "type": "any"} for one, name in zip(found, names, strict=True)]


def faults(
    table: str, labels: Sequence[str], schema: Mapping[str, Any], *, is_case_sensitive: bool
) -> Iterator[Finding]:
    """What is wrong with the labels; nothing where there are none."""
    if not labels:
        return
    fields: list[Field] = list(schema["fields"])
    mode = schema.get("fieldsMatch", "exact")
    known = _by_name(fields, is_case_sensitive)

    def told(code: str, message: str, field: str, **more: str) -> Finding:
        return finding(code, message, table=table, field=field, **more)

    if mode == "exact":
        more, missing = list(labels[len(fields) :]), list(fields[len(labels) :])
    else:
        more = [label for label in labels if _key(label, is_case_sensitive) not in known]
        there = {_key(label, is_case_sensitive) for label in labels}
        missing = [one for one in fields if _key(str(one["name"]), is_case_sensitive) not in there]
        if fields and len(missing) == len(fields) and mode == "partial":
            yield told(
                "labels-unmatched",
                "no column of the file is a field of the schema",
                "",
                expected=str(fields[0]["name"]),
            )
    for label in more if mode not in _ALLOWS_MORE_LABELS else ():
        yield told("label-extra", f"the file has a column {label!r} that the schema does not know", label, value=label)
    for one in missing:
        if mode not in _ALLOWS_MORE_FIELDS or _is_needed(one, schema):
            name = str(one["name"])
            yield told("label-missing", f"the file has no column {name!r}", name, expected=name)
    if mode != "exact":
        return
    seen: set[str] = set()
    for one, label in zip(fields, labels, strict=False):
        name = str(one["name"])
        if not label:
            yield told("label-blank", f"the column of {name!r} has no name in the file", name, expected=name)
        elif label in seen:
            yield told("label-duplicate", f"the name {label!r} stands over an earlier column too", name, value=label)
        elif _key(label, is_case_sensitive) != _key(name, is_case_sensitive):
            message = f"the column is called {label!r} in the file and {name!r} in the schema"
            yield told("label-incorrect", message, name, value=label, expected=name)
        seen.add(label)


def distinct(names: Sequence[str]) -> list[str]:
    """The names, those that an earlier one has with the first free number after them."""
    used: set[str] = set()
    result = []
    for name in names:
        free, number = name, 2
        while free in used:
            free, number = f"{name}{number}", number + 1
        used.add(free)
        result.append(free)
    return result


def _key(name: str, is_case_sensitive: bool) -> str:
    return name if is_case_sensitive else name.lower()


def _by_name(fields: Sequence[Field], is_case_sensitive: bool) -> dict[str, Field]:
    return {_key(str(one["name"]), is_case_sensitive): one for one in reversed(fields)}


def _is_needed(field: Field, schema: Mapping[str, Any]) -> bool:
    return bool((field.get("constraints") or {}).get("required")) or field["name"] in schema.get("primaryKey", ())
