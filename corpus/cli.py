"""The command `corpus`: parse, call one function, print, exit code.

What is heavy is imported by the command that needs it, so that `corpus --help` answers at once.

Exit codes: 0 all kept, 1 findings, 2 could not run.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from corpus.errors import CorpusError, ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.containers import Limits

FOUND, COULD_NOT_RUN = 1, 2

app = typer.Typer(
    name="corpus",
    help="Any pile of news articles in; a clean, checked, versioned data package out.",
    epilog="Exit codes: 0 all kept, 1 findings, 2 could not run (one line on stderr says why).",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout, and nothing else there.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


class OutputFormat(StrEnum):
    """How `corpus validate` prints its report."""

    text = "text"
    json = "json"


class EngineName(StrEnum):
    """Who checks."""

    rules = "rules"
    pandera = "pandera"
    frictionless = "frictionless"


def _limits(given: list[str]) -> Limits:
    from dataclasses import fields, replace

    from corpus.containers import Limits

    limits = Limits()
    names = [field.name for field in fields(Limits)]
    for text in given:
        name, _, number = text.partition("=")
        if name not in names or not number.isdecimal() or int(number) < 1:
            raise typer.BadParameter(f"{text!r}; expected NAME=N with NAME one of {', '.join(names)}, N at least 1")
        limits = replace(limits, **{name: int(number)})
    return limits


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"corpus {version('newscorpus')}")
        raise typer.Exit


@app.callback()
def _corpus(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Any pile of news articles in; a clean, checked, versioned data package out."""


@app.command()
def convert(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT", help="Files, folders or glob patterns of articles.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="BUILD", help="Folder to write the package to.")],
    format: Annotated[  # noqa: A002
        str | None, typer.Option("--format", help="Read every file as this format; without it each file is sniffed.")
    ] = None,
    mapping: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|PRESET",
            help="How dumps (JSON, JSON Lines, CSV, Parquet) are mapped to columns: a TOML file, or a preset's name.",
        ),
    ] = None,
    extractor: Annotated[
        list[str] | None,
        typer.Option(
            "--extractor",
            metavar="NAME[:MODEL]",
            help="An installed extractor, and the model that it uses: a folder, or what else the extractor takes. "
            "Repeatable: they run in this order, each on what those before it found.  [rules]",
        ),
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=N",
            help="What is opened at most. NAME is depth (of archives in archives; a .tar.gz counts as two)  [5], "
            "members (of one)  [5000000], bytes (of a member)  [any], ratio (of decompressed to compressed bytes)  "
            "[200], or seconds (for one article)  [120]. Repeatable.",
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop with exit code 1 at the first input or item that cannot be read.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace BUILD where it is a package.")] = False,
    name: Annotated[str, typer.Option(help="Name of the package: lower case, digits, hyphens.")] = "news-corpus",
    title: Annotated[str | None, typer.Option(help="Title of the package.")] = None,
    license: Annotated[  # noqa: A002
        list[str] | None,
        typer.Option(
            "--license", metavar="ID", help="Licence of the package, as an SPDX id or an address. Repeatable."
        ),
    ] = None,
    contributor: Annotated[
        list[str] | None,
        typer.Option("--contributor", metavar="NAME", help="A contributor to the package. Repeatable."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processes to use; by default one for each CPU.")
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Convert news articles into a data package, and check it.

    The format of each file is told by its content. What could not be read is a row of `problems` and is counted; the
    rest is kept. BUILD appears when it is complete.
    """
    with _Errors(debug):
        from corpus.check import check
        from corpus.conversion import convert as run
        from corpus.package import About, rfc3339, source_date

        created = source_date()
        about = About(
            name=name,
            title=title,
            licenses=tuple(license or ()),
            contributors=tuple(contributor or ()),
            created=rfc3339(created) if created else None,
        )
        with _Progress("converting") as progress:
            done = run(
                inputs,
                out,
                format=format,
                mapping=mapping,
                limits=_limits(limit or []),
                extractors=extractor or ["rules"],
                about=about,
                is_strict=strict,
                force=force,
                workers=workers,
                progress=progress,
            )
        report = check(out, engines=("rules",))
        if as_json:
            _print_json(
                {
                    "package": str(out),
                    "files": done.files,
                    "rows": dict(done.rows),
                    "problems": dict(done.problems),
                    "seconds": round(done.seconds, 2),
                    "check": report.as_dict(),
                }
            )
        else:
            typer.echo(_summary(done))
            _print_report(report, quiet_if_ok=True)
        is_all_lost = done.rows["articles"] == 0 and done.problems.get("error", 0) > 0
        raise typer.Exit(0 if report.is_ok and not is_all_lost else FOUND)


@app.command()
def validate(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="Folder of a package, or its datapackage.json.")],
    output_format: Annotated[
        OutputFormat, typer.Option("--output-format", help="Print the report as text or as JSON.")
    ] = OutputFormat.text,
    engine: Annotated[
        list[EngineName] | None,
        typer.Option("--engine", help="Who checks; repeatable. By default all of them, and what they find is merged."),
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check that a package keeps the contract.

    Types, keys, references, text slices, hashes and counts: every fault is a finding with a stable code,
    its table, row, column, key, value and what was expected.
    """
    with _Errors(debug):
        from corpus.check import check

        report = check(package, engines=[e.value for e in engine]) if engine else check(package)
        if as_json or output_format is OutputFormat.json:
            _print_json(report.as_dict())
        else:
            _print_report(report)
        raise typer.Exit(0 if report.is_ok else FOUND)


@app.command()
def publish(
    build: Annotated[Path, typer.Argument(metavar="BUILD", help="Folder that `corpus convert` wrote.")],
    to: Annotated[Path, typer.Option("--to", metavar="STORE", help="Folder of the releases.")],
    version: Annotated[str, typer.Option(help="Version to publish: YYYY.M.PATCH, such as 2026.11.0.")],
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check a build and publish it as a version.

    A version never changes. It appears complete, with a manifest of the hash of every file, or not at all.
    """
    with _Errors(debug):
        from corpus.release import publish as run

        release = run(build, to, version, progress=_say if sys.stderr.isatty() else None)
        if as_json:
            _print_json(
                {
                    "version": release.version,
                    "folder": str(release.folder),
                    "manifest_sha256": release.manifest_sha256,
                    "is_latest": release.is_latest,
                }
            )
        else:
            latest = ", now the latest" if release.is_latest else ""
            typer.echo(f"{release.version} published in {release.folder}{latest}")
            typer.echo(f"manifest sha256 {release.manifest_sha256}")


@app.command()
def show(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="A build, a version, or a store of releases.")],
    article: Annotated[
        str | None,
        typer.Argument(metavar="ARTICLE", help="An article: its id, the beginning of it, or words of its headline."),
    ] = None,
    version: Annotated[str | None, typer.Option(help="Version to show; by default the latest.")] = None,
    debug: Debug = False,
) -> None:
    """Show a package, or one of its articles.

    An article is shown with its quotations and names coloured, who said what, and the roles of its people.
    """
    with _Errors(debug):
        from corpus import show as view
        from corpus.loading import load

        corpus = load(package, version)
        width = max(40, min(100, shutil.get_terminal_size((80, 24)).columns))
        style = _style if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else view.plain
        typer.echo(view.article(corpus, article, style, width) if article else view.package(corpus, style, width))


def main() -> NoReturn:
    """Run the command; the process ends with its exit code."""
    # What a scheduler sends to end a run; as an exception it lets half-written folders be removed.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    # Text of articles may hold what the terminal's encoding does not.
    if sys.stdout is not None:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text stream of the process
    app()
    raise SystemExit(0)


# ------------------------------------------------------------------ printing


class _Errors:
    """Turn an error of ours into one line on stderr and exit code 2; with `debug`, show where it came from."""

    def __init__(self, debug: bool) -> None:
        self.debug = debug

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self.debug or error is None:
            return
        if isinstance(error, CorpusError):
            typer.echo(f"corpus: {_one_line(str(error))}", err=True)
            raise SystemExit(FOUND if isinstance(error, ReadError) else COULD_NOT_RUN)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            typer.echo(f"corpus: {error.filename or 'output'}: {error.strerror}", err=True)
            raise SystemExit(COULD_NOT_RUN)


class _Progress:
    """A bar on stderr while it is a terminal; else nothing."""

    def __init__(self, label: str) -> None:
        self.label, self.done = label, 0
        self.bar: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        return self.step

    def step(self, done: int, of: int) -> None:
        if not sys.stderr.isatty():
            return
        if self.bar is None:
            self.bar = typer.progressbar(length=of, label=self.label, file=sys.stderr)
            self.bar.__enter__()
        self.bar.update(done - self.done)
        self.done = done

    def __exit__(self, *exc: object) -> None:
        if self.bar is not None:
            self.bar.__exit__(*exc)


_IN_SUMMARY = ("articles", "people", "orgs", "quotes", "mentions", "roles")


def _counted(table: str, n: int) -> str:
    return table if n != 1 else {"people": "person"}.get(table, table.removesuffix("s"))


def _summary(done: Any) -> str:
    rows, problems = done.rows, done.problems
    width = max(len(f"{n:,}") for n in [*rows.values(), sum(problems.values()), done.files])
    lines = [
        f"{done.out}: {done.files:,} {'file' if done.files == 1 else 'files'} in {done.seconds:.1f} s",
        *(f"  {rows[name]:>{width},} {_counted(name, rows[name])}" for name in _IN_SUMMARY),
    ]
    told = ", ".join(f"{n} {name}{'s' if n != 1 else ''}" for name, n in problems.items())
    all_told = sum(problems.values())
    lines.append(f"  {all_told:>{width},} {_counted('problems', all_told)}{f' ({told})' if told else ''}")
    if problems.get("error"):
        lines.append(
            f"{problems['error']} could not be read: see {done.out / 'problems.parquet'}; --strict fails on them"
        )
    return "\n".join(lines)


def _print_report(report: Any, *, quiet_if_ok: bool = False) -> None:
    from corpus.report import as_text

    if quiet_if_ok and report.is_ok:
        typer.echo("the package keeps the contract")
    else:
        typer.echo(as_text(report, width=max(40, min(100, shutil.get_terminal_size((80, 24)).columns))))


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False))


def _say(words: str) -> None:
    typer.echo(f"{words} …", err=True)


def _style(words: str, name: str) -> str:
    colours: dict[str, dict[str, Any]] = {
        "quote": {"fg": "green"},
        "person": {"fg": "cyan", "bold": True},
        "org": {"fg": "yellow"},
        "anonymous": {"fg": "magenta"},
        "dim": {"dim": True},
        "bold": {"bold": True},
    }
    return typer.style(words, **colours.get(name, {}))


def _one_line(words: str) -> str:
    return " ".join(words.split())
