"""`corpus push`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.cli.printing import Debug, Errors, Json, print_json, say

if TYPE_CHECKING:
    from corpus.release.push import Pushed


def push(
    where: Annotated[
        str,
        typer.Argument(
            metavar="STORE", help="Store of releases or folder of a version: a path, or s3://, gs://, az://."
        ),
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="TARGET",
            help="hf:org/name, a dataset of the Hugging Face Hub; zenodo:, a new record; zenodo:RECORD, its next "
            "version, or a draft to go on with.",
        ),
    ],
    version: Annotated[str | None, typer.Option(help="Version to push; by default the newest.")] = None,
    private: Annotated[
        bool,
        typer.Option(
            "--private", help="What may not be given on stays unseen: a private repository, a record with closed files."
        ),
    ] = False,
    publish_draft: Annotated[
        bool,
        typer.Option(
            "--publish-draft", help="Publish Zenodo's draft once its checksums are compared; it cannot be undone."
        ),
    ] = False,
    endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Another server that speaks the protocol, as https://sandbox.zenodo.org."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the requests, and send none.")] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Send a version to the Hugging Face Hub or to Zenodo.

    It is verified first. To the Hub it is one commit, compared with what was sent, and a tag; to Zenodo a draft whose
    checksums are compared. Tokens are read from HF_TOKEN and ZENODO_TOKEN, and are never shown.
    """
    with Errors(debug):
        from corpus.errors import PushError
        from corpus.release import push as pushing

        target = pushing.target(to)
        is_hub = isinstance(target, pushing.HuggingFace)
        if is_hub and publish_draft:
            raise PushError("--publish-draft is for Zenodo; the Hub has no drafts")
        options: dict[str, Any] = {
            "address": endpoint,
            "is_private": private,
            "is_published": publish_draft,
            "progress": say if sys.stderr.isatty() else None,
        }
        if dry_run:
            planned = pushing.plan(where, target, version, **options)
            if as_json:
                print_json({"dry_run": True, **_as_dict(planned, to)})
            else:
                typer.echo(_plan(planned))
            return
        name = "HF_TOKEN" if is_hub else "ZENODO_TOKEN"
        if not (token := os.environ.get(name, "").strip()):
            raise PushError(f"{to}: needs a token with the right to write, in the environment variable {name}")
        done = pushing.push(where, target, version, token=token, **options)
        if as_json:
            print_json(_as_dict(done, to))
            return
        typer.echo(f"{done.version}: {done.files} files, {done.bytes / 1e6:,.1f} MB, compared with what arrived")
        if done.is_published:
            typer.echo(f"{done.address}" + (f" (doi:{done.doi})" if done.doi else ""))
        else:
            typer.echo(f"draft, to be published there or with --publish-draft: {done.address}")


def _as_dict(done: Pushed, to: str) -> dict[str, Any]:
    return {
        "version": done.version,
        "to": to,
        "files": done.files,
        "bytes": done.bytes,
        "address": done.address,
        "published": done.is_published,
        "commit": done.commit,
        "doi": done.doi,
        "requests": [
            {"method": one.method, "path": one.path, "file": one.file, "bytes": one.bytes, "sha256": one.sha256}
            for one in done.requests
        ],
    }


def _plan(planned: Pushed) -> str:
    lines = [
        f"{one.method:6} {one.path}" + (f"  {one.file}  {one.bytes:,} bytes  sha256 {one.sha256}" if one.file else "")
        for one in planned.requests
    ]
    total = f"{planned.version}: {planned.files} files, {planned.bytes / 1e6:,.1f} MB"
    return "\n".join([*lines, f"{total}; nothing was sent"])
