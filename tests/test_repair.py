"""What `fix` promises: one right answer is given, everything else stays as it is and is said; nothing is guessed."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from test_check import FAULTS, broken, good, plan_of, write
from typer.testing import CliRunner

from corpus import contract, package
from corpus.check import check
from corpus.check.settings import find
from corpus.cli import app
from corpus.errors import PackageError
from corpus.repair import LIST, fix

pytestmark = pytest.mark.slow

__all__ = ["good"]

# The twins whose fault has one right answer. Every other one is left as it is, and said.
MENDED = {
    "article-count-org",
    "article-count-person",
    "column-dictionary",
    "column-order",
    "column-width",
    "empty-not-null",
    "hash-md5",
    "hash-mismatch",
    "hash-missing",
    "mention-count-org",
    "mention-count-person",
    "order",
    "paragraph-count",
    "paragraph-count-empty",
    "pattern-foreign",
    "quote-count-org",
    "quote-count-person",
    "range-reversed",
    "schema-key",
    "schema-link",
    "schema-none",
    "schema-type",
    "slice-beyond",
    "slice-mention",
    "slice-quote",
    "word-count",
}


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def findings_of(folder: Path) -> list[tuple]:
    return [(one.code, one.table, one.field) for one in check(folder).findings]


@pytest.mark.parametrize("fault", sorted(MENDED))
def test_a_fault_with_one_right_answer_is_mended_and_nothing_else_is_touched(good, tmp_path, fault):
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    plan = plan_of(fault)
    broken(good, plan, before)
    old = bytes_of(before)

    fixed = fix(before, after)

    assert (fixed.report.findings, fixed.left) == ((), ())
    assert {one.code for one in fixed.repairs} <= {plan["finding"]["code"], "order", "slice"}
    assert plan["finding"]["code"] in {one.code for one in fixed.repairs}
    assert bytes_of(before) == old
    touched = {one.table for one in fixed.repairs}
    for name in contract.tables():
        if name not in touched:
            assert (after / f"{name}.parquet").read_bytes() == old[f"{name}.parquet"]


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if fault not in MENDED and "rules" in plan_of(fault)["engines"]]
)
def test_a_fault_without_one_right_answer_is_left_and_said(good, tmp_path, fault):
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    plan = plan_of(fault)
    broken(good, plan, before)

    fixed = fix(before, after)

    code = plan["finding"]["code"]
    (left,) = [one for one in fixed.left if one.finding.code == code]
    assert left.why
    assert [one.code for one in fixed.repairs if one.code != "order"] == []
    assert code in {one.code for one in fixed.report.findings}


def test_a_package_without_a_fault_is_copied(good, tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    write(good, before)

    fixed = fix(before, after)

    assert (fixed.repairs, fixed.left) == ((), ())
    assert {name: content for name, content in bytes_of(after).items() if name != LIST} == bytes_of(before)


def changed(good, folder: Path, table: str, row: int, **cells: object) -> Path:
    folder.mkdir(exist_ok=True)
    broken(good, {"tables": [{"table": table, "row": row, "set": cells}]}, folder)
    return folder


def test_the_same_package_gives_the_same_build(good, tmp_path):
    before = changed(good, tmp_path / "before", "quotes", 0, start=81, end=117)

    fix(before, tmp_path / "one")
    fix(before, tmp_path / "two")

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_a_repair_names_row_column_and_both_values(good, tmp_path):
    quote = good["quotes"].row(0, named=True)
    before = changed(
        good, tmp_path / "before", "quotes", 0, start=quote["start"] + 3, end=quote["end"] + 3, paragraph=0
    )

    fixed = fix(before, tmp_path / "after")

    told = [(one.table, one.row, one.key, one.column, one.old, one.new) for one in fixed.repairs]
    row = ("quotes", 0, quote["quote_id"])
    assert told == [
        (*row, "start", quote["start"] + 3, quote["start"]),
        (*row, "end", quote["end"] + 3, quote["end"]),
        (*row, "paragraph", 0, quote["paragraph"]),
    ]
    assert json.loads((tmp_path / "after" / LIST).read_bytes()) == fixed.as_dict()


def test_words_that_stand_twice_nearby_are_left_where_they_are(good, tmp_path):
    row = good["cues"]["text"].to_list().index("said")
    start = good["cues"]["start"][row]
    before = changed(good, tmp_path / "before", "cues", row, start=start - 20, end=start - 16)

    fixed = fix(before, tmp_path / "after")

    (left,) = fixed.left
    assert left.why == "its words stand 3 times in the text, and not once near"
    assert fixed.repairs == ()


def test_words_further_away_than_asked_are_left(good, tmp_path):
    quote = good["quotes"].row(0, named=True)
    before = changed(good, tmp_path / "before", "quotes", 0, start=quote["start"] - 60, end=quote["end"] - 60)

    assert [one.why for one in fix(before, tmp_path / "near", near=59).left] == [
        "its words stand 1 times in the text, and not once near"
    ]
    assert fix(before, tmp_path / "far", near=60).left == ()


def test_two_rows_are_not_moved_to_one_place(good, tmp_path):
    mention = good["mentions"].filter(pl.col("field") == "deck").row(0, named=True)
    row = good["mentions"]["mention_id"].to_list().index(mention["mention_id"])
    before = tmp_path / "before"
    before.mkdir()
    twin = {"mention_id": "m" + "9" * 24, "start": mention["start"] + 1, "end": mention["end"] + 1}
    broken(good, {"tables": [{"table": "mentions", "add": row, "set": twin}]}, before)

    fixed = fix(before, tmp_path / "after")

    assert "another row stands where its words do" in {one.why for one in fixed.left}


def test_what_hangs_on_a_body_that_may_be_damaged_waits_for_a_word(good, tmp_path):
    body = good["articles"]["body"][0].replace("We have one engine", "We had one motor")
    before = changed(good, tmp_path / "before", "articles", 0, body=body, word_count=7)

    fixed = fix(before, tmp_path / "after")
    asked = fix(before, tmp_path / "asked", rehash_bodies=True)

    assert fixed.repairs == ()
    assert {one.finding.code for one in fixed.left} == {"body-hash", "word-count", "slice"}
    assert {one.code for one in asked.repairs} >= {"body-hash", "word-count"}
    assert {one.finding.code for one in asked.left} == {"slice"}


def test_a_table_that_nobody_speaks_of_is_one_without_rows(good, tmp_path):
    before = tmp_path / "before"
    before.mkdir()
    write(good, before)
    descriptor = json.loads((before / "datapackage.json").read_bytes())
    descriptor["resources"] = [one for one in descriptor["resources"] if one["name"] not in ("subjects", "cues")]
    (before / "datapackage.json").write_bytes(package.dump(descriptor))
    (before / "subjects.parquet").unlink()

    fixed = fix(before, tmp_path / "after")

    assert [(one.code, one.table, one.new) for one in fixed.repairs] == [
        ("table-missing", "subjects", "subjects.parquet")
    ]
    assert pq.read_metadata(tmp_path / "after" / "subjects.parquet").num_rows == 0
    assert [one.why for one in fixed.left] == ["cues.parquet is there: name it in the descriptor, or remove it"]


def test_a_table_that_others_speak_of_was_not_without_rows(good, tmp_path):
    before = tmp_path / "before"
    before.mkdir()
    write(good, before)
    descriptor = json.loads((before / "datapackage.json").read_bytes())
    descriptor["resources"] = [one for one in descriptor["resources"] if one["name"] != "quotes"]
    (before / "datapackage.json").write_bytes(package.dump(descriptor))
    (before / "quotes.parquet").unlink()

    fixed = fix(before, tmp_path / "after")

    (left,) = fixed.left
    assert left.why == "people.quote_count speaks of its rows, so that it was not empty"


def test_a_table_with_another_fault_keeps_what_it_has(good, tmp_path):
    before = tmp_path / "before"
    before.mkdir()
    edits = [
        {"table": "orgs", "new": {"seat": "Quillon"}},
        {"table": "orgs", "row": 0, "set": {"mention_count": 77}},
    ]
    broken(good, {"tables": [edits[1] | edits[0]]}, before)

    fixed = fix(before, tmp_path / "after")

    after = pl.read_parquet(tmp_path / "after" / "orgs.parquet")
    assert after["seat"].to_list() == ["Quillon"] * after.height
    assert [one.finding.code for one in fixed.left] == ["column-extra"]
    assert findings_of(tmp_path / "after") == [("column-extra", "orgs", "seat")]


def test_columns_of_ones_own_are_kept_where_their_table_is_mended(good, tmp_path):
    before = tmp_path / "before"
    before.mkdir()
    edit = {"table": "orgs", "row": 0, "set": {"mention_count": 77}, "new": {"seat": "Quillon"}}
    broken(good, {"tables": [edit]}, before)
    (before / "corpus.toml").write_text('[[tables.orgs.columns]]\nname = "seat"\ntype = "string"\n')

    fixed = fix(before, tmp_path / "after", settings=find(before))

    assert {one.code for one in fixed.repairs} == {"mention-count"}
    assert [one.why for one in fixed.left] == ["the table has columns of your own, and only you can describe them"]
    assert pl.read_parquet(tmp_path / "after" / "orgs.parquet")["seat"].to_list()[0] == "Quillon"


def test_the_command_prints_what_it_did_and_what_it_left(good, tmp_path):
    before = changed(good, tmp_path / "before", "articles", 1, word_count=10, dateline_place="")

    done = CliRunner().invoke(app, ["fix", str(before), "-o", str(tmp_path / "after")])

    assert done.exit_code == 0
    assert "  word-count: 1\n    articles row 1 word_count: 10 is now 11\n" in done.stdout
    assert "    articles row 1 dateline_place: '' is now nothing\n" in done.stdout
    assert done.stdout.endswith("the build keeps the contract\n")


def test_the_command_says_what_needs_a_person(good, tmp_path):
    before = changed(good, tmp_path / "before", "orgs", 0, kind="firm")

    done = CliRunner().invoke(app, ["fix", str(before), "-o", str(tmp_path / "after"), "--json"])

    assert done.exit_code == 1
    (left,) = json.loads(done.stdout)["left"]
    assert (left["code"], left["why"]) == ("enum", "there is no one right answer: a person has to look")


def test_a_width_is_judged_by_the_values_as_they_are_mended(good, tmp_path):
    counts = pl.Series("word_count", [2**40, *good["articles"]["word_count"].to_list()[1:]], pl.Int64)
    (tmp_path / "in").mkdir()
    write({**good, "articles": good["articles"].with_columns(counts)}, tmp_path / "in")

    fixed = fix(tmp_path / "in", tmp_path / "out")

    assert fixed.left == ()
    assert fixed.report.findings == ()
    assert {(one.code, one.column) for one in fixed.repairs} == {
        ("word-count", "word_count"),
        ("column-width", "word_count"),
    }
    assert pl.read_parquet_schema(tmp_path / "out" / "articles.parquet")["word_count"] == pl.Int32


@pytest.mark.parametrize("out", ["in/sub", "in", "."])
def test_nothing_is_written_into_the_package_that_is_read(good, tmp_path, out):
    (tmp_path / "in").mkdir()
    write(good, tmp_path / "in")
    before = bytes_of(tmp_path / "in")

    result = CliRunner().invoke(app, ["fix", str(tmp_path / "in"), "-o", str(tmp_path / out)])

    assert (result.exit_code, bytes_of(tmp_path / "in")) == (2, before)
    assert "choose a folder beside it" in " ".join(result.output.split())


def test_what_is_there_is_told_without_an_option_that_the_command_does_not_have(good, tmp_path):
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
        write(good, tmp_path / name)

    with pytest.raises(PackageError, match="exists; choose another name, or remove it first"):
        fix(tmp_path / "in", tmp_path / "out")
