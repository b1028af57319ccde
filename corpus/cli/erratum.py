"""`corpus erratum`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from corpus.cli.printing import Debug, Errors, Json, print_json, say, warn
from corpus.cli.takedown import DryRun, Sign, Store, as_dict, told


def erratum(
    store: Store,
    table: Annotated[str, typer.Argument(metavar="TABLE", help="The row's table, as `articles`.")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="The row's primary key; its parts joined by a blank.")],
    values: Annotated[
        list[str], typer.Argument(metavar="COLUMN=VALUE...", help="The new values; nothing behind the = is null.")
    ],
    reason: Annotated[str, typer.Option(help="Why, in words; it stands in the changelog and in changes.parquet.")],
    sign: Sign = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Correct a row: publish a patch that says what it was, what it is, and why.

    It is refused where the result would break the contract.
    """
    with Errors(debug):
        from corpus.errors import ReleaseError
        from corpus.release import erratum as run

        pairs = [one.partition("=") for one in values]
        if wrong := next((one for one, (_, mark, _) in zip(values, pairs, strict=True) if not mark), None):
            raise ReleaseError(f"{wrong!r} gives no value; expected COLUMN=VALUE")
        columns = [column for column, _, _ in pairs]
        if twice := next((one for one in columns if columns.count(one) > 1), None):
            raise ReleaseError(f"{twice} is given two values; expected one for each column")
        done = run(
            store,
            table,
            key,
            {column: value for column, _, value in pairs},
            reason=reason,
            sign=sign,
            is_dry_run=dry_run,
            progress=say if sys.stderr.isatty() else None,
        )
        warn(done.plan.notes if done.plan is not None and not (dry_run and sign) else ())
        if as_json:
            print_json({"dry_run": dry_run, **as_dict(done)})
        else:
            typer.echo(told(done, is_dry_run=dry_run, nothing="the row says so already: no new version"))
