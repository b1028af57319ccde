"""`corpus verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corpus.cli.printing import FOUND, Debug, Errors, Json, print_json
from corpus.text import counted


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
            typer.echo(
                f"{', '.join(found.versions)}: {counted(found.files, 'file')}, {found.bytes / 1e6:,.1f} MB: {verdict}"
            )
        raise typer.Exit(0 if found.is_ok else FOUND)
