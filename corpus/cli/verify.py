"""`corpus verify` and `corpus gc`."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from corpus.cli.printing import FOUND, Debug, Errors, Json, print_json


def verify(
    where: Annotated[
        str,
        typer.Argument(
            metavar="STORE", help="Store of releases or folder of a version: a path, or s3://, gs://, az://."
        ),
    ],
    version: Annotated[str | None, typer.Option(help="Version to check; by default all of them.")] = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read the tables, too, and compare their values with the content digests.")
    ] = False,
    signers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Allowed signers (ssh-keygen(1)); every manifest must be signed by one."),
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check that versions are what was published.

    Every file against the manifest, SHA256SUMS, the chain of manifests, latest.json, revocations; no network but the
    store's own. What a takedown redacted is told as such.
    """
    with Errors(debug):
        from corpus.release import verify as run
        from corpus.text import printable

        found = run(where, version, is_deep=deep, signers=signers)
        if as_json:
            print_json(
                {
                    "ok": found.is_ok,
                    "versions": list(found.versions),
                    "files": found.files,
                    "bytes": found.bytes,
                    "faults": [{"path": one.path, "message": one.message} for one in found.faults],
                    "notes": list(found.notes),
                }
            )
        else:
            for one in found.faults:
                typer.echo(printable(f"{one.path}: {one.message}"))
            for note in found.notes:
                typer.echo(printable(f"note: {note}"))
            verdict = "as published" if found.is_ok else f"{len(found.faults)} not as published"
            typer.echo(f"{', '.join(found.versions)}: {found.files:,} files, {found.bytes / 1e6:,.1f} MB: {verdict}")
        raise typer.Exit(0 if found.is_ok else FOUND)


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

    Only files that belong to no complete version. latest.json is pointed at the newest version.
    """
    with Errors(debug):
        from corpus.release import gc as run
        from corpus.text import printable

        found = run(where, older_than=_age(older_than), is_dry=dry_run)
        size = sum(one.bytes for one in found)
        if as_json:
            print_json({"dry_run": dry_run, "files": [one.path for one in found], "bytes": size})
            return
        for one in found:
            typer.echo(printable(f"{one.path}  {one.bytes:,} bytes, {one.modified:%Y-%m-%d %H:%M} UTC"))
        typer.echo(f"{len(found):,} files, {size / 1e6:,.1f} MB {'would be ' if dry_run else ''}removed")


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _age(words: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})([smhd])", words.strip(), re.ASCII)
    if match is None:
        raise typer.BadParameter(f"{words!r} is no age; expected a number and s, m, h or d, such as 12h")
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]])
