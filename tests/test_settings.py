"""What corpus.toml promises: severities and ignores for every code, and one line that says what is wrong in it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from corpus.check import check
from corpus.check.settings import Ignore, Settings, find, read
from corpus.cli import app
from corpus.errors import SettingsError

ROOT = Path(__file__).parent.parent
QUOTE, PUBLISHER = 20, "The Vesper Ledger"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory) -> Path:
    """Our own sample, with a word that `orgs.kind` does not allow and another in `quotes.kind`."""
    folder = tmp_path_factory.mktemp("faulty")
    shutil.copytree(ROOT / "sample", folder / "sample")
    shutil.copy(ROOT / "datapackage.json", folder)
    for table, row in (("orgs", 0), ("quotes", QUOTE)):
        path = folder / f"sample/{table}.parquet"
        frame = pl.read_parquet(path)
        frame[row, "kind"] = "spoken"
        frame.write_parquet(path)
    return folder


def write(folder: Path, text: str) -> Path:
    (folder / "corpus.toml").write_text(text, "utf-8")
    return folder / "corpus.toml"


def codes(report) -> dict[str, str]:
    return {one.code: one.severity for one in report.findings if one.code != "rights-unclear"}


def test_without_a_file_the_defaults_hold(tmp_path):
    assert find(tmp_path, None, tmp_path) == Settings()


def test_a_file_in_the_working_directory_goes_before_the_one_in_the_package_and_one_that_is_named_before_both(tmp_path):
    package, project = tmp_path / "package", tmp_path / "project"
    for folder in (package, project):
        folder.mkdir()
    mine = tmp_path / "mine.toml"
    mine.write_text("")
    write(package, "")
    assert find(package, None, project).path == package / "corpus.toml"
    write(project, "")

    assert find(package, None, project).path == project / "corpus.toml"
    assert find(package, mine, project).path == mine


def test_a_day_lasts_until_its_end_and_a_time_without_a_zone_is_utc(tmp_path):
    assert read(write(tmp_path, "today = 2026-03-01")).today == datetime(2026, 3, 1, 23, 59, 59, 999_999, UTC)
    assert read(write(tmp_path, "today = 2026-03-01T08:00:00")).today == datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_every_code_obeys_its_severity_and_one_that_is_off_is_not_told(faulty, tmp_path):
    assert codes(check(faulty, engines=("rules",))) == {"enum": "error", "hash-mismatch": "error"}
    settings = read(write(tmp_path, '[rules.enum]\nseverity = "note"\n[rules.hash-mismatch]\nseverity = "off"\n'))

    report = check(faulty, engines=("rules",), settings=settings)

    assert codes(report) == {"enum": "note"}
    assert (report.is_ok, report.ignored) == (True, {"hash-mismatch": 2})


def test_what_is_ignored_is_counted_by_code(faulty, tmp_path):
    path = write(tmp_path, '[[ignore]]\ncode = "enum"\ntable = "orgs"\nreason = "their own kinds"\n')

    report = check(faulty, engines=("rules",), settings=read(path))

    assert report.ignored == {"enum": 1}
    assert [one.table for one in report.findings if one.code == "enum"] == ["quotes"]
    assert report.as_dict()["ignored"] == {"enum": 1}


def test_a_publisher_is_that_of_the_article_that_a_row_belongs_to(faulty):
    def ignored(name):
        ignore = Ignore(code="enum", publisher=name, reason="their own kinds")
        return check(faulty, engines=("rules",), settings=Settings(ignores=(ignore,))).ignored

    assert ignored(PUBLISHER) == {"enum": 1}, "the one of quotes; an organisation has no publisher"
    assert ignored("Nobody’s Gazette") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules = 3", "rules is 3; expected a table"),
        ("[rules.enumm]", "rules: 'enumm' is no code that is known there; did you mean 'enum'?"),
        ("[rules.enum]\nseverty = 1", "rules.enum: 'severty' is no key that is known there; did you mean 'severity'?"),
        ('[rules.enum]\nseverity = "warn"', "rules.enum.severity is 'warn'; did you mean 'warning'?"),
        ("thorough = 1", "thorough is 1; expected true or false"),
        ('today = "2026-01-31"', "today is '2026-01-31'; expected a date, such as 2026-01-31 without quotation marks"),
        (
            "[[ignore]]\ncode = 'bolerplate'\nreason = 'x'",
            "ignore 1: code is 'bolerplate'; did you mean 'boilerplate'?",
        ),
        (
            "[[ignore]]\ncode = 'xyzzy'\nreason = 'x'",
            (
                "ignore 1: code is 'xyzzy'; expected a code of the report, such as 'enum'; "
                "docs/reference/findings.md has all"
            ),
        ),
        ("[[ignore]]\ncode = 'enum'", "ignore 1: has no reason; say which finding is ignored, and why"),
        ("[[ignore]]\ncode = 'enum'\nreason = ' '", "ignore 1: reason is ' '; expected a text"),
        (
            "[[ignore]]\ncode = 'enum'\nreason = 'x'\ntable = 'quotes'\nfield = 'knd'",
            "ignore 1: field is 'knd'; did you mean 'kind'?",
        ),
        ("tody = 1", "'tody' is no key that is known there; did you mean 'today'?"),
        ("a = ", "not TOML: Invalid value (at end of document)"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what_was_expected(tmp_path, text, says):
    path = write(tmp_path, text)

    with pytest.raises(SettingsError) as caught:
        read(path)

    assert str(caught.value) == f"{path}: {says}"


def test_tables_that_others_read_are_kept_as_they_stand(tmp_path):
    said = '[[check]]\nexpr = "word_count > 0"\n[tables.articles]\nschema = "desk.json"\n'

    settings = read(write(tmp_path, said))

    assert settings.extra == {"check": [{"expr": "word_count > 0"}], "tables": {"articles": {"schema": "desk.json"}}}


def test_the_command_takes_the_file_that_is_named(faulty, tmp_path):
    path = write(tmp_path, '[rules.enum]\nseverity = "off"\n[rules.hash-mismatch]\nseverity = "off"\n')

    wrong = CliRunner().invoke(app, ["validate", str(faulty), "--engine", "rules"])
    right = CliRunner().invoke(app, ["validate", str(faulty), "--engine", "rules", "--config", str(path)])
    none = CliRunner().invoke(app, ["validate", str(faulty), "--config", str(tmp_path / "none.toml")])

    assert (wrong.exit_code, right.exit_code, none.exit_code) == (1, 0, 2)
    assert none.stderr.strip() == f"corpus: {tmp_path}/none.toml: cannot be read: No such file or directory"


def test_a_file_that_came_with_the_package_silences_no_error(faulty, tmp_path):
    package = Path(shutil.copytree(faulty, tmp_path / "package"))
    write(package, '[rules.enum]\nseverity = "off"\n[[ignore]]\ncode = "hash-mismatch"\nreason = "trust me"\n')

    theirs = check(package, engines=("rules",), settings=find(package, None, tmp_path))
    mine = check(package, engines=("rules",), settings=find(package, package / "corpus.toml", tmp_path))

    assert codes(theirs) == {"enum": "error", "hash-mismatch": "error"}
    assert theirs.settings == (package / "corpus.toml").as_posix()
    assert (codes(mine), mine.ignored) == ({}, {"enum": 2, "hash-mismatch": 2})
