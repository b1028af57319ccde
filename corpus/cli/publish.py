"""`corpus publish`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from corpus.cli.printing import Debug, Errors, Json, print_json, say


def publish(
    build: Annotated[Path, typer.Argument(metavar="BUILD", help="Folder that `corpus convert` wrote.")],
    to: Annotated[Path, typer.Option("--to", metavar="STORE", help="Folder of the releases.")],
    version: Annotated[str, typer.Option(help="Version to publish: YYYY.M.PATCH, such as 2026.11.0.")],
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check a build and publish it as a version.

    A version never changes. It appears complete, with a manifest of the hash of every file, or not at all.
    """
    with Errors(debug):
        from corpus.release import publish as run

        release = run(build, to, version, progress=say if sys.stderr.isatty() else None)
        if as_json:
            print_json(
                {
                    "version": release.version,
                    "folder": str(release.folder),
                    "manifest_sha256": release.manifest_sha256,
                    "is_latest": release.is_latest,
                }
            )
        else:
            latest = ", now the latest" if release.is_latest else ""
            typer.echo(f"{release.version} published in {release.folder}{latest}")
            typer.echo(f"manifest sha256 {release.manifest_sha256}")
