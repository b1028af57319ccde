from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tarnhollow import ARTICLES, write_jsonl
from typer.testing import CliRunner

from corpus import contract, editions
from corpus.cli import app
from corpus.conversion import convert
from corpus.diff import CHANGES, Diff, compare, write_changes
from corpus.diff.comparison import as_text as as_cells
from corpus.diff.edits import edits, passages
from corpus.diff.page import as_html
from corpus.diff.rows import NEW, differing
from corpus.diff.schema import schema_changes
from corpus.diff.told import as_dict, as_markdown, as_text
from corpus.loading import load
from corpus.release import publish

Change = Callable[[dict[str, pl.DataFrame]], None]


@pytest.fixture
def edit(build: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the build with other rows, and other properties in its descriptor."""

    def make(change: Change | None = None, name: str = "edited", **properties: Any) -> Path:
        copy = shutil.copytree(build, tmp_path / name)
        tables = {path.stem: pl.read_parquet(path) for path in copy.glob("*.parquet")}
        before = dict(tables)
        if change is not None:
            change(tables)
        descriptor = json.loads((copy / "datapackage.json").read_bytes()) | properties
        for resource in descriptor["resources"]:
            frame = tables[resource["name"]]
            if frame is not before[resource["name"]]:
                frame.write_parquet(copy / resource["path"])
                digest = hashlib.sha256((copy / resource["path"]).read_bytes()).hexdigest()
                resource["hash"] = f"sha256:{digest}"
        (copy / "datapackage.json").write_text(json.dumps(descriptor))
        return copy

    return make


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object) -> Done:
    result = CliRunner().invoke(app, [str(one) for one in arguments], env={"COLUMNS": "80"}, prog_name="corpus")
    return Done(result.exit_code, result.stdout, result.stderr)


def diff(old: Path, new: Path) -> Diff:
    return compare(load(old), load(new))


def changes(found: Diff) -> pl.DataFrame:
    return pl.concat(found.rows(None))


def without(tables: dict[str, pl.DataFrame], article: str) -> None:
    """Take an article out of every table."""
    for name, frame in tables.items():
        if "article_id" in frame.columns:
            tables[name] = frame.filter(pl.col("article_id").ne_missing(article))


def numbers(found: Diff) -> Mapping[str, tuple[int, int, int]]:
    return {name: (one.added, one.removed, one.changed) for name, one in found.tables.items() if not one.is_same}


def test_a_package_does_not_differ_from_itself(build: Path) -> None:
    found = diff(build, build)

    assert found.is_empty
    assert found.classes == ()
    assert numbers(found) == {}
    assert list(found.rows(None)) == []


def test_a_build_lacks_nothing_of_the_version_that_was_made_of_it(build: Path, published: Path) -> None:
    found = compare(load(published), load(build))

    assert found.schema == ()
    assert found.classes == ()


def test_the_same_rows_in_other_files_are_a_repack(build: Path, edit: Callable[..., Path]) -> None:
    def rewrite(tables: dict[str, pl.DataFrame]) -> None:
        tables["mentions"] = tables["mentions"].reverse()

    found = diff(build, edit(rewrite))

    assert found.classes == ("repack",)
    assert numbers(found) == {}
    assert found.tables["mentions"].is_rewritten


def test_an_article_that_is_gone_takes_its_rows_with_it(build: Path, edit: Callable[..., Path]) -> None:
    gone = load(build).articles.select("article_id").collect().item(0, 0)

    found = diff(build, edit(lambda tables: without(tables, gone)))

    assert found.classes == ("rows-removed",)
    assert found.tables["articles"].removed == 1
    rows = changes(found)
    assert rows.filter(table="articles").row(0) == ("articles", gone, "removed", None, None, None, None)
    assert set(rows["kind"]) == {"removed"}


def test_the_same_comparison_the_other_way_round_adds_what_was_removed(build: Path, edit: Callable[..., Path]) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        without(tables, tables["articles"]["article_id"][2])
        tables["articles"] = tables["articles"].with_columns(section=pl.lit("local"))

    other = edit(change)

    there, back = diff(build, other), diff(other, build)

    mirrored = {name: (removed, added, changed) for name, (added, removed, changed) in numbers(back).items()}
    assert numbers(there) == mirrored
    assert {*there.classes} == {"rows-removed", "erratum"}
    assert {*back.classes} == {"rows-added", "erratum"}
    swap = {"added": "removed", "removed": "added"}
    turned = changes(back).with_columns(pl.col("kind").replace(swap), old=pl.col("new"), new=pl.col("old"))
    assert changes(there).sort(pl.all()).equals(turned.sort(pl.all()))


def test_a_changed_cell_is_counted_in_its_column_and_told_with_both_values(
    build: Path, edit: Callable[..., Path]
) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        tables["articles"] = tables["articles"].with_columns(
            headline=pl.col("headline").str.replace("Ferry", "The ferry"), is_truncated=True
        )

    found = diff(build, edit(change))

    assert found.classes == ("erratum",)
    assert found.tables["articles"].columns == {"is_truncated": 3, "headline": 1}
    rows = changes(found).filter(column="headline").select("old", "new").rows()
    assert rows == [("Ferry returns", "The ferry returns")]
    assert changes(found).filter(column="is_truncated")["new"].to_list() == ["true"] * 3


def test_bodies_are_told_apart_by_their_hash_and_never_stand_in_the_changes(
    build: Path, edit: Callable[..., Path], tmp_path: Path
) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        first = pl.int_range(pl.len()) == 0
        tables["articles"] = tables["articles"].with_columns(
            body=pl.when(first).then(pl.col("body") + " So it is said.").otherwise("body"),
            body_sha256=pl.when(first).then(pl.lit("0" * 64)).otherwise("body_sha256"),
        )

    found = diff(build, edit(change))
    count = write_changes(found, tmp_path / "changes.parquet")

    written = pl.read_parquet(tmp_path / "changes.parquet")
    assert found.edited.len() == 1
    assert found.tables["articles"].columns == {"body_sha256": 1}
    assert written.rows() == changes(found).rows()
    assert count == 1
    assert dict(written.schema) == dict(CHANGES)


def test_the_words_of_an_edited_body_are_told_in_code_points_of_both_texts(
    build: Path, edit: Callable[..., Path]
) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        body = pl.col("body").str.replace("in 𝟚 stages", "in three long stages")
        tables["articles"] = (
            tables["articles"]
            .with_columns(body=body)
            .with_columns(
                body_sha256=pl.col("body").map_elements(lambda b: hashlib.sha256(b.encode()).hexdigest(), pl.String)
            )
        )

    old, new = load(build), load(edit(change))
    (one,) = edits(old, new, compare(old, new), 5)

    (changed,) = [passage for passage in one.passages if not passage.is_same]
    bodies = [side.articles.filter(article_id=one.article_id).collect()["body"][0] for side in (old, new)]
    assert (changed.old, changed.new) == ("𝟚", "three long")
    assert bodies[0][changed.old_start : changed.old_end] == "𝟚"
    assert bodies[1][changed.new_start : changed.new_end] == "three long"


def test_a_quotation_with_another_speaker_is_re_attributed_not_new(build: Path, edit: Callable[..., Path]) -> None:
    ids = dict(load(build).people.select("name", "person_id").collect().iter_rows())
    ortiz, marchetti = ids["Lena Ortiz"], ids["Bo Marchetti"]

    def change(tables: dict[str, pl.DataFrame]) -> None:
        first = pl.int_range(pl.len()) == 0
        other = pl.when(first).then(pl.lit(marchetti)).otherwise("person_id")
        tables["quotes"] = tables["quotes"].with_columns(person_id=other)

    found = diff(build, edit(change))

    assert found.classes == ("erratum",)
    (row,) = found.reattributed.rows(named=True)
    assert (row["old_id"], row["old_name"]) == (ortiz, "Lena Ortiz")
    assert (row["new_id"], row["new_name"]) == (marchetti, "Bo Marchetti")
    assert found.reidentified == ()


def test_two_people_who_become_one_are_merged_and_the_other_way_round_split(
    build: Path, edit: Callable[..., Path]
) -> None:
    def both(tables: dict[str, pl.DataFrame]) -> None:
        """The second article's Ortiz is somebody else."""
        people = tables["people"]
        twin = people.filter(name="Lena Ortiz").with_columns(person_id=pl.lit("p" + "0" * 24))
        tables["people"] = pl.concat([people, twin])
        article = tables["articles"].filter(headline="Ferry returns")["article_id"][0]
        for name in ("mentions", "quotes", "roles"):
            is_hers = (pl.col("article_id") == article) & pl.col("person_id").is_not_null()
            tables[name] = tables[name].with_columns(
                person_id=pl.when(is_hers).then(pl.lit("p" + "0" * 24)).otherwise("person_id")
            )

    two = edit(both)

    merged, split = diff(two, build), diff(build, two)

    assert [one.kind for one in merged.reidentified] == ["merged"]
    assert [name for _, name in merged.reidentified[0].old] == ["Lena Ortiz", "Lena Ortiz"]
    assert [one.kind for one in split.reidentified] == ["split"]
    assert merged.reattributed.is_empty()
    assert split.reattributed.is_empty()


def test_counts_that_follow_other_rows_are_no_erratum(build: Path, edit: Callable[..., Path]) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        without(tables, tables["articles"].filter(headline="Ferry returns")["article_id"][0])
        tables["people"] = tables["people"].with_columns(
            article_count=pl.col("article_count") - 1, mention_count=pl.col("mention_count") - 1
        )

    found = diff(build, edit(change))

    assert found.classes == ("rows-removed",)
    assert found.tables["people"].recounted == found.tables["people"].changed == 2


def test_an_article_that_only_stands_elsewhere_in_its_source_has_moved_and_is_no_erratum(tmp_path: Path) -> None:
    first = {"title": "Regatta", "text": "Boats raced.", "url": "https://lantern.example/regatta"}
    others = [{key: value for key, value in one.items() if key != "id"} for one in ARTICLES[:2]]
    for name, articles in (("old", [first, *others]), ("new", others)):
        convert([write_jsonl(tmp_path / name / "in" / "a.jsonl", articles)], tmp_path / name / "build", workers=1)

    found = diff(tmp_path / "old" / "build", tmp_path / "new" / "build")

    articles = found.tables["articles"]
    assert (articles.removed, articles.changed, articles.moved) == (1, 2, 2)
    assert found.classes == ("rows-removed",)


def test_where_articles_only_stand_elsewhere_in_their_source_the_files_are_written_anew(
    build: Path, edit: Callable[..., Path]
) -> None:
    def move(tables: dict[str, pl.DataFrame]) -> None:
        tables["articles"] = tables["articles"].with_columns(source_item=pl.lit("9"))

    found = diff(build, edit(move))

    assert (found.tables["articles"].moved, found.classes) == (3, ("repack",))


def test_rows_of_an_article_whose_text_was_edited_follow_it(build: Path, edit: Callable[..., Path]) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        tables["articles"] = tables["articles"].with_columns(
            body_sha256=pl.when(pl.col("headline") == "Ferry returns").then(pl.lit("0" * 64)).otherwise("body_sha256")
        )
        article = tables["articles"].filter(headline="Ferry returns")["article_id"][0]
        tables["mentions"] = tables["mentions"].filter(pl.col("article_id") != article)

    assert diff(build, edit(change)).classes == ("erratum",)


def test_rows_that_go_while_the_text_stays_are_removed(build: Path, edit: Callable[..., Path]) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        tables["quotes"] = tables["quotes"].head(1)
        tables["cues"] = tables["cues"].head(0)

    assert diff(build, edit(change)).classes == ("rows-removed",)


def test_what_may_be_done_with_the_data_comes_first(build: Path, edit: Callable[..., Path]) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        tables["articles"] = tables["articles"].with_columns(redistribution=pl.lit("restricted"))

    found = diff(build, edit(change, licenses=[{"name": "CC-BY-NC-4.0"}]))

    assert [(one.column, one.new, one.rows) for one in found.rights] == [("redistribution", "restricted", 3)]
    told = as_text(found).splitlines()
    assert told[3] == "! Licence and rights"
    assert "CC-BY-NC-4.0" in told[4]


def test_a_schema_that_gains_a_column_is_additive_and_one_that_loses_one_breaks(build: Path) -> None:
    resources = json.loads((build / "datapackage.json").read_bytes())["resources"]
    resources.append({"name": "extra", "path": "x.parquet", "schema": {"fields": [{"name": "a", "type": "string"}]}})
    more = json.loads(json.dumps(resources))
    more[-1]["schema"]["fields"].append({"name": "b", "type": "integer"})
    one, two = {"resources": resources}, {"resources": more}

    assert [c.weight for c in schema_changes(one, two)] == ["schema-additive"]
    assert [c.weight for c in schema_changes(two, one)] == ["schema-breaking"]


@pytest.mark.parametrize(
    ("old", "new", "weight"),
    [
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, "schema-additive"),
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "schema-breaking"),
        ({"minimum": 1}, {"minimum": 0}, "schema-additive"),
        ({"minimum": 0}, {"minimum": 1}, "schema-breaking"),
        ({"maximum": 1}, {}, "schema-additive"),
        ({"required": True}, {}, "schema-breaking"),
        ({}, {"pattern": "x"}, "schema-breaking"),
    ],
)
def test_a_limit_that_lets_more_through_adds_and_any_other_breaks(
    old: dict[str, Any], new: dict[str, Any], weight: str
) -> None:
    sides = [
        {"resources": [{"name": "t", "schema": {"fields": [{"name": "f", "type": "any", "constraints": one}]}}]}
        for one in (old, new)
    ]

    assert [one.weight for one in schema_changes(*sides)] == [weight]


def test_rows_without_a_key_are_counted_as_often_as_they_are_there() -> None:
    row = {"code": "x", "message": None}
    old = pl.DataFrame([row, row, {"code": "y", "message": "m"}]).lazy()
    new = pl.DataFrame([row], schema={"code": pl.String, "message": pl.String}).lazy()

    (piece,) = differing(old, new, ()).pieces()

    assert (piece.added.height, piece.removed.height, piece.changed.height) == (0, 2, 0)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc")), max_size=12),
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc")), max_size=12),
)
def test_every_row_is_the_same_changed_added_or_removed(old: list[tuple[int, str]], new: list[tuple[int, str]]) -> None:
    schema = {"id": pl.Int64, "cell": pl.String}
    sides = [pl.DataFrame(rows, schema=schema, orient="row").lazy() for rows in (old, new)]

    (piece,) = differing(sides[0], sides[1], ("id",)).pieces()

    same = sum((Counter(old) & Counter(new)).values())
    assert len(old) == same + piece.changed.height + piece.removed.height
    assert len(new) == same + piece.changed.height + piece.added.height
    keys = [Counter(key for key, _ in rows) for rows in (old, new)]
    assert piece.removed.height == sum((keys[0] - keys[1]).values())
    assert piece.added.height == sum((keys[1] - keys[0]).values())


words = st.text(alphabet="ab ’-.\n𝟚é", max_size=60)


@given(words, words)
def test_passages_joined_are_the_two_texts(old: str, new: str) -> None:
    found = list(passages(old, new))

    assert "".join(one.old for one in found) == old
    assert "".join(one.new for one in found) == new
    assert all(old[one.old_start : one.old_end] == one.old for one in found)
    assert all(new[one.new_start : one.new_end] == one.new for one in found)


def test_a_page_escapes_what_comes_from_the_data_and_loads_nothing(build: Path, edit: Callable[..., Path]) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        tables["articles"] = tables["articles"].with_columns(rights=pl.lit("<script>alert(1)</script>"))

    page = as_html(diff(build, edit(change)))

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_terminal_and_a_changelog_are_not_steered_by_the_data(build: Path, edit: Callable[..., Path]) -> None:
    def change(tables: dict[str, pl.DataFrame]) -> None:
        tables["articles"] = tables["articles"].with_columns(rights=pl.lit("\x1b[31m| **x** <b>"))

    found = diff(build, edit(change))

    assert "\x1b" not in as_text(found)
    assert r"\| \*\*x\*\* \<b\>" in as_markdown(found)


def test_the_command_exits_0_without_differences_1_with_some_and_2_where_it_cannot_run(
    build: Path, edit: Callable[..., Path], published: Path, tmp_path: Path
) -> None:
    other = edit(lambda tables: without(tables, tables["articles"]["article_id"][0]))

    same, differs = run("diff", build, build), run("diff", build, other, "--json", "--html", tmp_path / "page.html")
    versions = run("diff", published, "--from", "2026.10.0")
    named = run("diff", f"{published}@2026.10.0", f"{published}@2026.11.0")
    alone, nothing = run("diff", build), run("diff", build, tmp_path / "nothing")

    assert (same.returncode, "no difference" in same.stdout) == (0, True)
    assert differs.returncode == 1
    assert json.loads(differs.stdout)["classes"] == ["rows-removed"]
    assert (tmp_path / "page.html").read_text("utf-8").startswith("<!doctype html>")
    assert (versions.returncode, versions.stderr, named.returncode) == (0, "", 0)
    assert [one.returncode for one in (alone, nothing)] == [2, 2]
    assert all(len(one.stderr.splitlines()) == 1 for one in (alone, nothing))


def test_text_fits_eighty_columns(build: Path, edit: Callable[..., Path]) -> None:
    other = edit(lambda tables: without(tables, tables["articles"]["article_id"][0]))

    assert max(map(len, as_text(diff(build, other), width=80).splitlines())) <= 80


@pytest.fixture(scope="module")
def kinds(build: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The build in every edition, and a version of each."""
    folder = tmp_path_factory.mktemp("kinds")
    found = {kind: editions.make(build, folder / kind, kind).folder for kind in editions.KINDS}
    for kind in editions.KINDS:
        publish(found[kind], folder / "releases" / kind, "2026.11.0")
        found[f"published {kind}"] = folder / "releases" / kind
    return found


@pytest.mark.parametrize("one", editions.KINDS)
@pytest.mark.parametrize("other", editions.KINDS)
def test_every_edition_is_compared_with_every_other(
    kinds: dict[str, Path], tmp_path: Path, one: str, other: str
) -> None:
    more = ["--edits", 3, "--html", tmp_path / "diff.html", "--changes", tmp_path / "changes.parquet"]

    done = run("diff", kinds[one], kinds[f"published {other}"], *more)

    assert done.returncode == (0 if one == other else 1), done.stderr
    found = diff(kinds[f"published {one}"], kinds[other])
    assert found.is_empty == (one == other)
    assert [name for name in contract.NAMES if found.tables[name].added or found.tables[name].removed] == []
    back = pl.concat([pl.DataFrame(schema=dict(CHANGES)), *found.rows(None)])
    assert back.equals(pl.read_parquet(tmp_path / "changes.parquet"))


COLUMNS = {
    "text": ["a", None, ""],
    "integer": [1, None, 2],
    "number": [1.0, None, float("nan")],
    "truth": [True, None, False],
    "day": [date(2026, 1, 1), None, date(2026, 1, 2)],
    "instant": [datetime(2026, 1, 1, tzinfo=UTC), None, datetime(2026, 1, 2, 3, tzinfo=UTC)],
    "time": [datetime(2026, 1, 1), None, datetime(2026, 1, 2, 3)],  # noqa: DTZ001  a time without a zone is meant
    "duration": [timedelta(1), None, timedelta(2)],
    "list": [["a"], None, []],
    "object": [{"a": 1}, None, {"a": None}],
    "bytes": [b"\xff", None, b""],
    "nothing": [None, None, None],
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_column_of_two_types_is_compared_as_text(kind: str) -> None:
    for other, cells in COLUMNS.items():
        sides = [pl.LazyFrame({"id": [1, 2, 3], "cell": one}) for one in (COLUMNS[kind], cells)]

        (piece,) = differing(*sides, ("id",)).pieces()

        assert (piece.added.height, piece.removed.height) == (0, 0)
        expected = 0 if kind == other else (cells.count(None) < 3) + (COLUMNS[kind].count(None) < 3)
        assert piece.changed.height >= min(expected, 1), other
        told = piece.changed.select(as_cells(piece.changed, "cell"), as_cells(piece.changed, "cell" + NEW))
        assert set(told.dtypes) <= {pl.String, pl.Null}


def test_the_same_instants_in_another_precision_are_the_same() -> None:
    frame = pl.LazyFrame({"id": [1], "at": [datetime(2026, 1, 2, 3, tzinfo=UTC)]})
    other = frame.with_columns(pl.col("at").dt.cast_time_unit("ms"))

    (piece,) = differing(frame, other, ("id",)).pieces()

    assert piece.changed.height == 0


TYPES: dict[str, Change] = {
    "numbers for ids": lambda tables: tables.update(
        quotes=tables["quotes"].with_columns(person_id=pl.lit(7), speaker_text=pl.lit(1.5), article_id=pl.lit(3)),
        mentions=tables["mentions"].with_columns(person_id=pl.lit(8), mention_id=pl.int_range(pl.len())),
        people=tables["people"].with_columns(person_id=pl.int_range(pl.len()), name=pl.lit(1)),
    ),
    "texts for counts and instants": lambda tables: tables.update(
        articles=tables["articles"].with_columns(pl.col("word_count", "published_at").cast(pl.String)),
        people=tables["people"].with_columns(pl.col("mention_count").cast(pl.String)),
    ),
    "columns that are gone": lambda tables: tables.update(
        mentions=tables["mentions"].drop("kind", "mention_id"),
        quotes=tables["quotes"].drop("quote_id", "text"),
        people=tables["people"].drop("name"),
        articles=tables["articles"].drop("body", "headline", "body_sha256", "article_id"),
    ),
    "lists and bytes": lambda tables: tables.update(
        articles=tables["articles"].with_columns(section=pl.lit(["a"]), rights=pl.lit(b"\xff")),
        captions=pl.DataFrame({"article_id": [1], "position": ["x"], "text": [b"\xff"]}),
    ),
}


@pytest.mark.parametrize("change", TYPES)
def test_packages_of_other_schemas_are_compared_and_never_an_exception(
    build: Path, edit: Callable[..., Path], tmp_path: Path, change: str
) -> None:
    def made(name: str) -> Path:
        """With other tables, which a package says to have that is no full one."""
        folder = edit(TYPES[change], name)
        descriptor = json.loads((folder / "datapackage.json").read_bytes())
        del descriptor["x-contract"]
        descriptor["x-edition"] = {"kind": "standoff"}
        for resource in descriptor["resources"]:
            del resource["schema"]
        (folder / "datapackage.json").write_text(json.dumps(descriptor))
        return folder

    other = made("other")

    for number, (old, new) in enumerate(((build, other), (other, build), (other, made("again")))):
        before, after = load(old), load(new)
        found = compare(before, after)
        words = edits(before, after, found, 3)
        write_changes(found, tmp_path / f"changes-{number}.parquet")
        for told in (as_text(found, words), as_markdown(found, words), as_html(found, words), str(as_dict(found))):
            assert told
        assert found.is_empty == (number == 2)
