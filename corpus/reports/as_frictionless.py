"""A report in the form of frictionless: its error types, its row numbers, its words for what each type means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.report import CODES, Finding, Layout, Report
from corpus.reports.about import Checked
from corpus.reports.as_json import dumped

# Findings of frictionless's type, title and tags; what is not here is a `row-constraint` or a `table-error`.
_TYPES = {
    "path-remote": "scheme-error", "file-missing": "scheme-error", "table-missing": "scheme-error",
    "format-unsupported": "format-error", "compression": "compression-error", "encoding": "encoding-error",
    "table-unreadable": "source-error", "table-empty": "source-error",
    "byte-count": "byte-count", "hash-mismatch": "hash-count", "hash-missing": "hash-count",
    "row-count": "row-count", "field-count": "field-count",
    "label-missing": "missing-label", "label-extra": "extra-label", "label-incorrect": "incorrect-label",
    "label-blank": "blank-label", "label-duplicate": "duplicate-label", "labels-unmatched": "unmatched-header",
    "labels-ambiguous": "error", "fields-ambiguous": "metadata-error",
    "column-missing": "missing-label", "column-extra": "extra-label", "column-order": "incorrect-label",
    "blank-row": "blank-row", "missing-cell": "missing-cell", "extra-cell": "extra-cell",
    "type": "type-error", "column-type": "type-error",
    "null": "constraint-error", "empty": "constraint-error", "enum": "constraint-error", "pattern": "constraint-error",
    "minimum": "constraint-error", "maximum": "constraint-error", "min-length": "constraint-error",
    "max-length": "constraint-error", "category": "constraint-error", "json-schema": "constraint-error",
    "pattern-unchecked": "constraint-error",
    "duplicate-value": "unique-error", "duplicate-key": "primary-key", "key-null": "primary-key",
    "foreign-key": "foreign-key", "reference-missing": "resource-error", "reference-unchecked": "scheme-error",
    "path-unsafe": "resource-error", "schema-mismatch": "schema-error", "contract-version": "package-error",
    "manifest": "package-error",
}  # fmt: skip
_TAGS = {
    "file": ("byte-count", "hash-count"),
    "header": ("missing-label", "extra-label", "incorrect-label", "blank-label", "duplicate-label", "unmatched-header"),
    "row": ("blank-row", "primary-key", "foreign-key", "row-constraint"),
    "cell": ("missing-cell", "extra-cell", "type-error", "constraint-error", "unique-error"),
    "table": ("row-count", "field-count", "table-error"),
}
# These name no field there.
_FIELDLESS = (
    "blank-row",
    "primary-key",
    "foreign-key",
    "extra-cell",
    "extra-label",
    "row-constraint",
    "unmatched-header",
)
_AT_THE_TOP = ("path-unsafe", "contract-version", "manifest")


def render(checked: Sequence[Checked]) -> str:
    """One JSON object for one package, a list for several; on one line."""
    forms = [as_frictionless(one.verdict.report) for one in checked]
    return dumped(forms[0] if len(forms) == 1 else forms)


def as_frictionless(report: Report) -> dict[str, Any]:
    """The report as `frictionless validate --json` prints one: valid, tasks, errors.

    A task is a resource. A row's number counts from 1 with the header, so the first row of data is 2. Where the
    descriptor itself is wrong frictionless looks at no table, so then only its errors are here, and a warning says how
    many findings are not. Notes and cells beyond the one at fault are left out.
    """
    top = [one for one in report.findings if one.code == "descriptor" or one.code in _AT_THE_TOP]
    told = [one for one in report.findings if one.severity != "note"]
    warnings = []
    tasks: dict[str, list[dict[str, Any]]] = {}
    if top:
        left_out = len(told) - len(top)
        if left_out > 0:
            warnings.append(f"the descriptor is not valid; {left_out} findings in its tables are not in this form")
    else:
        tasks = {name: [] for name in [*report.layouts, *(name for name in report.rows if name not in report.layouts)]}
        for one in told:
            if one.table is not None:
                tasks.setdefault(one.table, []).append(_error(one, report.layouts.get(one.table)))
        top = [one for one in told if one.table is None]
    return {
        "valid": report.is_ok,
        "stats": {
            "tasks": len(tasks),
            "errors": len(top) + sum(map(len, tasks.values())),
            "warnings": len(warnings),
        },
        "warnings": warnings,
        "errors": [_error(one, None) for one in top],
        "tasks": [
            {
                "name": name,
                "type": "table" if name in report.rows else "file",
                "valid": not errors,
                "place": name,
                "labels": list(report.layouts[name].fields) if name in report.layouts else [],
                "stats": {"errors": len(errors), "rows": report.rows.get(name)},
                "warnings": [],
                "errors": errors,
            }
            for name, errors in tasks.items()
        ],
    }


def _error(one: Finding, layout: Layout | None) -> dict[str, Any]:
    type_ = _type(one)
    group = next((group for group, types in _TAGS.items() if type_ in types), None)
    tags = {"header": ["#table", "#header"], "row": ["#table", "#row"], "cell": ["#table", "#row", "#cell"]}
    error: dict[str, Any] = {
        "type": type_,
        "title": type_.replace("-", " ").title(),
        "description": CODES[one.code].meaning if one.code in CODES else "",
        "message": one.message,
        "tags": tags.get(group or "", [f"#{group}"] if group else []),
        "note": "" if one.expected is None else f"expected {one.expected}",
    }
    if one.row is not None:
        error["rowNumber"] = one.row + (layout.first_row if layout is not None else 2)
    if group in ("header", "cell"):
        if type_ in _FIELDLESS:
            error["fieldName"] = ""
        elif one.field is not None:
            error["fieldName"] = one.field
            if layout is not None and one.field in layout.fields:
                error["fieldNumber"] = layout.fields.index(one.field) + 1
        if one.value is not None and group == "cell":
            error["cell"] = one.value
    return error


def _type(one: Finding) -> str:
    if one.code == "descriptor":
        return _of_pointer(one.field or "")
    return _TYPES.get(one.code) or ("table-error" if one.row is None else "row-constraint")


def _of_pointer(pointer: str) -> str:
    """The part of a descriptor that a JSON pointer leads to, as frictionless calls a fault there."""
    parts = pointer.split("/")[1:]
    if parts[:1] != ["resources"] or len(parts) < 2:
        return "package-error"
    kinds: Mapping[str, str] = {"schema": "schema-error", "dialect": "dialect-error"}
    kind = kinds.get(parts[2], "resource-error") if len(parts) > 2 else "resource-error"
    return "field-error" if kind == "schema-error" and parts[3:4] == ["fields"] and len(parts) > 4 else kind
