"""`corpus cache`."""

from __future__ import annotations

from typing import Annotated

import typer

from corpus.cli.printing import Debug, Errors, Json, print_json


def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Remove everything that is in it.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Say where fetched packages are kept, and how much space they take.

    The variable NEWSCORPUS_CACHE names another place.
    """
    with Errors(debug):
        from corpus.loading.cache import Cache

        there = Cache()
        size = there.clear() if clear else there.size()
        if as_json:
            print_json({"folder": str(there.folder), "bytes": 0 if clear else size, "freed": size if clear else 0})
        else:
            typer.echo(f"{there.folder}: {size / 1e6:,.1f} MB{' removed' if clear else ''}")
