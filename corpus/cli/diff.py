"""`corpus diff`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.cli.printing import FOUND, Debug, Errors, Json, print_json, width

if TYPE_CHECKING:
    from corpus.loading import Corpus

# What may stand behind the last @ of STORE@VERSION; an address may have an @ of its own.
_VERSION = re.compile(r"latest|[<>=!]*\d[\d.,<>=! ]*")


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="A", help="The older package: a build, a version, a store (its newest), or STORE@VERSION."
        ),
    ],
    new: Annotated[
        str | None,
        typer.Argument(metavar="B", help="The newer one; without it, --from and --to name versions of the store A."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="VERSION", help="Version of the store to begin with.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="VERSION", help="Version to end with; by default the newest.")
    ] = None,
    edits: Annotated[
        int, typer.Option(metavar="N", min=0, help="Show the words that were edited in up to N bodies.")
    ] = 0,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Lines of each kind to show.")] = 5,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, as for a changelog.")] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page with the edits marked (20 of them, or --edits).")
    ] = None,
    changes: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every changed row and cell as Parquet.")
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Tell what changed between two packages.

    Licence, rights and schema first, then rows, columns, people and speakers. Bodies are told apart by their hash.
    Exit code 0: no difference, 1: differences.
    """
    with Errors(debug):
        from corpus import diff as room
        from corpus.diff import told
        from corpus.diff.edits import edits as edited
        from corpus.store import write_file

        before, after = _pair(old, new, since, until)
        found = room.compare(before, after)
        words = edited(before, after, found, edits)
        if html is not None:
            from corpus.diff.page import as_html

            shown = words or edited(before, after, found, 20)
            write_file(html, as_html(found, shown).encode())
        if changes is not None:
            room.write_changes(found, changes)
        if as_json:
            print_json(told.as_dict(found, words))
        elif markdown:
            typer.echo(told.as_markdown(found, words, limit=limit), nl=False)
        else:
            typer.echo(told.as_text(found, words, width=width(), limit=limit))
        raise typer.Exit(0 if found.is_empty else FOUND)


def _pair(old: str, new: str | None, since: str | None, until: str | None) -> tuple[Corpus, Corpus]:
    from corpus.errors import PackageError
    from corpus.loading import load

    if new is None and since is None:
        raise PackageError(f"{old}: with what is it to be compared? Name a second package, or a version with --from")
    if new is not None and (since or until):
        raise PackageError("--from and --to are for versions of one store; name either them or a second package")
    if new is not None:
        return load(*_place(old)), load(*_place(new))
    return load(old, since), load(old, until)


def _place(words: str) -> tuple[str, str | None]:
    where, _, version = words.rpartition("@")
    if where and _VERSION.fullmatch(version) and not Path(words).exists():
        return where, version
    return words, None
