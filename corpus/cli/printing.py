"""What the commands share: options that all of them have, how they print, and how an error becomes one line."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.errors import CorpusError, ReadError
from corpus.text import printable

FOUND, COULD_NOT_RUN = 1, 2

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout, and nothing else there.")]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Settings of the check. By default corpus.toml in this folder, else the one in the package.",
    ),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def width() -> int:
    """Columns to print in: those of the terminal, from 40 to 100."""
    return max(40, min(100, shutil.get_terminal_size((80, 24)).columns))


def is_coloured() -> bool:
    """Whether stdout is a terminal that shows colours, and nobody asked for none (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Errors:
    """Turn an error of ours into one line on stderr and exit code 2; with `debug`, show where it came from."""

    def __init__(self, debug: bool) -> None:
        self.debug = debug

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if self.debug or error is None:
            return
        if isinstance(error, CorpusError):
            complain(error)
            raise SystemExit(FOUND if isinstance(error, ReadError) else COULD_NOT_RUN)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            typer.echo(f"corpus: {error.filename or 'output'}: {error.strerror}", err=True)
            raise SystemExit(COULD_NOT_RUN)


def print_kept(report: Any, package: Path) -> None:
    """Print in one line that a package that was just written keeps the contract, or else every finding."""
    from corpus.check.verdict import judge
    from corpus.reports import as_text

    warnings = sum(one.severity == "warning" for one in report.findings)
    if report.has_errors:
        lines = as_text.lines_of(judge(report), width=width(), is_coloured=is_coloured())
        typer.echo("\n".join(lines), color=True)
    elif warnings:
        what = "1 warning" if warnings == 1 else f"{warnings:,} warnings"
        typer.echo(f"the package keeps the contract; {what}: corpus validate {package}")
    else:
        typer.echo("the package keeps the contract")


def print_json(value: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """Print one JSON object, or a list of them, on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def say(words: str) -> None:
    """Say on stderr what is being done."""
    typer.echo(f"{words} …", err=True)


def opened(package: str, version: str | None) -> Any:
    """The package at a path or an address; what is fetched, and what the cache stands in for, is said on stderr."""
    import sys
    import warnings

    from corpus.loading import load

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        corpus = load(package, version, progress=say if sys.stderr.isatty() else None)
    for one in told:
        complain(str(one.message))
    return corpus


def warn(notes: Sequence[str]) -> None:
    """Say on stderr what somebody should know of what was done."""
    for one in notes:
        complain(f"warning: {one}")


def complain(error: CorpusError | str) -> None:
    """Say on stderr, in one line, what could not be done."""
    # A name of a file may hold anything, and what it holds may not steer a terminal.
    typer.echo(f"corpus: {printable(' '.join(str(error).split()))}", err=True)
