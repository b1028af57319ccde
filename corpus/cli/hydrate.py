"""`corpus hydrate`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from corpus.cli.printing import FOUND, Debug, Errors, Json, print_json, say


def hydrate(
    standoff: Annotated[str, typer.Argument(metavar="STANDOFF", help="A stand-off edition, or its address.")],
    files: Annotated[
        list[Path], typer.Option("--from", metavar="MY_FILES", help="Files or folders with the articles; repeatable.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="OUT", help="Folder of the package to make.")],
    version: Annotated[str | None, typer.Option(help="Version of the edition; by default the latest.")] = None,
    input_format: Annotated[
        str | None, typer.Option("--format", help="Read every file as this format; by default each is sniffed.")
    ] = None,
    mapping: Annotated[
        str | None, typer.Option(metavar="FILE", help="How to find the columns of a dump: a TOML file or a preset.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT where it is a package.")] = False,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; by default one per CPU.")] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Give a stand-off edition its texts back, from files of your own.

    Each article is found by its id, its address or its hash; where its text has changed, every quotation and name is
    looked for by the hashes of it and of what stood around it. Exits with 1 where something was not found: the table
    `lost` of the package has it.
    """
    with Errors(debug):
        from corpus.hydration import hydrate as run

        done = run(
            standoff,
            files,
            out,
            version=version,
            format=input_format,
            mapping=mapping,
            force=force,
            workers=workers,
            progress=say if sys.stderr.isatty() else None,
        )
        if as_json:
            print_json(_as_dict(done))
        else:
            typer.echo(
                f"{done.exact + done.changed:,} of {done.articles:,} articles have their texts again in {done.out}"
            )
            typer.echo(f"{done.exact:,} exactly as they were, {done.changed:,} with a changed text")
            if done.missing or done.lost_places:
                typer.echo(
                    f"not found: {done.missing:,} articles, and {done.lost_places:,} of {done.places:,} places in the "
                    "others; the table `lost` has them"
                )
        raise typer.Exit(0 if done.is_whole else FOUND)


def _as_dict(done: Any) -> dict[str, Any]:
    names = ("articles", "exact", "changed", "missing", "places", "lost_places")
    return {"out": str(done.out), "rows": dict(done.rows), **{name: getattr(done, name) for name in names}}
