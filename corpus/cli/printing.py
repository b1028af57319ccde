"""What the commands share: options that all of them have, how they print, and how an error becomes one line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from corpus.errors import CorpusError, ReadError

FOUND, COULD_NOT_RUN = 1, 2

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout, and nothing else there.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]


def width() -> int:
    """Columns to print in: those of the terminal, from 40 to 100."""
    return max(40, min(100, shutil.get_terminal_size((80, 24)).columns))


class Errors:
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


def print_report(report: Any, *, quiet_if_ok: bool = False) -> None:
    """Print a report as text; with `quiet_if_ok` one line where there is nothing to tell."""
    from corpus.report import as_text

    if quiet_if_ok and report.is_ok:
        typer.echo("the package keeps the contract")
    else:
        typer.echo(as_text(report, width=width()))


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
        typer.echo(f"corpus: {_one_line(str(one.message))}", err=True)
    return corpus


def _one_line(words: str) -> str:
    return " ".join(words.split())
