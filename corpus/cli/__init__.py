"""The command `corpus`: parse, call one function, print, exit code.

What is heavy is imported by the command that needs it, so that `corpus --help` answers at once.

Exit codes: 0 all kept, 1 findings, 2 could not run.
"""

from __future__ import annotations

import signal
import sys
from typing import Annotated, NoReturn

import typer

from corpus.cli.cache import cache
from corpus.cli.convert import convert
from corpus.cli.diff import diff
from corpus.cli.erratum import erratum
from corpus.cli.fix import fix
from corpus.cli.gc import gc
from corpus.cli.hydrate import hydrate
from corpus.cli.publish import publish
from corpus.cli.push import push
from corpus.cli.query import query
from corpus.cli.schema import schema
from corpus.cli.show import show
from corpus.cli.takedown import takedown
from corpus.cli.validate import validate
from corpus.cli.verify import verify
from corpus.cli.yank import yank

app = typer.Typer(
    name="corpus",
    help="Any pile of news articles in; a clean, checked, versioned data package out.",
    epilog="Exit codes: 0 all kept, 1 findings, 2 could not run (one line on stderr says why).",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


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


for command in (
    convert,
    validate,
    fix,
    publish,
    diff,
    show,
    schema,
    query,
    hydrate,
    cache,
    verify,
    gc,
    takedown,
    erratum,
    yank,
    push,
):
    app.command()(command)


def main() -> NoReturn:
    """Run the command; the process ends with its exit code."""
    # What a scheduler sends to end a run; as an exception it lets half-written folders be removed.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    # Text of articles may hold what the terminal's encoding does not.
    if sys.stdout is not None:
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text stream of the process
    app()
    raise SystemExit(0)
