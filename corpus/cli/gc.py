"""`corpus gc`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

import typer

from corpus.cli.printing import Debug, Errors, Json, print_json


def gc(
    where: Annotated[str, typer.Argument(metavar="STORE", help="Store of releases: a path, or s3://, gs://, az://.")],
    older_than: Annotated[
        str, typer.Option(metavar="AGE", help="Leave younger files alone: a publish may be under way. 30m, 12h, 7d.")
    ] = "1d",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be removed, and remove nothing.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Remove what publishes left that were killed.

    Only files that belong to no complete version. latest.json is pointed at the newest version. What
    revocations.json and suppressed.json lost of withdrawn articles is written again from tombstones.
    """
    with Errors(debug):
        from corpus.release import gc as run
        from corpus.release import restore
        from corpus.text import printable

        found = run(where, older_than=_age(older_than), is_dry=dry_run)
        restored = restore(where, is_dry=dry_run)
        size = sum(one.bytes for one in found)
        if as_json:
            print_json(
                {"dry_run": dry_run, "files": [one.path for one in found], "bytes": size, "restored": list(restored)}
            )
            return
        for one in found:
            typer.echo(printable(f"{one.path}  {one.bytes:,} bytes, {one.modified:%Y-%m-%d %H:%M} UTC"))
        if restored:
            typer.echo(named_again(restored, is_dry_run=dry_run))
        typer.echo(f"{len(found):,} files, {size / 1e6:,.1f} MB {'would be ' if dry_run else ''}removed")


def named_again(articles: Sequence[str], *, is_dry_run: bool = False) -> str:
    """Which withdrawn articles the lists of a store name again."""
    verb = "would be" if is_dry_run else "is" if len(articles) == 1 else "are"
    what = f"{len(articles):,} withdrawn article{'' if len(articles) == 1 else 's'}"
    more = " …" if len(articles) > 5 else ""
    lists = "revocations.json and suppressed.json"
    return f"{what} {verb} named again in {lists}, as tombstones say: {', '.join(articles[:5])}{more}"


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _age(words: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})([smhd])", words.strip(), re.ASCII)
    if match is None:
        raise typer.BadParameter(f"{words!r} is no age; expected a number and s, m, h or d, such as 12h")
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])
