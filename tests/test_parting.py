"""Which file of its table a row stands in, and that files which two versions share are not read to compare them."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tarnhollow import ARTICLES, write_jsonl

import corpus
from corpus import contract
from corpus.check import check
from corpus.conversion import convert
from corpus.release import publish
from corpus.release.parting import parting

KEYS = st.lists(st.from_regex(r"a[0-9a-f]{12}", fullmatch=True), max_size=60)
NAMES = st.lists(st.none() | st.text(max_size=3), max_size=60)
TIMES = st.lists(st.none() | st.datetimes(datetime(2019, 1, 1), datetime(2022, 12, 31)), max_size=60)  # noqa: DTZ001


def of(table: str, size: int, partition: str = "month") -> object:
    return parting(contract.tables()[table], partition, size)  # type: ignore[arg-type]


def parts_of(table: str, values: pl.Series) -> list[pl.Series]:
    by = parting(contract.tables()[table], "month", 10_000_000)
    assert by is not None
    ordered = values.sort(nulls_last=True)
    spans = by.spans(values)
    assert [start for start, _ in spans.values()] == [0, *[stop for _, stop in spans.values()]][: len(spans)]
    assert max((stop for _, stop in spans.values()), default=0) == len(values)
    for name, (start, stop) in spans.items():
        told = ordered[start:stop].to_frame(by.column).select(by.part.alias("part"))["part"].unique().to_list()
        assert told in ([name], [])
    return [ordered[start:stop] for start, stop in spans.values()]


@given(KEYS)
def test_parts_by_article_are_the_whole_in_order_and_every_row_tells_its_part(keys: list[str]) -> None:
    parts = parts_of("quotes", pl.Series(keys, dtype=pl.String))

    assert len(parts) == 128
    assert pl.concat(parts).to_list() == sorted(keys)


@given(NAMES)
def test_parts_by_letter_are_the_whole_in_order_whatever_the_script(names: list[str | None]) -> None:
    parts = parts_of("people", pl.Series(names, dtype=pl.String))

    joined = [name for part in parts for name in part]
    assert joined == [*sorted(name for name in names if name is not None), *[None] * names.count(None)]


@given(TIMES)
def test_parts_by_month_are_the_whole_in_order_with_the_undated_last(times: list[datetime | None]) -> None:
    series = pl.Series(
        [None if one is None else one.replace(tzinfo=UTC) for one in times], dtype=pl.Datetime("us", "UTC")
    )

    parts = parts_of("articles", series)

    assert sum(part.len() for part in parts) == len(times)
    assert all(part.null_count() in (0, part.len()) for part in parts)


@pytest.mark.parametrize(
    ("table", "size", "count"),
    [("quotes", 10_000, 1), ("quotes", 40_000, 2), ("quotes", 1_000_000, 32), ("mentions", 13_500_000, 128),
     ("mentions", 900_000_000, 256)],
)  # fmt: skip
def test_a_table_has_as_many_parts_as_are_cheapest_to_write_one_of(table: str, size: int, count: int) -> None:
    by = parting(contract.tables()[table], "month", size)

    assert (1 if by is None else len(by.names or ())) == count


def test_only_articles_are_parted_by_year_and_nothing_is_without_partition() -> None:
    assert of("articles", 1, "year") is not None
    assert of("quotes", 10_000_000, "year") is None
    assert of("articles", 10_000_000, "none") is None
    assert of("problems", 10_000_000) is None


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions in fine parts; the headline of one article differs."""
    monkeypatch.setattr("corpus.release.parting._LEAST", 100)
    monkeypatch.setattr("corpus.release.parting._BYTES_OF_A_FILE", 1)
    corrected = [dict(one) for one in ARTICLES]
    corrected[0]["title"] = f"{corrected[0]['title']} (corrected)"
    for version, articles in (("2026.11.0", ARTICLES), ("2026.11.1", corrected)):
        build = tmp_path / version
        convert([write_jsonl(tmp_path / f"{version}-in" / "a.jsonl", articles)], build, workers=1)
        publish(build, tmp_path / "store", version, partition="month")
    return tmp_path / "store"


def without_pages(file: Path) -> None:
    """Leave of a Parquet file its footer and indexes, so that its rows can be counted and no cell be read."""
    metadata = pq.read_metadata(file)
    content = bytearray(file.read_bytes())
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(column)
            start = min(one for one in (chunk.dictionary_page_offset, chunk.data_page_offset) if one is not None)
            content[start : start + chunk.total_compressed_size] = bytes(chunk.total_compressed_size)
    file.unlink()
    file.write_bytes(content)


def test_files_that_two_versions_share_are_not_read_and_their_rows_are_counted(store: Path) -> None:
    folders = [store / "v" / version for version in ("2026.11.0", "2026.11.1")]
    told = corpus.compare(*(corpus.load(folder, verify=None) for folder in folders))
    shared = [p.name for p in folders[1].glob("*.parquet") if p.read_bytes() == (folders[0] / p.name).read_bytes()]
    assert {name.partition("-")[0] for name in shared} >= {"articles", "quotes", "mentions"}
    for folder in folders:
        for name in shared:
            if name != "withdrawn.parquet":  # read on its own, to tell what was withdrawn
                without_pages(folder / name)

    again = corpus.compare(*(corpus.load(folder, verify=None) for folder in folders))

    assert again.tables == told.tables
    assert told.tables["articles"].columns == {"headline": 1, "source_sha256": 1}
    assert told.tables["articles"].new_rows == len(ARTICLES)
    assert told.tables["quotes"].old_rows == told.tables["quotes"].new_rows > 0


def test_a_version_in_parts_of_a_package_that_does_not_name_the_contract_is_checked_as_ours(store: Path) -> None:
    folder = shutil.copytree(store / "v" / "2026.11.0", store.parent / "copy")
    for name in ("manifest.json", "SHA256SUMS"):
        (folder / name).unlink()
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    del descriptor["x-contract"]
    (folder / "datapackage.json").write_text(json.dumps(descriptor))

    report = check(folder)

    assert report.is_ours
    assert report.rows["articles"] == len(ARTICLES)
