import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import typer
import typer.testing

from corpus.cli import app


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run(*arguments: object, **environment: str) -> Done:
    """The command in this process: what it printed and how it ended."""
    result = typer.testing.CliRunner().invoke(app, [str(a) for a in arguments], env=environment, prog_name="corpus")
    return Done(result.exit_code, result.stdout, result.stderr)


def commands() -> dict[str, typer.core.TyperCommand]:
    return typer.main.get_command(app).commands


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_has_help_and_a_place_in_the_reference(name: str) -> None:
    page = (Path(__file__).parent.parent / "docs" / "reference" / "cli.md").read_text("utf-8")
    command = commands()[name]

    assert command.help
    assert f"## `corpus {name}`" in page
    for parameter in command.params:
        assert getattr(parameter, "help", None), parameter.name
        assert any(option in page for option in [*parameter.opts, str(parameter.metavar)])


def test_help_imports_nothing_heavy() -> None:
    heavy = "polars pyarrow pandas pandera frictionless lxml htmldate numpy".split()
    code = f"import sys, corpus, corpus.cli; print([m for m in {heavy} if m in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert done.stdout.strip() == "[]"


def test_help_fits_eighty_columns() -> None:
    for command in ([], *([name] for name in commands())):
        lines = run(*command, "--help", COLUMNS="80").stdout.splitlines()
        assert max(map(len, lines)) <= 80


def test_convert_prints_what_it_made_and_exits_0(articles: Path, tmp_path: Path) -> None:
    done = run("convert", articles, "-o", tmp_path / "build")

    assert done.returncode == 0, done.stderr
    for words in ("3 articles", "people", "orgs", "quotes", "problem", "keeps the contract"):
        assert words in done.stdout


def test_convert_with_json_prints_one_object_and_nothing_else(articles: Path, tmp_path: Path) -> None:
    done = run("convert", articles, "-o", tmp_path / "build", "--json")

    printed = json.loads(done.stdout)
    assert printed["rows"]["articles"] == 3
    assert printed["check"]["ok"] is True
    assert done.stderr == ""


def test_what_only_a_reader_would_mind_is_counted_and_convert_exits_0(tmp_path: Path) -> None:
    record = {
        "id": "1",
        "title": "Mill turns",
        "text": "The mill turned again, and nobody asked why.",
    }
    dates = {"published": "2026-02-03T06:00:00Z", "date_modify": "2025-02-03T06:00:00Z"}
    (tmp_path / "mill.jsonl").write_text(json.dumps(record | dates), "utf-8")

    done = run("convert", tmp_path / "mill.jsonl", "-o", tmp_path / "build")

    assert done.returncode == 0, done.stdout
    assert f"the package keeps the contract; 1 warning: corpus validate {tmp_path / 'build'}" in done.stdout
    assert run("validate", tmp_path / "build", "--engine", "rules").returncode == 1


def test_a_broken_file_is_counted_in_plain_sight_and_strict_exits_1(articles: Path, tmp_path: Path) -> None:
    (articles.parent / "broken.bin").write_bytes(b"\x00\xff" * 500)

    lenient = run("convert", articles.parent, "-o", tmp_path / "one")
    strict = run("convert", articles.parent, "-o", tmp_path / "two", "--strict")

    assert lenient.returncode == 0
    assert "1 error" in lenient.stdout
    assert strict.returncode == 1
    assert "broken.bin" in strict.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["convert", "{tmp}/nothing", "-o", "{tmp}/new"], "not there"),
        (["convert", "{articles}", "-o", "{tmp}/there"], "--force"),
        (["convert", "{articles}", "-o", "{tmp}/new", "--format", "papyrus"], "papyrus"),
        (["validate", "{tmp}/there"], "datapackage.json"),
        (["publish", "{tmp}/there", "--to", "{tmp}/releases", "--version", "2026.11.0"], "datapackage.json"),
        (["publish", "{build}", "--to", "{tmp}/releases", "--version", "one"], "YYYY.M.PATCH"),
        (["show", "{tmp}/nothing"], "not there"),
        (["show", "{build}", "no such headline"], "no article"),
    ],
)
def test_what_cannot_be_run_exits_2_with_one_line(
    arguments: list[str], words: str, articles: Path, build: Path, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "thesis.txt").write_text("irreplaceable")
    filled = [a.format(tmp=tmp_path, articles=articles, build=build) for a in arguments]

    done = run(*filled)

    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert words in done.stderr


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "corpus", "validate", tmp_path, "--debug"]

    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode != 0
    assert "Traceback" in done.stderr


def test_a_good_package_validates_with_exit_0(build: Path, published: Path) -> None:
    assert run("validate", build).returncode == 0
    assert run("validate", published / "v" / "2026.11.0", "--output-format", "json").returncode == 0


def test_publish_says_where_the_version_is(build: Path, tmp_path: Path) -> None:
    done = run("publish", build, "--to", tmp_path / "releases", "--version", "2026.11.0")

    assert done.returncode == 0, done.stderr
    assert "2026.11.0 published" in done.stdout
    assert (tmp_path / "releases" / "v" / "2026.11.0" / "manifest.json").is_file()


def test_findings_exit_1_and_stand_in_the_json(build: Path, tmp_path: Path) -> None:
    import shutil

    broken = shutil.copytree(build, tmp_path / "broken")
    (broken / "cues.parquet").unlink()

    done = run("validate", broken, "--output-format", "json", "--engine", "rules")

    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["ok"] is False
    assert any(f["table"] == "cues" for f in report["findings"])


def test_show_prints_the_package_and_an_article_by_its_headline(published: Path) -> None:
    whole, one = run("show", published), run("show", published, "bridge over", COLUMNS="80")

    assert whole.returncode == one.returncode == 0, whole.stderr + one.stderr
    assert "2026.11.0" in whole.stdout
    assert "Bridge over the Tarn" in whole.stdout
    assert "deputy mayor" in one.stdout
    assert max(map(len, one.stdout.splitlines())) <= 80


def test_an_article_cannot_steer_the_terminal(tmp_path: Path) -> None:
    from tarnhollow import write_jsonl

    evil = {
        "id": "x",
        "title": "\x1b]0;owned\x07Bold\x1b[31m claim\u202e",
        "text": "Quiet \x9b31m text.",
        "language": "en",
    }
    run("convert", write_jsonl(tmp_path / "in.jsonl", [evil]), "-o", tmp_path / "build")

    shown = run("show", tmp_path / "build").stdout + run("show", tmp_path / "build", "claim").stdout

    assert "claim" in shown
    assert not any(c in shown for c in "\x1b\x07\x9b\u202e")


def test_a_run_that_could_read_nothing_exits_1(tmp_path: Path) -> None:
    (tmp_path / "broken.bin").write_bytes(b"\x00\xff" * 500)

    done = run("convert", tmp_path / "broken.bin", "-o", tmp_path / "build")

    assert done.returncode == 1
    assert "0 articles" in done.stdout


@pytest.mark.parametrize("epoch", ["abc", "9" * 20])
def test_an_epoch_that_is_none_is_said_so(epoch: str, articles: Path, tmp_path: Path) -> None:
    done = run("convert", articles, "-o", tmp_path / "build", SOURCE_DATE_EPOCH=epoch)

    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH" in done.stderr


def test_the_version_is_printed() -> None:
    assert run("--version").stdout.startswith("corpus 0.")


def test_a_limit_that_is_none_is_refused_in_one_line(tmp_path, articles):
    done = run("convert", articles, "-o", tmp_path / "out", "--limit", "speed=3")

    assert done.returncode == 2
    assert "'speed=3'" in done.stderr
    assert "depth, members, bytes, ratio, seconds" in " ".join(done.stderr.split())


def test_limits_are_kept(tmp_path):
    (tmp_path / "mill.txt.gz").write_bytes(gzip.compress(b"Mill reopens\n\nThe mill turned again on Monday.\n" * 99))

    done = run("convert", tmp_path / "mill.txt.gz", "-o", tmp_path / "out", "--limit", "bytes=20", "--json")

    found = json.loads(done.stdout)
    assert (found["problems"]["error"], found["rows"]["articles"]) == (1, 1)
