"""`corpus show`."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from corpus.cli.printing import Debug, Errors, opened, width


def show(
    package: Annotated[
        str,
        typer.Argument(metavar="PACKAGE", help="A build, a version, a store or a zip archive of one; or its address."),
    ],
    article: Annotated[
        str | None,
        typer.Argument(metavar="ARTICLE", help="An article: its id, the beginning of it, or words of its headline."),
    ] = None,
    version: Annotated[
        str | None, typer.Option(help="Version to show: 2026.11.0, 2026.11, or >=2026.10; by default the latest.")
    ] = None,
    debug: Debug = False,
) -> None:
    """Show a package, or one of its articles.

    An article is shown with its quotations and names coloured, who said what, and the roles of its people.
    """
    with Errors(debug):
        from corpus import show as view

        corpus = opened(package, version)
        style = _style if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else view.plain
        typer.echo(view.article(corpus, article, style, width()) if article else view.package(corpus, style, width()))


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
