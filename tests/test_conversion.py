import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from tarnhollow import ARTICLES, write_jsonl

from corpus import assembly, conversion
from corpus.check import check
from corpus.conversion import convert, cut, plan
from corpus.errors import CorpusError, PackageError, ReadError, UnknownFormatError
from corpus.package import About

PAGE = (
    "The Tarnhollow Lantern\n\nA quiet Sunday\n\nNothing happened, said Lena Ortiz, the deputy mayor.\n\nIt was dull.\n"
)


def table(build: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(build / f"{name}.parquet")


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_the_same_inputs_in_another_order_and_with_more_workers_give_the_same_bytes(tmp_path: Path) -> None:
    one = write_jsonl(tmp_path / "in" / "one.jsonl", ARTICLES[:2])
    two = write_jsonl(tmp_path / "in" / "two.jsonl", ARTICLES[2:])

    convert([one, two], tmp_path / "a", workers=1)
    convert([two, one], tmp_path / "b", workers=2)

    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_a_broken_file_among_good_ones_costs_nothing_but_itself(articles: Path, tmp_path: Path) -> None:
    (articles.parent / "broken.bin").write_bytes(bytes(range(256)) * 20)

    done = convert([articles.parent], tmp_path / "build")

    assert done.rows["articles"] == 3
    assert done.problems["error"] == 1
    problem = table(tmp_path / "build", "problems").filter(pl.col("severity") == "error").row(0, named=True)
    assert problem["source_uri"] == "broken.bin"
    assert problem["article_id"] is None


def test_strict_ends_at_the_first_unreadable_input_and_leaves_nothing(articles: Path, tmp_path: Path) -> None:
    (articles.parent / "broken.bin").write_bytes(b"\x00\x01\x02" * 100)

    with pytest.raises(ReadError, match=r"broken\.bin"):
        convert([articles.parent], tmp_path / "build", is_strict=True)

    assert not (tmp_path / "build").exists()
    assert not list(tmp_path.glob(".build*"))


def test_an_input_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="not there"):
        convert([tmp_path / "nothing"], tmp_path / "build")


def test_an_unknown_format_is_an_error_that_lists_the_known_ones(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormatError, match="jsonl"):
        convert([articles], tmp_path / "build", format="papyrus")


def test_a_package_is_replaced_only_when_asked(articles: Path, tmp_path: Path) -> None:
    convert([articles], tmp_path / "build")

    with pytest.raises(PackageError, match="--force"):
        convert([articles], tmp_path / "build")
    convert([articles], tmp_path / "build", force=True)

    assert table(tmp_path / "build", "articles").height == 3


def test_force_never_replaces_a_folder_that_is_no_package(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("irreplaceable")

    with pytest.raises(PackageError, match="is no package"):
        convert([articles], tmp_path / "thesis", force=True)

    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "irreplaceable"


def test_a_source_is_named_below_the_folder_that_was_given(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in" / "a" / "one.jsonl", ARTICLES[:1])
    write_jsonl(tmp_path / "in" / "b" / "two.jsonl", ARTICLES[1:])

    whole, _ = plan([tmp_path / "in"])
    halves, _ = plan([tmp_path / "in" / "b", tmp_path / "in" / "a"])
    file, _ = plan([tmp_path / "in" / "a" / "one.jsonl"])

    assert [i.uri for i in whole] == ["a/one.jsonl", "b/two.jsonl"]
    assert [i.uri for i in halves] == ["a/one.jsonl", "b/two.jsonl"]
    assert [i.uri for i in file] == ["one.jsonl"]


def test_a_readme_in_a_folder_is_left_out_and_said_so(articles: Path, tmp_path: Path) -> None:
    (articles.parent / "README.md").write_text(PAGE)

    convert([articles.parent], tmp_path / "build")

    assert table(tmp_path / "build", "articles").height == 3
    assert "README.md" in table(tmp_path / "build", "problems")["source_uri"].to_list()


def test_a_pattern_names_every_file_that_it_fits(tmp_path: Path) -> None:
    for name in ("x1.jsonl", "x2.jsonl", "y.jsonl"):
        write_jsonl(tmp_path / name, ARTICLES[:1])

    found, _ = plan([tmp_path / "x*.jsonl"])

    assert [i.uri for i in found] == ["x1.jsonl", "x2.jsonl"]


def test_shards_depend_on_the_inputs_only(tmp_path: Path) -> None:
    for n in range(5):
        write_jsonl(tmp_path / f"{n}.jsonl", ARTICLES[:1])

    found, _ = plan([tmp_path])

    assert list(cut(found)) == list(cut(found))
    assert [i for shard in cut(found) for i in shard.inputs] == found


def test_an_article_given_twice_stands_once_and_the_newer_text_stays(tmp_path: Path) -> None:
    older = ARTICLES[0] | {"modified": "2026-03-04T10:00:00Z"}
    newer = older | {"modified": "2026-03-04T12:00:00Z", "text": "The bridge will close in June."}
    source = write_jsonl(tmp_path / "in.jsonl", [newer, older])

    convert([source], tmp_path / "build")

    assert table(tmp_path / "build", "articles")["body"].to_list() == ["The bridge will close in June."]
    assert table(tmp_path / "build", "quotes").height == 0
    assert table(tmp_path / "build", "problems")["code"].to_list().count("superseded") == 1


def test_two_texts_under_one_id_both_stay_and_are_told_apart_loudly(tmp_path: Path) -> None:
    said = "“We turn,” said Mara Lind. Lind smiled. “It turns,” she said."
    rows = [{"id": "urn:x:7", "text": f"{said} One thing."}, {"id": "urn:x:7", "text": f"{said} Another."}]
    one = write_jsonl(tmp_path / "one.jsonl", rows)
    other = write_jsonl(tmp_path / "other.jsonl", rows[::-1])

    convert([one], tmp_path / "build")
    convert([other], tmp_path / "turned")

    articles = table(tmp_path / "build", "articles")
    assert articles["article_id"].n_unique() == 2
    assert set(articles["article_id"]) == set(table(tmp_path / "turned", "articles")["article_id"])
    for name in ("quotes", "mentions"):
        assert table(tmp_path / "build", name)["article_id"].value_counts()["count"].n_unique() == 1
    clash = table(tmp_path / "build", "problems").filter(pl.col("code") == "id-clash")
    assert clash["severity"].to_list() == ["warning"]
    assert clash["article_id"][0] in set(articles["article_id"])
    assert check(tmp_path / "build").findings == ()


def test_dumps_that_both_count_from_one_keep_all_their_articles(tmp_path: Path) -> None:
    for day in (4, 5):
        rows = [
            {
                "id": n,
                "title": f"Mill {n} turns on day {day}",
                "text": f"It turned {n}.",
                "published": f"2026-05-0{day}",
            }
            for n in range(3)
        ]
        write_jsonl(tmp_path / "in" / f"{day}.jsonl", rows)

    convert([tmp_path / "in"], tmp_path / "build")

    assert table(tmp_path / "build", "articles").height == 6
    assert table(tmp_path / "build", "problems")["code"].to_list() == ["id-clash"] * 3


def test_a_text_under_the_same_headline_and_day_is_never_left_out(tmp_path: Path) -> None:
    corrections = {"title": "Corrections", "publisher": "The Bell", "published": "2026-05-04"}
    rows = [
        corrections | {"text": "The mill is in Skarn.", "modified": "2026-05-04T10:00:00Z"},
        corrections | {"text": "The weir is in Calder.", "modified": "2026-05-04T12:00:00Z"},
    ]
    source = write_jsonl(tmp_path / "in.jsonl", rows)

    convert([source], tmp_path / "build")

    assert table(tmp_path / "build", "articles").height == 2
    (said,) = table(tmp_path / "build", "problems")["message"].to_list()
    assert "the same publisher, headline and day" in said


def test_an_article_that_is_printed_alike_twice_stands_once(tmp_path: Path) -> None:
    row = {"title": "Snow", "text": "It snowed in Skarn on Monday, and the ferry did not sail."}
    source = write_jsonl(tmp_path / "in.jsonl", [row, row | {"likes": 3}])

    convert([source], tmp_path / "build")

    assert table(tmp_path / "build", "articles").height == 1
    assert "same-item-twice" in table(tmp_path / "build", "problems")["code"].to_list()


def test_a_conversion_loads_no_library_that_it_has_no_use_for(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", ARTICLES)
    heavy = (
        "{'pandas', 'pandera', 'frictionless', 'htmldate', 'markdown_it', 'yaml', 'duckdb', "
        "'spacy', 'gliner', 'torch', 'corpus.extract.resolver'}"
    )
    command = ["corpus", "convert", str(source), "-o", str(tmp_path / "build")]
    code = f"import sys; from corpus import cli; sys.argv = {command}"
    code += f"\ntry: cli.main()\nexcept SystemExit: print('loaded', {heavy} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "loaded set()"


def test_a_corpus_that_is_sorted_in_pieces_gives_the_same_bytes(tmp_path: Path, monkeypatch) -> None:
    seeds = Path(__file__).parent.parent / "seeds"
    twins = [row | {"id": "urn:x:7", "text": f"{row['text']} Again."} for row in ARTICLES[:2]]
    source = write_jsonl(tmp_path / "in.jsonl", [*ARTICLES, *ARTICLES, *twins])
    convert([seeds, source], tmp_path / "whole", workers=1)
    monkeypatch.setattr(conversion, "_PART_ARTICLES", 3)
    monkeypatch.setattr(assembly, "_MOST_BYTES", 30_000)

    convert([seeds, source], tmp_path / "pieces", workers=1)

    for path in sorted((tmp_path / "whole").glob("*.parquet")):
        assert (tmp_path / "pieces" / path.name).read_bytes() == path.read_bytes()


def test_problems_that_differ_in_their_article_only_have_an_order(tmp_path: Path) -> None:
    rows = [{"id": "urn:x:7", "title": f"T{n % 5}", "text": f"The weir broke {n % 5} times."} for n in range(6)]
    source = write_jsonl(tmp_path / "in.jsonl", rows)
    said = set()
    for n in range(4):
        convert([source], tmp_path / f"build{n}")
        said.add((tmp_path / f"build{n}" / "problems.parquet").read_bytes())

    assert len(said) == 1


def test_a_document_in_two_renditions_is_two_rows_and_the_second_names_the_first(tmp_path: Path) -> None:
    row = {"id": "urn:x:7", "text": "The weir broke on Monday, the council said."}
    one = write_jsonl(tmp_path / "in" / "one.jsonl", [row])
    write_jsonl(tmp_path / "in" / "other.jsonl", [row | {"junk": 1}])

    convert([one.parent], tmp_path / "build")

    articles = table(tmp_path / "build", "articles")
    assert articles.height == 2
    assert articles["duplicate_of"].drop_nulls().len() == 1


def test_an_item_of_two_dumps_stands_once(tmp_path: Path) -> None:
    row = {"id": "urn:x:7", "text": "The weir broke on Monday, the council said."}
    one = write_jsonl(tmp_path / "in" / "one.jsonl", [row, {"id": "urn:x:8", "text": "Snow."}])
    write_jsonl(tmp_path / "in" / "other.jsonl", [{"id": "urn:x:9", "text": "Rain."}, row])

    convert([one.parent], tmp_path / "build")

    assert table(tmp_path / "build", "articles").height == 3
    assert "same-item-twice" in table(tmp_path / "build", "problems")["code"].to_list()


def test_an_article_with_the_text_of_another_says_whose(tmp_path: Path) -> None:
    twin = ARTICLES[0] | {"id": "urn:tarnhollow:9", "url": None, "published": "2026-03-06"}
    convert([write_jsonl(tmp_path / "in.jsonl", [twin, *ARTICLES])], tmp_path / "build")

    rows = {r["guid"]: r for r in table(tmp_path / "build", "articles").iter_rows(named=True)}

    assert rows["urn:tarnhollow:9"]["duplicate_of"] == rows["urn:tarnhollow:1"]["article_id"]
    assert rows["urn:tarnhollow:1"]["duplicate_of"] is None


def test_a_person_of_two_articles_is_one_row_with_both_counted(build: Path) -> None:
    person = table(build, "people").filter(pl.col("name") == "Lena Ortiz").row(0, named=True)
    mentions = table(build, "mentions").filter(pl.col("person_id") == person["person_id"])

    assert person["is_full_name"]
    assert person["article_count"] == 2
    assert person["mention_count"] == mentions.height
    assert person["quote_count"] == table(build, "quotes").filter(pl.col("person_id") == person["person_id"]).height > 2


def test_who_only_signs_is_a_person_without_mentions(build: Path) -> None:
    person = table(build, "people").filter(pl.col("name") == "Bo Marchetti").row(0, named=True)
    author = table(build, "authors").row(0, named=True)

    assert author["person_id"] == person["person_id"]
    assert (person["article_count"], person["mention_count"]) == (0, 0)


def test_nothing_is_dated_that_the_source_does_not_date(build: Path) -> None:
    row = table(build, "articles").filter(pl.col("guid") == "urn:tarnhollow:3").row(0, named=True)

    assert row["published_at"] is None
    assert row["published_precision"] == "none"


def test_a_name_that_is_no_utf_8_costs_nothing(articles: Path, tmp_path: Path) -> None:
    (articles.parent / os.fsdecode(b"bad\xff.jsonl")).write_bytes(articles.read_bytes())

    convert([articles.parent], tmp_path / "build")

    named = {*table(tmp_path / "build", "problems")["source_uri"], *table(tmp_path / "build", "articles")["source_uri"]}
    assert named == {"articles.jsonl", "bad\\xff.jsonl"}


def test_force_never_takes_a_file_that_is_not_the_packages(articles: Path, tmp_path: Path) -> None:
    convert([articles], tmp_path / "build")
    (tmp_path / "build" / "notes.txt").write_text("irreplaceable")

    with pytest.raises(PackageError, match=r"notes\.txt"):
        convert([articles], tmp_path / "build", force=True)

    assert (tmp_path / "build" / "notes.txt").read_text() == "irreplaceable"


def test_a_pipe_or_a_broken_link_is_a_problem(articles: Path, tmp_path: Path) -> None:
    (articles.parent / "gone.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(articles.parent / "pipe.txt")

    done = convert([articles.parent], tmp_path / "build")

    assert done.rows["articles"] == 3
    assert table(tmp_path / "build", "problems")["source_uri"].to_list() == ["gone.txt", "pipe.txt"]
    with pytest.raises(PackageError, match="no file to convert"):
        convert([articles.parent / "pipe.txt"], tmp_path / "other")


def test_what_is_written_is_not_read(articles: Path) -> None:
    convert([articles.parent], articles.parent / "build")
    first = files(articles.parent / "build")

    convert([articles.parent], articles.parent / "build", force=True)

    assert files(articles.parent / "build") == first


def test_a_link_stays_a_link(articles: Path, tmp_path: Path) -> None:
    convert([articles], tmp_path / "one")
    (tmp_path / "current").symlink_to(tmp_path / "one")

    convert([articles], tmp_path / "current", force=True)

    assert (tmp_path / "current").is_symlink()
    assert table(tmp_path / "one", "articles").height == 3


def test_an_empty_file_is_said_to_be_empty(articles: Path, tmp_path: Path) -> None:
    (articles.parent / "empty.txt").write_text(" \n")

    convert([articles.parent], tmp_path / "build")

    assert table(tmp_path / "build", "problems").filter(pl.col("source_uri") == "empty.txt")["code"].to_list() == [
        "no-text"
    ]


@pytest.mark.parametrize("about", [About(name="Bad Name!"), About(name=""), About(title="\udcff")])
def test_what_a_descriptor_cannot_hold_is_refused_before_the_work(about: About, articles: Path, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="is no"):
        convert([articles], tmp_path / "build", about=about)

    assert not (tmp_path / "build").exists()


def test_a_full_disk_is_one_line_and_leaves_nothing(articles: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); from corpus.cli import main; main()"
    )
    assert resource.RLIMIT_FSIZE is not None
    command = [sys.executable, "-c", code, "convert", str(articles), "-o", str(tmp_path / "build")]

    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "cannot be written" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


def test_a_run_that_is_asked_to_end_leaves_nothing(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [a | {"id": f"urn:x:{n}"} for n in range(15000) for a in ARTICLES])
    command = [sys.executable, "-m", "corpus", "convert", str(source), "-o", str(tmp_path / "build")]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        while run.poll() is None and not list(tmp_path.glob(".build.*")):
            time.sleep(0.05)
        run.send_signal(signal.SIGTERM)
        run.wait(60)

    assert run.returncode == 128 + signal.SIGTERM
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


def test_a_shard_in_many_parts_gives_the_same_bytes_as_in_one(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert([articles], tmp_path / "one", workers=1)
    monkeypatch.setattr(conversion, "_PART_ARTICLES", 1)
    convert([articles], tmp_path / "many", workers=1)

    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "many" / path.name).read_bytes(), path.name


def test_a_mapping_of_ones_own_is_used_in_every_process(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text('[columns]\nheadline = "kop"\nbody = "tekst"\n', "utf-8")
    for n in range(3):
        write_jsonl(tmp_path / "in" / f"{n}.jsonl", [{"kop": f"Molen {n}", "tekst": "De molen draait weer."}])

    convert([tmp_path / "in"], tmp_path / "build", mapping=tmp_path / "map.toml", format="jsonl", workers=2)

    assert sorted(table(tmp_path / "build", "articles")["headline"]) == ["Molen 0", "Molen 1", "Molen 2"]


@pytest.mark.parametrize("mapping", ["no-such-preset", "no-such-file.toml"])
def test_a_mapping_that_is_not_there_is_an_error(mapping: str, articles: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=mapping):
        convert([articles], tmp_path / "build", mapping=mapping)


def test_an_error_of_a_reader_comes_whole_out_of_a_workers_process() -> None:
    error = ReadError("in.jsonl", "no JSON", at=7, code="broken-line")

    given = pickle.loads(pickle.dumps(error))

    assert (str(given), given.uri, given.why, given.at, given.code) == (
        str(error), "in.jsonl", "no JSON", 7, "broken-line",
    )  # fmt: skip
