"""What `check` promises: a package that keeps the contract has no finding, and each fault has the one that names it."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpus
from corpus import assembly, contract, package, tables, text
from corpus.check import ENGINES, Engine, by_frictionless, by_pandera, check, texts
from corpus.check.texts import Texts, differing
from corpus.errors import PackageError
from corpus.record import (
    Article,
    Author,
    Caption,
    Cue,
    Found,
    Mention,
    Moment,
    Org,
    Person,
    Problem,
    Quote,
    Role,
    Subject,
)
from corpus.report import CODES, Finding, Report
from corpus.reports import read_about
from corpus.sources import open_tables

BROKEN = Path(__file__).parent / "broken"
FAULTS = sorted(path.parent.name for path in BROKEN.glob("*/fault.json"))
MADE = "2026-03-01T00:00:00Z"


# ------------------------------------------------------------------ a small package that keeps the contract


def place(field, source, words, nth=0):
    """Where `words` stand in `source` for the `nth` time, as the arguments of a record."""
    start = -1
    for _ in range(nth + 1):
        start = source.index(words, start + 1)
    return {"field": field, "start": start, "end": start + len(words), "text": words}


def ferry() -> tuple[Article, Found]:
    body = (
        "🌊 The ferry to Velmere Quay will not sail before June, Élise Tarnhollow said.\n\n"
        "“We have one engine 𝄞 and two wishes,” said Tarnhollow, harbour master of the Brackwater Port Trust.\n\n"
        "The trust called the delay “utterly avoidable”. “Nobody asked us,” it said in a statement."
    )
    headline, deck, byline = "Brackwater ferry waits", "Élise Tarnhollow wants an engine", "By Odo Lindqvale"
    caption = "Tarnhollow at the quay."
    article = Article(
        source_item="1",
        source_format="jsonl",
        source_sha256="0" * 64,
        guid="urn:brackwater:1",
        headline=headline,
        deck=deck,
        byline=byline,
        publisher="The Brackwater Lantern",
        published=Moment(datetime(2026, 2, 3, 6, tzinfo=UTC), "instant", "Z"),
        language="en",
        language_origin="declared",
        redistribution="open",
        body=body,
        authors=(Author(name="Odo Lindqvale", kind="person"), Author(name="Lantern staff", kind="desk")),
        captions=(Caption(text="", credit="M. Quarn"), Caption(text=caption)),
        subjects=(Subject(scheme="medtop", code="04000000", name="economy", relevance=0.5), Subject(name="ferries")),
        problems=(Problem(code="text-repaired", severity="note", message="two characters were repaired"),),
    )

    def mention(where, kind, entity, **who):
        return Mention(**where, kind=kind, entity_kind=entity, confidence=0.9, **who)

    def quote(words, **more):
        at = place("body", body, words)
        return Quote(start=at["start"], end=at["end"], text=words, rule="test", span_confidence=1.0, **more)

    def cue(words, lemma, nth):
        at = place("body", body, words, nth)
        return Cue(start=at["start"], end=at["end"], text=words, lemma=lemma)

    said = {"cue": "say", "attribution": "explicit", "speaker_confidence": 0.8}
    found = Found(
        people=(Person(name="Élise Tarnhollow", given_name="Élise", family_name="Tarnhollow"),),
        orgs=(Org(name="Brackwater Port Trust", kind="company"),),
        mentions=(
            mention(place("body", body, "Élise Tarnhollow"), "name", "person", person=0),
            mention(place("body", body, "Tarnhollow", 1), "short", "person", person=0),
            mention(place("body", body, "Brackwater Port Trust"), "name", "org", org=0),
            mention(place("body", body, "The trust"), "nominal", "org", org=0),
            mention(place("headline", headline, "Brackwater"), "short", "org", org=0),
            mention(place("deck", deck, "Élise Tarnhollow"), "name", "person", person=0),
            mention(place("caption", caption, "Tarnhollow") | {"field_position": 1}, "short", "person", person=0),
            mention(place("byline", byline, "Odo Lindqvale"), "name", "person"),
        ),
        quotes=(
            quote("We have one engine 𝄞 and two wishes,", kind="direct", speaker_kind="person", person=0,
                  speaker_mention=1, speaker_text="Tarnhollow", cues=(cue("said", "say", 1),), **said),
            quote("utterly avoidable", kind="partial", speaker_kind="org", org=0,
                  cues=(cue("called", "call", 0),), **said | {"cue": "call"}),
            quote("Nobody asked us,", kind="direct", speaker_kind="org", org=0, medium="a statement",
                  continues=1, cues=(cue("said", "say", 2),), **said),
        ),
        roles=(Role(person=0, relation="apposition", org=0,
                    **place("body", body, "harbour master of the Brackwater Port Trust")),),
    )  # fmt: skip
    return article, found


def market() -> tuple[Article, Found]:
    body = "Two stalls burned down in Quillon on Monday.\n\nNobody was hurt."
    article = Article(
        source_item="2",
        source_format="jsonl",
        source_sha256="1" * 64,
        guid="urn:brackwater:2",
        headline="Stalls burn",
        published=Moment(datetime(2026, 2, 4, tzinfo=UTC), "day", None),
        redistribution="open",
        body=body,
    )
    return article, Found()


def again() -> tuple[Article, Found]:
    first, _ = market()
    moment = Moment(datetime(2026, 2, 5, tzinfo=UTC), "day", None)
    return Article(
        **{name: getattr(first, name) for name in first.__slots__} | {"guid": "urn:brackwater:3", "published": moment}
    ), Found()


def notice() -> tuple[Article, Found]:
    return Article(
        source_item="4",
        source_format="jsonl",
        source_sha256="2" * 64,
        guid="urn:brackwater:4",
        kind="notice",
        redistribution="open",
        body="",
    ), Found()


@pytest.fixture(scope="session")
def good(tmp_path_factory) -> dict[str, pl.DataFrame]:
    """The tables of a package of four articles."""
    folder = tmp_path_factory.mktemp("good")
    parts: dict[str, list[Path]] = {}
    for number, (article, found) in enumerate((ferry(), market(), again(), notice())):
        rows = tables.rows(article, found, "in/lantern.jsonl", number)
        for name, path in tables.write_part(rows, lambda name, n=number: folder / f"{n}-{name}.part").items():
            parts.setdefault(name, []).append(path)
    (folder / "out").mkdir()
    assembly.finish(parts, folder / "out", folder)
    return {name: pl.read_parquet(folder / "out" / f"{name}.parquet") for name in contract.tables()}


def write(frames: dict[str, pl.DataFrame], folder: Path) -> dict:
    """Write the tables as they are, right or wrong, and give the descriptor that is written beside them."""
    for name, frame in frames.items():
        pq.write_table(frame.to_arrow(compat_level=pl.CompatLevel.oldest()), folder / f"{name}.parquet")
    about = package.About(name="brackwater", licenses=("CC-BY-4.0",), created=MADE)
    descriptor = copy.deepcopy(package.describe(folder, about))
    (folder / "datapackage.json").write_bytes(package.dump(descriptor))
    return descriptor


@pytest.mark.parametrize("engine", ENGINES)
def test_a_package_that_keeps_the_contract_has_no_finding(good, tmp_path, engine):
    write(good, tmp_path)

    report = check(tmp_path, engines=(engine,))

    assert (report.findings, report.is_ok) == ((), True)
    assert report.rows == {name: frame.height for name, frame in good.items()}
    assert min(report.rows.values()) > 0, "every table has rows, so every rule had something to look at"


def test_what_we_write_is_valid_for_frictionless_itself(good, tmp_path):
    import frictionless

    write(good, tmp_path)

    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid


# ------------------------------------------------------------------ broken twins


def broken(good: dict[str, pl.DataFrame], plan: dict, folder: Path) -> None:
    """Write the good package with the faults of a plan."""
    frames = dict(good)
    for edit in plan.get("tables", ()):
        frames[edit["table"]] = edited(frames[edit["table"]], edit)
    write(frames, folder)
    for name in plan.get("cut", ()):
        path = folder / f"{name}.parquet"
        path.write_bytes(path.read_bytes()[:-100])
    for name in plan.get("remove", ()):
        (folder / f"{name}.parquet").unlink()
    if "cut" in plan:
        descriptor = json.loads((folder / "datapackage.json").read_bytes())
        for resource in descriptor["resources"]:
            if resource["name"] in plan.get("cut", ()):
                resource["hash"] = f"sha256:{package.sha256(folder / resource['path'])}"
        (folder / "datapackage.json").write_bytes(package.dump(descriptor))
    if "descriptor" in plan:
        descriptor = json.loads((folder / "datapackage.json").read_bytes())
        (folder / "datapackage.json").write_bytes(package.dump(patched(descriptor, plan["descriptor"])))


def edited(frame: pl.DataFrame, edit: dict) -> pl.DataFrame:
    """The table after what an edit asks: `set` cells of a row, `add` a copy of one, `swap` two, `drop`, `cast` …"""
    rows = frame.to_dicts()
    types = {"datetime": datetime.fromisoformat, "number": float}
    table = contract.tables()[edit["table"]]
    cells = {
        name: types.get(table.field(name).type, lambda cell: cell)(cell) if isinstance(cell, str) else cell
        for name, cell in edit.get("set", {}).items()
    }
    if "add" in edit:
        rows.append(rows[edit["add"]] | cells)
    elif cells:
        rows[edit["row"]] |= cells
    if "swap" in edit:
        one, other = edit["swap"]
        rows[one], rows[other] = rows[other], rows[one]
    frame = pl.DataFrame(rows, schema=frame.schema)
    frame = frame.drop(edit.get("drop", []))
    frame = frame.with_columns(pl.lit(value).alias(name) for name, value in edit.get("new", {}).items())
    frame = frame.with_columns(pl.col(name).cast(getattr(pl, kind)) for name, kind in edit.get("cast", {}).items())
    first = edit.get("first", [])
    return frame.select(*first, pl.exclude(first)) if first else frame


def patched(value: dict, patch: dict) -> dict:
    """A descriptor after a merge patch (RFC 7396); lists of named objects are patched by name."""
    value = dict(value)
    for key, change in patch.items():
        if change is None:
            value.pop(key, None)
        elif isinstance(change, dict) and isinstance(value.get(key), list):
            value[key] = [
                patched(one, change[one["name"]]) if isinstance(change.get(one["name"]), dict) else one
                for one in value[key]
                if change.get(one["name"], one) is not None
            ]
        elif isinstance(change, dict) and isinstance(value.get(key), dict):
            value[key] = patched(value[key], change)
        else:
            value[key] = change
    return value


def plan_of(fault: str) -> dict:
    return json.loads((BROKEN / fault / "fault.json").read_text("utf-8"))


def opinion(folder: Path, engine: Engine, table: str | None) -> list[Finding]:
    """What an engine says by itself; the slow ones are asked about one table only."""
    if engine == "rules":
        return list(check(folder, engines=("rules",)).findings)
    opened, created = package.read(folder), datetime.fromisoformat(MADE)
    sources, _ = open_tables(opened)
    table = table or "captions"
    if engine == "pandera":
        frames = {name: source.scan(*source.types) for name, source in sources.items()}
        return list(by_pandera.check_table(table, sources, frames, created)) if table in sources else []
    # Only the tables that it is compared with, for each of them is opened.
    ours = contract.tables()[table]
    near = {table, *(one.table for one in (*ours.foreign_keys, *ours.checks) if hasattr(one, "table")), "captions"}
    some = {name: source for name, source in sources.items() if name in near}
    return list(by_frictionless.check(opened, some, created, only={table}))


# What `rules` alone thinks of a text is a judgement and no part of the contract: nobody is asked for a second opinion.
JUDGED = {
    code
    for code in CODES
    for path in (Path(corpus.__file__).parent / "check" / "news").glob("*.py")
    if f'"{code}"' in path.read_text("utf-8")
}


@pytest.mark.parametrize("fault", FAULTS)
def test_three_engines_give_one_verdict_and_name_what_they_see_alike(good, tmp_path, fault):
    plan = plan_of(fault)
    wanted, is_valid = plan["finding"], CODES[plan["finding"]["code"]].severity == "note"
    broken(good, plan, tmp_path)
    before = check(tmp_path, engines=())

    for engine in ENGINES:
        is_asked = engine in plan["engines"]
        if not is_asked and (not before.is_ok or wanted["code"] in JUDGED):
            continue  # no engine has to run to tell it, or none but `rules` can
        findings = opinion(tmp_path, engine, wanted["table"])
        assert Report(rows={}, findings=(*before.findings, *findings)).is_ok == is_valid, engine
        if is_asked:
            told = [one for one in findings if one.code != "order" or wanted["code"] == "order"]
            assert [{key: getattr(one, key) for key in wanted} for one in told] == [wanted], engine


def test_a_fault_that_three_engines_see_is_one_finding(good, tmp_path):
    plans = [plan for plan in map(plan_of, FAULTS) if plan["says"] in TOGETHER]
    broken(good, {"tables": [edit for plan in plans for edit in plan["tables"]]}, tmp_path)

    report = check(tmp_path, engines=ENGINES)

    told = [(one.code, one.table, one.row, one.field) for one in report.findings if one.code != "order"]
    assert sorted(told, key=str) == sorted((tuple(plan["finding"].values()) for plan in plans), key=str)
    assert len(plans) == len(TOGETHER)
    assert report.engines == ENGINES


# Faults of all kinds that leave each other alone.
TOGETHER = {
    "orgs has a column of its own",
    "the columns of captions begin with credit",
    "the positions of subjects are strings",
    "a role without its words' relation",
    "a quotation without its confidence",
    "an author without a name",
    "a language that is no tag",
    "a count below zero",
    "a confidence above one",
    "a problem of an article that is not there",
    "a cue with other words than the body",
    "a person with a mention too many",
    "an organisation that is a group",
}


def test_every_code_has_a_broken_twin():
    told = {plan_of(fault)["finding"]["code"] for fault in FAULTS}
    # What other tables than the contract's can break is shown by whole packages.
    packages = (BROKEN.parent / "packages").glob("*/case.json")
    told |= {code for path in packages for code, *_ in json.loads(path.read_text("utf-8"))["findings"]}
    # What takes a resource or a file more, many articles, or ten seconds, is shown by a test of its own.
    shown = {"manifest", "pattern-unchecked", "published-outlier", "other-article"}
    assert told | shown | {code for code in CODES if code.startswith("drift-")} == set(CODES) - {"other"}


def test_every_check_of_the_contract_has_a_broken_twin():
    shown = {(plan["finding"]["table"], plan["finding"]["code"]) for plan in map(plan_of, FAULTS)}

    assert {(t.name, c.code) for t in contract.tables().values() for c in t.checks} <= shown


def test_every_code_of_the_contract_has_a_meaning():
    assert {c.code for t in contract.tables().values() for c in t.checks} <= set(CODES)


def test_the_page_of_findings_has_a_section_for_every_code_and_for_no_other():
    page = (Path(__file__).parent.parent / "docs/reference/findings.md").read_text("utf-8")

    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(CODES)
    for code, told in CODES.items():
        section = page.split(f"## {code}\n")[1].split("\n## ")[0]
        assert told.meaning in section
        assert f"*{told.severity}*" in section


# ------------------------------------------------------------------ what a finding says


def findings_of(good, folder, *edits, **options) -> tuple[Finding, ...]:
    broken(good, {"tables": list(edits)}, folder)
    return check(folder, engines=("rules",), **options).findings


def test_a_finding_names_row_key_value_and_what_was_expected(good, tmp_path):
    (one,) = findings_of(good, tmp_path, {"table": "quotes", "row": 1, "set": {"kind": "spoken"}})

    assert one.as_dict() == {
        "code": "enum",
        "severity": "error",
        "message": "'spoken' is not a word that kind allows: direct, partial, indirect",
        "table": "quotes",
        "row": 1,
        "field": "kind",
        "key": good["quotes"]["quote_id"][1],
        "value": "spoken",
        "expected": "direct, partial, indirect",
    }


def test_a_shifted_slice_says_what_stands_there_and_where_the_words_are(good, tmp_path):
    start, end = good["quotes"].row(1, named=True)["start"], good["quotes"].row(1, named=True)["end"]

    (one,) = findings_of(good, tmp_path, {"table": "quotes", "row": 1, "set": {"start": start + 3, "end": end + 3}})

    assert one.expected == "erly avoidable”. "
    assert one.message == (
        f"at [{start + 3}:{end + 3}] of the body stands 'erly avoidable”. ', not 'utterly avoidable'; "
        f"those words stand at [{start}:{end}], 3 earlier"
    )


def test_positions_count_code_points_and_neither_bytes_nor_utf_16(good, tmp_path):
    words = good["quotes"].row(0, named=True)
    body = good["articles"].filter(pl.col("article_id") == words["article_id"])["body"][0]
    before = body[: words["start"]]
    assert len(before) < len(before.encode("utf-16-le")) // 2 < len(before.encode())

    for unit in (len(before.encode("utf-16-le")) // 2, len(before.encode())):
        folder = tmp_path / str(unit)
        folder.mkdir()
        cells = {"start": unit, "end": unit + len(words["text"])}
        assert [f.code for f in findings_of(good, folder, {"table": "quotes", "row": 0, "set": cells})] == ["slice"]


def test_an_article_that_is_there_twice_breeds_no_finding_in_its_quotations(good, tmp_path):
    edit = {"table": "articles", "add": 0, "set": {"url": "https://lantern.example/again"}}

    findings = findings_of(good, tmp_path, edit)

    assert [(f.code, f.table, f.row) for f in findings if f.code != "order"] == [("duplicate-key", "articles", 4)]


def test_a_table_that_cannot_be_read_is_one_finding_and_the_rest_is_still_checked(good, tmp_path):
    edit = {"table": "orgs", "row": 0, "set": {"kind": "firm"}}
    broken(good, {"tables": [edit], "cut": ["articles"]}, tmp_path)

    report = check(tmp_path)

    assert [(f.code, f.table) for f in report.findings] == [("table-unreadable", "articles"), ("enum", "orgs")]


def with_resource(good, folder: Path, resource: dict) -> None:
    descriptor = write(good, folder)
    descriptor["resources"].append(resource)
    (folder / "datapackage.json").write_bytes(package.dump(descriptor))


def test_other_resources_are_checked_against_their_own_schemas(good, tmp_path):
    (tmp_path / "notes.csv").write_bytes(b"article_id,year\nnone,1999\nnone,soon\n")
    links = [{"fields": ["article_id"], "reference": {"resource": "articles", "fields": ["article_id"]}}]
    fields = [{"name": "article_id", "type": "string"}, {"name": "year", "type": "year"}]
    resource = {"name": "notes", "path": "notes.csv", "schema": {"fields": fields, "foreignKeys": links}}
    resource["hash"] = f"sha256:{package.sha256(tmp_path / 'notes.csv')}"

    with_resource(good, tmp_path, resource)

    report = check(tmp_path)
    assert [(f.code, f.row, f.field) for f in report.findings if f.table == "notes"] == [
        ("foreign-key", 0, "article_id"),
        ("foreign-key", 1, "article_id"),
        ("type", 1, "year"),
    ]
    assert (len(report.findings), report.rows["notes"]) == (3, 2)


def test_data_within_the_descriptor_are_a_table_too(good, tmp_path):
    with_resource(good, tmp_path, {"name": "notes", "data": [{"a": 1}, {"a": None}]})

    assert [(f.code, f.table, f.row) for f in check(tmp_path).findings] == [("blank-row", "notes", 1)]


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        ({"path": "gone.csv"}, "file-missing"),
        ({}, "file-missing"),
        ({"path": []}, "file-missing"),
        ({"path": "."}, "file-missing"),
        ({"path": "pipe"}, "file-missing"),
        ({"path": "notes.csv"}, "hash-missing"),
        ({"path": "notes.csv", "hash": "sha256:" + "0" * 64}, "hash-mismatch"),
        ({"path": "../notes.csv"}, "path-unsafe"),
        ({"path": "https://lantern.example/notes.csv"}, "path-unsafe"),
        ({"path": "\x00"}, "path-unsafe"),
        ({"path": 5}, "path-unsafe"),
        ({"path": "manifest.json"}, "path-unsafe"),
    ],
)
def test_a_file_of_another_resource_is_there_safe_and_hashed_or_told(good, tmp_path, resource, code):
    (tmp_path / "notes.csv").write_bytes(b"a\n")
    os.mkfifo(tmp_path / "pipe")
    with_resource(good, tmp_path, {"name": "notes", **resource})

    findings = check(tmp_path, engines=("rules",)).findings

    assert [(f.code, f.table) for f in findings] == [(code, "notes")]
    with pytest.raises(PackageError, match=code):
        corpus.load(tmp_path)


@pytest.mark.parametrize("content", [b"{", b"[" * 200_000, b'{"files": [{"path": "../../x", "sha256": ""}]}'])
def test_a_manifest_that_does_not_fit_is_told(good, tmp_path, content):
    write(good, tmp_path)
    (tmp_path / "manifest.json").write_bytes(content)

    assert [f.code for f in check(tmp_path, engines=("rules",)).findings] == ["manifest"]


@pytest.mark.parametrize(
    ("microseconds", "code"),
    [(400_000_000_000_000_000, "maximum"), (2**62, "maximum"), (-62_135_596_800_000_001, "minimum")],
)
@pytest.mark.parametrize("engines", [("rules",), ("rules", "pandera", "frictionless")])
def test_a_time_that_no_calendar_can_write_is_a_finding_of_its_row(good, tmp_path, microseconds, code, engines):
    late = pl.lit(microseconds).cast(pl.Datetime("us", "UTC"))
    frame = good["articles"].with_columns(
        modified_at=pl.when(pl.int_range(pl.len()) == 1).then(late).otherwise("modified_at")
    )
    write({**good, "articles": frame}, tmp_path)

    (one,) = check(tmp_path, engines=engines).findings

    assert (one.code, one.table, one.row, one.field) == (code, "articles", 1, "modified_at")
    assert one.value == f"{microseconds} microseconds from 1970"


@pytest.mark.parametrize("zone", ["+99:99", "Nowhere/Tarnhollow"])
def test_a_time_zone_that_does_not_exist_is_one_finding(good, tmp_path, zone):
    write(good, tmp_path)
    table = pq.read_table(tmp_path / "problems.parquet")
    odd = pa.array([0] * table.num_rows, pa.int64()).cast(pa.timestamp("us", zone))
    pq.write_table(table.append_column("seen_at", odd), tmp_path / "problems.parquet")

    findings = check(tmp_path).findings

    assert [(f.code, f.table) for f in findings] == [("hash-mismatch", "problems"), ("table-unreadable", "problems")]


@pytest.mark.parametrize(("zone", "code"), [("America/New_York", "column-width"), (None, "column-type")])
def test_a_time_of_another_zone_or_none_is_one_finding_of_its_column(good, tmp_path, zone, code):
    type_ = pl.Datetime("us", zone)
    articles = good["articles"].with_columns(modified_at=pl.col("published_at").dt.epoch("us").cast(type_))
    write({**good, "articles": articles}, tmp_path)

    assert [(f.code, f.field) for f in check(tmp_path).findings] == [(code, "modified_at")]


def test_a_package_made_at_the_end_of_time_has_no_article_from_after_it(good, tmp_path):
    broken(good, {"descriptor": {"created": "9999-12-31T23:59:59Z"}}, tmp_path)

    assert check(tmp_path, engines=("rules",)).findings == ()


def test_a_pattern_that_is_not_the_contracts_is_never_tried(good, tmp_path):
    pattern = {"constraints": {"pattern": "(.|.)*x" * 9}}
    edit = {"resources": {"articles": {"schema": {"fields": {"body": pattern}}}}}
    broken(good, {"descriptor": edit}, tmp_path)

    findings = check(tmp_path, engines=("rules", "frictionless")).findings

    assert [(f.code, f.table, f.field) for f in findings] == [("schema-mismatch", "articles", "body")]


def test_a_table_may_lie_in_several_files_and_rows_count_through_them(good, tmp_path):
    descriptor = write(good, tmp_path)
    wrong = good["mentions"].with_columns(
        end=pl.when(pl.int_range(pl.len()) == 6).then(99).otherwise("end").cast(pl.Int32)
    )
    halves = [wrong[:5], wrong[5:]]
    for number, half in enumerate(halves):
        pq.write_table(half.to_arrow(), tmp_path / f"mentions-{number}.parquet")
    resource = next(r for r in descriptor["resources"] if r["name"] == "mentions")
    resource["path"] = ["mentions-0.parquet", "mentions-1.parquet"]
    resource.pop("hash")
    (tmp_path / "datapackage.json").write_bytes(package.dump(descriptor))

    findings = check(tmp_path).findings

    assert [(f.code, f.table, f.row) for f in findings] == [
        ("hash-missing", "mentions", None),
        ("slice", "mentions", 6),
    ]


def test_the_size_of_batches_makes_no_difference(good, tmp_path, monkeypatch):
    edits = [{"table": name, "row": 0, "set": {"start": 0, "end": 1}} for name in ("quotes", "cues", "roles")]
    edits.append({"table": "articles", "row": 2, "set": {"word_count": 99}})
    whole = findings_of(good, tmp_path, *edits)

    monkeypatch.setattr(texts, "_ROWS_PER_BATCH", 1)
    monkeypatch.setattr(texts, "_ROWS_PER_PASS", 1)

    assert len(whole) == 4
    assert check(tmp_path, engines=("rules",)).findings == whole


def test_the_descriptor_itself_may_be_named(good, tmp_path):
    write(good, tmp_path)

    assert check(tmp_path / "datapackage.json", engines=("rules",)).is_ok


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'{"resources": 1}',
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"name": "\\ud800", "resources": []}',
        b'{"resources": [], "a": NaN}',
    ],
)
def test_a_descriptor_that_is_none_is_a_finding_and_refused_by_whoever_needs_the_tables(tmp_path, content):
    (tmp_path / "datapackage.json").write_bytes(content)

    assert {f.code for f in check(tmp_path).findings} == {"descriptor"}
    with pytest.raises(PackageError, match=r"datapackage\.json"):
        package.read(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_a_descriptor_in_another_encoding_than_utf_8_is_a_finding(good, tmp_path, encoding):
    file, descriptor = tmp_path / "datapackage.json", write(good, tmp_path) | {"title": "Les ferries de Brisquée"}
    words = package.dump(descriptor).decode()
    file.write_text(words.encode("cp1252", "replace").decode("cp1252"), encoding)

    (one,) = check(tmp_path).findings

    assert (one.code, "UTF-8" in one.message) == ("descriptor", True)
    with pytest.raises(PackageError, match="UTF-8"):
        package.read(tmp_path)
    file.write_text('{"name": "quay"}', "utf-16-le")
    assert "UTF-8" in check(tmp_path).findings[0].message
    file.write_text(words, "utf-8-sig")
    assert check(tmp_path).is_ok


def test_a_folder_without_a_descriptor_is_an_error_and_no_finding(tmp_path):
    with pytest.raises(PackageError, match=r"datapackage\.json: not there"):
        check(tmp_path)


def test_a_pipe_for_a_descriptor_is_refused_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "datapackage.json")

    for read in (check, package.read):
        with pytest.raises(PackageError, match=r"datapackage\.json: cannot be read: not a regular file"):
            read(tmp_path)
    assert read_about(tmp_path).name == ""


def test_what_a_shell_hands_over_in_a_pipe_is_refused_in_one_line(good, tmp_path):
    write(good, tmp_path)
    ends = os.pipe()
    os.close(ends[1])
    command = [sys.executable, "-m", "corpus", "validate", f"/dev/fd/{ends[0]}"]

    run = subprocess.run(command, capture_output=True, text=True, pass_fds=ends[:1], timeout=60)

    os.close(ends[0])
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == f"corpus: /dev/fd/{ends[0]}: cannot be read: not a regular file\n"


def test_what_is_no_json_is_told_with_its_line_and_column(tmp_path):
    (tmp_path / "datapackage.json").write_bytes(b'{"name": "tarn",\n "resources": [}')

    (one,) = check(tmp_path).findings

    assert (one.code, "line 2 column 16" in one.message) == ("descriptor", True)


@pytest.mark.parametrize(
    "patch",
    [
        {"resources": {"captions": {"schema": 5}}},
        {"resources": {"captions": {"schema": {"fields": [1, None, {"name": 3}]}}}},
        {"resources": {"captions": {"schema": {"primaryKey": 7, "foreignKeys": 7}}}},
        {"resources": {"captions": {"path": None}}},
        {"resources": {"captions": {"path": "\x00"}}},
        {"resources": {"captions": {"path": "https://lantern.example/captions.parquet"}}},
        {"resources": {"captions": {"hash": 12}}},
        {"created": 2026},
        {"contributors": [None]},
    ],
)
def test_nonsense_in_a_descriptor_is_a_finding_and_no_crash(good, tmp_path, patch):
    broken(good, {"descriptor": patch}, tmp_path)

    assert [*check(tmp_path, engines=("rules",)).findings, *opinion(tmp_path, "frictionless", "captions")]


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ({"bytes": 17}, "byte-count"),
        ({"bytes": 0}, "byte-count"),
        ({"bytes": "many"}, "byte-count"),
        ({"format": "csv"}, "format-unsupported"),
        ({"mediatype": "text/csv"}, "format-unsupported"),
        ({"format": "Parquet", "mediatype": "application/x-parquet"}, None),
        ({"format": None, "mediatype": None}, None),
    ],
)
def test_the_size_and_the_form_that_a_descriptor_gives_a_table_are_compared_with_its_file(good, tmp_path, says, code):
    broken(good, {"descriptor": {"resources": {"captions": says}}}, tmp_path)

    assert [(f.code, f.table) for f in check(tmp_path).findings] == ([(code, "captions")] if code else [])


def test_the_right_size_is_no_finding_of_one_file_or_of_several(good, tmp_path):
    descriptor = write(good, tmp_path)
    for resource in descriptor["resources"]:
        resource["bytes"] = (tmp_path / resource["path"]).stat().st_size
    whole = next(one for one in descriptor["resources"] if one["name"] == "articles")
    for n in range(2):
        good["articles"][n::2].write_parquet(tmp_path / f"articles-{n}.parquet")
    files = {path.name: path for path in tmp_path.glob("articles-*.parquet")}
    parts = package.parts(whole, {name: package.sha256(path) for name, path in sorted(files.items())}, tmp_path)
    parts = [one | {"bytes": files[one["path"]].stat().st_size} for one in parts]
    descriptor["resources"] = [one for one in descriptor["resources"] if one is not whole] + parts
    (tmp_path / "datapackage.json").write_bytes(package.dump(descriptor))

    assert "byte-count" not in {f.code for f in check(tmp_path).findings}

    parts[0]["bytes"] += 1
    (tmp_path / "datapackage.json").write_bytes(package.dump(descriptor))
    assert "byte-count" in {f.code for f in check(tmp_path).findings}


def test_two_resources_of_one_name_are_told(good, tmp_path):
    descriptor = write(good, tmp_path)
    descriptor["resources"].append(descriptor["resources"][1])
    (tmp_path / "datapackage.json").write_bytes(package.dump(descriptor))

    assert [(f.code, f.field) for f in check(tmp_path, engines=("rules",)).findings] == [("descriptor", "resources")]


def test_the_heavy_validators_are_loaded_only_when_they_are_asked():
    code = "import sys, corpus.check; print(sorted({'pandas', 'pandera', 'frictionless'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_engines_are_those_of_the_type():
    assert get_args(Engine) == ENGINES


# ------------------------------------------------------------------ texts as bytes do as strings do

TEXT = st.text(st.sampled_from("ab é“”—\n\t\r\x07\u00a0\u2003\u3000\u2028\u0301ÅÅ🌊𐍈中й\x85"), max_size=30)


@settings(deadline=None)  # the first call imports pandas, if it is there
@given(st.lists(st.none() | TEXT, max_size=8))
def test_words_paragraphs_hashes_and_cleanness_are_those_of_the_strings(many):
    held = Texts.of(pa.array(many, pa.string()))

    assert [held[n] for n in range(len(held))] == many
    assert held.words() == [text.count_words(one or "") for one in many]
    assert held.paragraphs() == [text.count_paragraphs(one or "") for one in many]
    assert held.sha256() == [text.sha256(one or "") for one in many]
    assert held.unclean() == [n for n, one in enumerate(many) if one is not None and text.clean(one) != one]
    assert held.lengths().tolist() == [len(one or "") for one in many]


def test_no_character_is_taken_for_plain_that_is_not():
    points = [*range(0x3400), *range(0xA000, 0xAD00), *range(0xF900, 0x10000), *range(0x1D100, 0x1D200)]
    points += range(0x1F000, 0x20000)
    many = [f"a{chr(point)}b\n\n{chr(point)}e" for point in points]
    held = Texts.of(pa.array(many))

    assert held.words() == [text.count_words(one) for one in many]
    assert held.unclean() == [n for n, one in enumerate(many) if text.clean(one) != one]


@settings(deadline=None)
@given(st.lists(TEXT.map(text.clean), min_size=1, max_size=5), st.data())
def test_a_slice_differs_exactly_where_the_slice_of_the_string_does(many, data):
    rows = data.draw(
        st.lists(st.tuples(st.integers(0, len(many) - 1), st.integers(0, 32), st.integers(0, 8), TEXT), max_size=8)
    )
    spans = [(which, start, start + size) for which, start, size, _ in rows]
    words = [
        many[w][a:b] if data.draw(st.booleans()) else other for (w, a, b), (*_, other) in zip(spans, rows, strict=True)
    ]
    which, start, end = (
        (np.array(column, np.int64) for column in zip(*spans, strict=True)) if spans else [np.zeros(0, np.int64)] * 3
    )

    found = differing(Texts.of(pa.array(many)), which, start, end, Texts.of(pa.array(words, pa.string())))

    assert found == [n for n, (w, a, b) in enumerate(spans) if b > len(many[w]) or many[w][a:b] != words[n]]


def test_a_part_of_an_arrow_array_holds_its_own_texts():
    whole = pa.array(["one", None, "thrée four", "", "six"])

    part = Texts.of(whole.slice(1, 3))

    assert ([part[n] for n in range(3)], part.words()) == ([None, "thrée four", ""], [0, 2, 0])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("table", "column", "type_", "value"),
    [
        ("subjects", "position", pl.Int64, 2**40),
        ("quotes", "start", pl.UInt64, 2**64 - 1),
        ("captions", "position", pl.UInt64, 2**63 + 1),
        ("quotes", "end", pl.Int64, 2**31),
    ],
)
def test_an_integer_beyond_the_contracts_type_is_an_error_at_its_row(
    good, tmp_path, engine, table, column, type_, value
):
    cells = pl.Series(column, [*good[table][column].to_list()[:-1], value], type_)
    write({**good, table: good[table].with_columns(cells)}, tmp_path)

    findings = check(tmp_path, engines=(engine,)).findings

    told = [(f.table, f.row, f.field, f.value, f.expected) for f in findings if f.code == "maximum"]
    assert told == [(table, good[table].height - 1, column, str(value), "at most 2147483647")]
    assert "table-unreadable" not in {f.code for f in findings}


def test_an_integer_that_nothing_compares_with_hides_no_other_finding(good, tmp_path):
    start = pl.Series("start", [2**64 - 1] * good["quotes"].height, pl.UInt64)
    people = good["people"].with_columns(quote_count=pl.col("quote_count") + 1)
    write({**good, "quotes": good["quotes"].with_columns(start), "people": people}, tmp_path)

    codes = {(f.table, f.code, f.field) for f in check(tmp_path).findings}

    assert {("quotes", "column-type", "start"), ("quotes", "maximum", "start")} <= codes
    assert ("people", "quote-count", "quote_count") in codes
    assert not {code for _, code, _ in codes} & {"table-unreadable", "column-width"}
