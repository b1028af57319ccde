"""`corpus yank`."""

from __future__ import annotations

from typing import Annotated

import typer

from corpus.cli.printing import Debug, Errors, Json, print_json
from corpus.cli.takedown import DryRun, Store


def yank(
    store: Store,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="The version to hide, as 2026.11.0.")],
    reason: Annotated[str, typer.Option(help="Why, in words; everybody can read it in revocations.json.")],
    dry_run: DryRun = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Hide a version: `latest` and ranges pass it over.

    Whoever names it exactly still gets it. Nothing of it is removed. A yank is final: to have what is in the version as
    the latest again, publish its build again under the next number.
    """
    with Errors(debug):
        from corpus.release import yank as run

        newest = run(store, version, reason=reason, is_dry_run=dry_run)
        if as_json:
            print_json({"dry_run": dry_run, "version": version, "latest": newest})
        else:
            verb = "would be" if dry_run else "is"
            typer.echo(f"{version} {verb} hidden; the latest {verb} {newest}")
