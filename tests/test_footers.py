"""What the engine believes without reading: footers of files that a hash vouches for, and nothing else."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_check import FAULTS, broken, findings_of, good, plan_of, write

from corpus import package, sources
from corpus.check import check
from corpus.sources.footers import Column, columns_of

__all__ = ["good"]

# What a footer can prove or leave open; the other faults are told by columns that are always read.
PROVABLE = ("null", "empty", "enum", "minimum", "maximum", "published", "precision", "speaker", "author", "range")


def columns(folder, table: pa.Table, **options) -> dict[str, Column]:
    pq.write_table(table, folder / "t.parquet", **options)
    return columns_of([folder / "t.parquet"])


def test_a_footer_tells_nulls_and_bounds(tmp_path):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    table = pa.table(
        {
            "word": ["b", None, "a"],
            "number": pa.array([3, -1, None], pa.int32()),
            "nothing": pa.array([None, None, None], pa.string()),
            "at": pa.array([moment, moment, None], pa.timestamp("us", "UTC")),
        }
    )

    known = columns(tmp_path, table)

    assert known["word"] == Column(3, 1, "a", "b")
    assert known["number"] == Column(3, 1, -1, 3)
    assert known["nothing"] == Column(3, 3)
    assert known["at"].low == known["at"].high == int(moment.timestamp()) * 1_000_000


@pytest.mark.parametrize(("unit", "factor"), [("ms", 1_000), ("us", 1), ("ns", 0.001)])
def test_a_time_is_in_microseconds_whatever_the_file_counts_in(tmp_path, unit, factor):
    table = pa.table({"at": pa.array([7_000, 9_000], pa.timestamp(unit, "UTC"))})

    known = columns(tmp_path, table)["at"]

    assert (known.low, known.high) == (7_000 * factor, 9_000 * factor)


def test_no_footer_bounds_numbers_from_above_because_it_leaves_out_what_is_none(tmp_path):
    known = columns(tmp_path, pa.table({"share": [0.5, math.nan]}))["share"]

    assert (known.low, known.high) == (0.5, None)


def test_a_column_without_statistics_is_unknown(tmp_path):
    known = columns(tmp_path, pa.table({"word": ["a"]}), write_statistics=False)["word"]

    assert known == Column(1)
    assert not known.has_no_null
    assert not known.is_all_null
    assert not known.is_at_least("a")
    assert not known.is_among(["a"])


def test_nested_columns_are_not_told(tmp_path):
    assert columns(tmp_path, pa.table({"words": [["a"], []], "word": ["a", "b"]})).keys() == {"word"}


def test_files_of_one_table_are_told_together(tmp_path):
    for name, words in (("a", ["b", None]), ("b", ["c"]), ("c", [])):
        pq.write_table(pa.table({"word": pa.array(words, pa.string())}), tmp_path / name)

    assert columns_of([tmp_path / name for name in "abc"])["word"] == Column(3, 1, "b", "c")


@settings(deadline=None)
@given(
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=12),
    st.integers(1, 4),
    st.text(max_size=2),
)
def test_what_a_footer_proves_is_true_of_every_cell(tmp_path_factory, cells, size, limit):
    table = pa.table({"word": pa.array(cells, pa.string())})
    known = columns(tmp_path_factory.getbasetemp(), table, row_group_size=size).get("word", Column(0))
    words = [cell for cell in cells if cell is not None]

    assert not known.has_no_null or None not in cells
    assert not known.is_all_null or not words
    assert not known.is_at_least(limit) or all(word >= limit for word in words)
    assert not known.is_at_most(limit) or all(word <= limit for word in words)
    assert not known.is_among([limit]) or set(words) <= {limit}


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.startswith(PROVABLE)])
def test_a_fault_is_found_with_and_without_the_footers(good, tmp_path, fault):
    broken(good, plan_of(fault), tmp_path)

    findings = check(tmp_path, trust_footer=False).findings

    assert findings == check(tmp_path).findings
    assert findings


def lie(folder) -> None:
    """A wrong word in `orgs`, and a footer that says that there is none."""
    path = folder / "orgs.parquet"
    frame = pl.read_parquet(path)
    table = frame.with_columns(kind=pl.lit("kompany")).to_arrow()
    pq.write_table(table.cast(pq.read_schema(path)), path, use_dictionary=False, store_schema=False)
    content = path.read_bytes()
    size = int.from_bytes(content[-8:-4], "little")
    footer = content[-8 - size :]
    assert b"kompany" in footer
    path.write_bytes(content[: -8 - size] + footer.replace(b"kompany", b"company"))


def rehash(folder) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        resource["hash"] = f"sha256:{package.sha256(folder / resource['path'])}"
    (folder / "datapackage.json").write_bytes(package.dump(descriptor))


def test_a_footer_is_believed_only_in_a_file_whose_hash_is_right(good, tmp_path):
    write(good, tmp_path)
    lie(tmp_path)
    assert {one.code for one in check(tmp_path).findings} == {"hash-mismatch", "enum"}

    rehash(tmp_path)

    assert check(tmp_path).is_ok
    assert {one.code for one in check(tmp_path, trust_footer=False).findings} == {"enum"}


def test_a_damaged_page_is_told_where_no_hash_tells_it(good, tmp_path):
    write(good, tmp_path)
    descriptor = json.loads((tmp_path / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        del resource["hash"]
    (tmp_path / "datapackage.json").write_bytes(package.dump(descriptor))
    path = tmp_path / "quotes.parquet"
    pq.write_table(good["quotes"].to_arrow(compat_level=pl.CompatLevel.oldest()), path, write_page_checksum=True)
    assert "table-unreadable" not in {one.code for one in check(tmp_path).findings}
    chunk = pq.read_metadata(path).row_group(0).column(0)
    content = bytearray(path.read_bytes())
    content[chunk.dictionary_page_offset + chunk.total_compressed_size - 2] ^= 1
    path.write_bytes(content)

    told = [one for one in check(tmp_path).findings if one.code != "hash-missing"]

    assert {(one.code, one.table) for one in told} == {("table-unreadable", "quotes")}


def test_a_file_that_holds_one_long_text_over_and_over_is_not_unpacked(good, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "_MOST_BYTES", 1 << 24)
    bomb = pl.concat([good["articles"][:1]] * 3_000).with_columns(
        article_id=pl.format("a{}", pl.int_range(3_000).cast(pl.String).str.zfill(24)), body=pl.lit("ja " * 8_000)
    )
    write(good, tmp_path)
    path = tmp_path / "articles.parquet"
    pq.write_table(bomb.to_arrow().cast(pq.read_schema(path)), path, compression="zstd")
    assert path.stat().st_size < 200_000
    rehash(tmp_path)

    (one,) = [one for one in check(tmp_path).findings if one.code == "table-unreadable"]

    assert "articles.parquet unpacks to more than" in one.message


def test_a_duplicate_key_breeds_no_wrong_count(good, tmp_path):
    findings = findings_of(good, tmp_path, {"table": "people", "add": 0, "set": {"name_key": "zz"}})

    assert {one.code for one in findings} == {"duplicate-key"}
