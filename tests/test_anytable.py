"""What `check` promises of any Data Package: what the standard says, at the row and cell where it is broken."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pytest

from corpus.check import check
from corpus.check.anytable import patterns
from corpus.report import CODES
from corpus.reports.as_frictionless import as_frictionless

PACKAGES = Path(__file__).parent / "packages"
CASES = sorted(path.parent.name for path in PACKAGES.glob("*/case.json"))
V2 = "https://datapackage.org/profiles/2.0/datapackage.json"


def case_of(name: str) -> dict:
    return json.loads((PACKAGES / name / "case.json").read_text("utf-8"))


def write(folder: Path, descriptor: object, files: dict[str, str | bytes] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (files or {}).items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")
    return path


def table(fields: list[dict], rows: list[list] | None = None, **more) -> dict:
    resource = {"name": "ferries", "type": "table", "schema": {"fields": fields}, **more}
    if rows is not None:
        resource["data"] = rows
    return {"$schema": V2, "name": "tarn", "resources": [resource]}


def places(path: Path) -> list[list]:
    return [[f.code, f.table, f.row, f.field] for f in check(path).findings]


@pytest.mark.parametrize("name", CASES)
def test_a_fault_of_a_package_has_the_finding_that_names_it(tmp_path, name):
    case = case_of(name)

    found = places(write(tmp_path, case["descriptor"], case["files"]))

    assert sorted(found, key=str) == sorted(case["findings"], key=str)


# ------------------------------------------------------------------ frictionless, and where it is right

# One column of each type, and lexical forms of which the standard leaves no doubt.
FORMS = {
    "string": ["Osprey", "", " a", "nan"],
    "integer": ["1", "-1", "+1", "007", "1.0", "", "a", " 3"],
    "number": ["1", "-1.5", "1e3", "NaN", "INF", "-INF", ".5", "1,5", "", "a"],
    "boolean": ["true", "False", "1", "0", "yes", ""],
    "date": ["2026-02-28", "2026-02-30", "28/02/2026", "", "2026-02-28T00:00:00"],
    "datetime": ["2026-02-28T06:00:00", "2026-02-28T06:00:00.5+02:00", "2026-02-28T26:00:00", "2026-02-28", ""],
    "time": ["06:00:00", "06:00", "26:00:00", "06:00:00.5", ""],
    "year": ["2026", "26", "", "soon"],
    "yearmonth": ["2026-02", "2026-13", "2026", ""],
    "duration": ["P1Y2M", "PT1H", "-P1D", "P1W", "one day", ""],
    "array": ["[1]", "{}", "[", ""],
    "object": ['{"a": 1}', "[]", "{", ""],
    "list": ["a,b", "a", ""],
    "geopoint": ["4.5, 51.2", "200, 1", "4.5", ""],
    "geojson": ['{"type": "Point", "coordinates": [4.5, 51.2]}', '{"type": "Dot"}', "{}", ""],
    "any": ["a", "", "1"],
}
LIMITS = [
    {},
    {"required": True},
    {"unique": True},
    *({"type": t, "minimum": v} for t, v in (("integer", 1), ("number", 1), ("date", "2026-03-01"), ("year", "2027"))),
    *({"type": t, "maximum": v} for t, v in (("integer", 0), ("number", "-1"), ("time", "06:00:00"))),
    {"type": "integer", "exclusiveMinimum": 1},
    {"type": "number", "exclusiveMaximum": 1},
    {"type": "string", "pattern": "[a-z ]+"},
    {"type": "string", "minLength": 3, "maxLength": 5},
    {"type": "string", "enum": ["Osprey", "nan"]},
    {"type": "integer", "enum": [1, "7"]},
    {"type": "boolean", "enum": [True]},
]


def errors(report: dict) -> set[tuple]:
    tasks = {
        (t["name"], e["type"], e.get("rowNumber"), e.get("fieldName") or None)
        for t in report["tasks"]
        for e in t["errors"]
    }
    return tasks | {(None, e["type"], None, None) for e in report["errors"]}


@pytest.mark.skipif(
    tuple(map(int, version("frictionless").split(".")[:2])) < (5, 21), reason="an older frictionless says other things"
)
@pytest.mark.parametrize("is_text", [True, False])
def test_we_say_of_every_lexical_form_what_frictionless_says(tmp_path, is_text):
    import frictionless

    resources, files = [], {}
    for kind, forms in FORMS.items():
        for number, limits in enumerate(LIMITS):
            wanted = {name: limit for name, limit in limits.items() if name != "type"}
            if limits.get("type", kind) != kind or (
                "unique" in wanted and kind in ("array", "object", "geojson", "list")
            ):
                continue
            rows = [["id", "v"], *([str(n), form] for n, form in enumerate([*forms, forms[0]]))]
            schema = {"fields": [{"name": "id", "type": "string"}, {"name": "v", "type": kind, "constraints": wanted}]}
            one = {"name": f"{kind}-{number}", "type": "table", "schema": schema}
            if is_text:
                one["path"] = f"{kind}-{number}.csv"
                text = io.StringIO()
                csv.writer(text, lineterminator="\n").writerows(rows)
                files[one["path"]] = text.getvalue()
            else:
                one["data"] = rows
            resources.append(one)
    path = write(tmp_path, {"$schema": V2, "name": "forms", "resources": resources}, files)

    ours = errors(as_frictionless(check(path)))

    assert ours == errors(frictionless.validate(str(path), type="package").to_descriptor())
    assert len(ours) > 100


# ------------------------------------------------------------------ reading


def test_blocks_and_lists_of_rows_are_judged_alike(tmp_path):
    fields = [{"name": "ferry"}, {"name": "crew", "type": "integer", "constraints": {"unique": True, "minimum": 2}}]
    lines = [f'"Osp,rey\n{n}",{n % 900}' for n in range(1000)]
    lines[300:300] = ["", "Tern", "Gannet,7,south", "“Quoin”,two"]
    text = "ferry,crew\r\n" + "\r\n".join(lines) + "\r\n"
    fast = check(write(tmp_path / "fast", table(fields, path="f.csv"), {"f.csv": text}))
    # UTF-16 is read row by row, in Python.
    coded = table(fields, path="f.csv", encoding="utf-16")
    slow = check(write(tmp_path / "slow", coded, {"f.csv": text.encode("utf-16")}))

    assert fast.findings == slow.findings
    assert fast.rows == slow.rows == {"ferries": 1004}
    assert {f.code for f in fast.findings} == {
        "blank-row", "missing-cell", "extra-cell", "type", "minimum", "duplicate-value"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "found"), [("§", ["type"]), ("\0", ["table-unreadable"]), ("||", ["table-unreadable"])]
)
def test_a_delimiter_is_any_one_character_that_ends_no_line(tmp_path, mark, found):
    fields = [{"name": "ferry"}, {"name": "built", "type": "year"}]
    text = f"ferry{mark}built\nTern{mark}soon\n"

    path = write(tmp_path, table(fields, path="f.csv", dialect={"delimiter": mark}), {"f.csv": text})

    assert [code for code, *_ in places(path)] == found


@pytest.mark.parametrize("packed", ["f.csv.gz", "f.csv.zip"])
def test_a_packed_table_is_unpacked(tmp_path, packed):
    if packed.endswith("gz"):
        (tmp_path / packed).write_bytes(gzip.compress(b"built\nsoon\n"))
    else:
        with zipfile.ZipFile(tmp_path / packed, "w") as archive:
            archive.writestr("f.csv", "built\nsoon\n")

    assert places(write(tmp_path, table([{"name": "built", "type": "year"}], path=packed))) == [
        ["type", "ferries", 0, "built"]
    ]


def test_bytes_that_are_not_of_the_encoding_are_told_and_the_rows_before_them_checked(tmp_path):
    lines = b"built\nsoon\n" + b"1999\n" * 20_000 + b"caf\xe9\n"

    found = places(
        write(tmp_path, table([{"name": "built", "type": "year"}], path="f.csv", encoding="utf-8"), {"f.csv": lines})
    )

    assert sorted(found, key=str) == [["encoding", "ferries", None, None], ["type", "ferries", 0, "built"]]


def test_parquet_is_judged_by_what_is_stored(tmp_path):
    frame = pl.DataFrame(
        {"n": [1, None, 2**53 + 1], "text": ["1", "2", ""], "ports": [["a"], [], None], "x": [0.5, None, float("nan")]}
    )
    frame.write_parquet(tmp_path / "f.parquet")
    fields = [
        {"name": "n", "type": "integer", "constraints": {"maximum": 2**53}},
        {"name": "text", "type": "integer"},
        {"name": "ports", "type": "list"},
        {"name": "x", "type": "number", "constraints": {"required": True, "minimum": 0}},
    ]

    found = places(write(tmp_path, table(fields, path="f.parquet")))

    assert found == [
        ["type", "ferries", None, "text"],
        ["null", "ferries", 1, "x"],
        ["maximum", "ferries", 2, "n"],
        ["minimum", "ferries", 2, "x"],
    ]


def test_a_descriptor_in_yaml_is_read(tmp_path):
    path = tmp_path / "datapackage.yaml"
    path.write_text("resources:\n  - name: ports\n    data: [[port], [Quillon], ['']]\n", "utf-8")

    assert places(path) == [["blank-row", "ports", 1, None]]


@pytest.mark.parametrize("what", ["schema", "dialect"])
@pytest.mark.parametrize("broken", ["fields: [", "fields: 2026-13-45", '!!int ""', "!!timestamp soon", "[" * 5_000])
def test_a_schema_or_dialect_that_is_no_yaml_is_told_in_a_line(tmp_path, what, broken):
    resource = {"name": "ferries", "type": "table", "path": "f.csv", what: f"{what}.yaml"}
    path = write(tmp_path, {"resources": [resource]}, {"f.csv": "n\n1\n", f"{what}.yaml": broken})

    (found,) = check(path).findings

    assert (found.code, found.field, found.expected) == ("descriptor", f"/resources/0/{what}", "YAML")
    assert "not YAML" in found.message
    assert "\n" not in found.message


@pytest.mark.parametrize("broken", ["- [", "- 2026-13-45", '- !!int ""', "[" * 5_000])
def test_a_table_or_descriptor_that_is_no_yaml_is_told_in_a_line(tmp_path, broken):
    write(tmp_path, {"resources": [{"name": "ferries", "type": "table", "path": "f.yaml"}]}, {"f.yaml": broken})

    for name, code in (("datapackage.json", "table-unreadable"), ("f.yaml", "descriptor")):
        (found,) = check(tmp_path / name).findings
        assert (found.code, "\n" in found.message) == (code, False)


LONG = "9" * 5_000


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
@pytest.mark.parametrize(
    ("kind", "cells", "limits", "found"),
    [
        ("integer", [LONG, "5"], {}, [["type", "ferries", 0, "n"]]),
        ("integer", ["1e999999999", "5"], {}, [["type", "ferries", 0, "n"]]),
        ("number", [LONG, "1e999999999", "99e999999", "5"], {}, []),
        (
            "number",
            [LONG, "-1e999999999", "99e999999"],
            {"minimum": 1, "unique": True},
            [["minimum", "ferries", 1, "n"]],
        ),
        ("number", ["1e999999999", "99e999999"], {"maximum": "99e999999"}, [["maximum", "ferries", 0, "n"]]),
        ("number", ["1e999999999", "10e999999998"], {"unique": True}, [["duplicate-value", "ferries", 1, "n"]]),
        ("number", ["1e9999999999999999999"], {}, [["type", "ferries", 0, "n"]]),
        ("any", [LONG, f"{LONG}0"], {"unique": True}, []),
    ],
)
def test_a_number_of_any_length_and_size_is_a_value_or_a_finding(tmp_path, form, kind, cells, limits, found):
    files = {
        "csv": "n\n" + "\n".join(cells) + "\n",
        "json": "[" + ", ".join(f'{{"n": {cell}}}' for cell in cells) + "]",
        "jsonl": "\n".join(f'{{"n": {cell}}}' for cell in cells),
    }
    fields = [{"name": "n", "type": kind, "constraints": limits}]

    assert places(write(tmp_path, table(fields, path=f"f.{form}"), {f"f.{form}": files[form]})) == found


@pytest.mark.parametrize("number", [LONG, "9" * 400, "1e999999999"])
def test_a_number_that_no_double_holds_is_no_multiple_of_one(tmp_path, number):
    limits = {"jsonSchema": {"items": {"multipleOf": 0.3}}}
    fields = [{"name": "n", "type": "array", "constraints": limits}]

    path = write(tmp_path, table(fields, path="f.json"), {"f.json": f'[{{"n": [0.3]}}, {{"n": [{number}]}}]'})

    assert places(path) == [["json-schema", "ferries", 1, "n"]]


def test_numbers_that_differ_in_their_last_digit_are_two(tmp_path):
    fields = [{"name": "n", "type": "number", "constraints": {"unique": True}}]
    rows = [["n"], ["1." + "0" * 40 + "1"], ["1"], ["1.0"]]

    assert places(write(tmp_path, table(fields, rows))) == [["duplicate-value", "ferries", 2, "n"]]


@pytest.mark.parametrize(
    ("limit", "found"), [({"minLength": 9**99}, ["min-length", "ferries", 0, "n"]), ({"maxLength": 9**99}, None)]
)
def test_a_length_that_no_text_has_is_a_limit_like_any_other(tmp_path, limit, found):
    path = write(
        tmp_path, table([{"name": "n", "type": "string", "constraints": limit}], path="f.csv"), {"f.csv": "n\nOsprey\n"}
    )

    assert places(path) == ([found] if found else [])


# ------------------------------------------------------------------ patterns


@pytest.mark.parametrize(
    ("pattern", "refused"),
    [
        ("a|b", ["ab", "a\n"]),
        (r"\p{Lu}.*", ["ab", "a", "a\n"]),
        ("(?!ab)a.?", ["Ab", "ab", "a\n"]),
        ("[a-z]+", ["Ab", "a\n"]),
    ],
)
def test_a_pattern_matches_whole_texts_whoever_reads_it(pattern, refused):
    texts = pl.Series(["a", "ab", "a\n", *(["Ab"] if "Ab" in refused or "p{" in pattern else [])])

    assert sorted(patterns.failing(pattern, texts).to_list()) == sorted(refused)


def test_a_pattern_that_takes_for_ever_is_ended_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(patterns, "SECONDS", 0.5)
    fields = [{"name": "v", "type": "string", "constraints": {"pattern": "(?=a)(a+)+$", "maxLength": 3}}]

    found = places(write(tmp_path, table(fields, [["v"], ["a" * 40 + "b"]])))

    assert found == [["pattern-unchecked", "ferries", None, "v"], ["max-length", "ferries", 0, "v"]]


# ------------------------------------------------------------------ the form of frictionless


def test_the_form_of_frictionless_counts_rows_and_fields_as_it_does(tmp_path):
    path = write(
        tmp_path, table([{"name": "ferry"}, {"name": "built", "type": "year"}], [["ferry", "built"], ["Tern", "soon"]])
    )

    form = as_frictionless(check(path))

    (task,) = form["tasks"]
    (error,) = task["errors"]
    assert (form["valid"], form["errors"], task["name"]) == (False, [], "ferries")
    assert {name: error[name] for name in ("type", "rowNumber", "fieldNumber", "fieldName", "cell")} == {
        "type": "type-error",
        "rowNumber": 2,
        "fieldNumber": 2,
        "fieldName": "built",
        "cell": "soon",
    }
    assert {"title", "description", "message", "tags", "note"} <= set(error)


def test_with_a_wrong_descriptor_the_form_of_frictionless_says_what_it_leaves_out(tmp_path):
    descriptor = json.loads(json.dumps(case_of("descriptor-unknown-type")["descriptor"]))

    form = as_frictionless(check(write(tmp_path, descriptor)))

    assert (form["tasks"], [e["type"] for e in form["errors"]]) == ([], ["field-error"])
    assert form["warnings"] == ["the descriptor is not valid; 1 findings in its tables are not in this form"]


def test_every_code_of_any_table_has_a_type_of_frictionless():
    from corpus.reports import as_frictionless as form

    told = {code for name in CASES for code, *_ in case_of(name)["findings"]} | {"pattern-unchecked"}
    assert told - {"descriptor", "hash-unchecked"} <= set(form._TYPES)
    assert set(form._TYPES) <= set(CODES)
