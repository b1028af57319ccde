"""`corpus takedown`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.cli.printing import Debug, Errors, Json, print_json, say

if TYPE_CHECKING:
    from corpus.release import Amended


class ScopeName(StrEnum):
    """What of an article is taken back."""

    record = "record"
    text = "text"


Store = Annotated[
    str, typer.Argument(metavar="STORE", help="Folder of the releases, or s3://, gs://, az://bucket/path.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and write nothing.")]
Sign = Annotated[
    Path | None, typer.Option(metavar="KEY", help="Sign the manifest with this key of OpenSSH (ssh-keygen -Y).")
]


def takedown(
    store: Store,
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE_ID...", help="The articles, by their ids.")],
    reason: Annotated[
        str,
        typer.Option(
            help="Why: spam, take-down-request, duplicate, fraud, copyright, personal-data, misconduct or test-record."
        ),
    ],
    scope: Annotated[
        ScopeName, typer.Option(help="The whole record, or the text alone: then its ids, address and dates stay.")
    ] = ScopeName.record,
    all_versions: Annotated[
        bool,
        typer.Option("--all-versions", help="Write the files of older versions without them too; manifests stay."),
    ] = False,
    note: Annotated[str | None, typer.Option(help="Words for revocations.json, which everybody can read.")] = None,
    sign: Sign = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Take articles back: publish a patch without them.

    Their rows go from every table, a tombstone without a word of them stays, loading masks them in older versions, and
    no later build brings them back. Only the files that hold them are written anew. Articles that the newest version
    does not have are kept from coming back, and no version is published.
    """
    with Errors(debug):
        from corpus.release import takedown as run

        done = run(
            store,
            articles,
            reason=reason,
            scope=scope.value,
            is_everywhere=all_versions,
            note=note,
            sign=sign,
            is_dry_run=dry_run,
            progress=say if sys.stderr.isatty() else None,
        )
        if as_json:
            print_json({"dry_run": dry_run, **as_dict(done)})
            return
        nothing = "withdrawn already: no new version"
        if done.absent:
            verb = "would be kept" if dry_run else "are kept"
            nothing = (
                f"{done.newest}, the newest version, does not have them, so that there is no new one; they {verb} from "
                "coming back, and from who loads the versions that have them"
            )
        typer.echo(told(done, is_dry_run=dry_run, nothing=nothing))
        if done.redacted:
            size = sum(one.bytes for one in done.redacted)
            versions = ", ".join(dict.fromkeys(one.version for one in done.redacted))
            verb = "would be" if dry_run else "were"
            typer.echo(f"{len(done.redacted)} files ({size / 1e6:,.1f} MB) of {versions} {verb} written without them")
        if done.twins:
            typer.echo(
                f"still there with the same text: {', '.join(done.twins[:5])}{' …' if len(done.twins) > 5 else ''}"
            )


def as_dict(done: Amended) -> dict[str, Any]:
    """What came of it, for --json."""
    plan, release = done.plan, done.release
    return {
        "version": None if plan is None else plan.version,
        "previous": None if plan is None else plan.previous,
        "classes": [] if plan is None else list(plan.classes),
        "bytes": done.bytes,
        "rewritten": done.rewritten,
        "where": None if release is None else release.where,
        "manifest_sha256": None if release is None else release.manifest_sha256,
        "twins": list(done.twins),
        "absent": list(done.absent),
        "redacted": [{**one.as_dict(), "bytes": one.bytes} for one in done.redacted],
    }


def told(done: Amended, *, is_dry_run: bool, nothing: str) -> str:
    """What came of it, for a person."""
    plan = done.plan
    if plan is None:
        return nothing
    tables = {} if plan.diff is None else plan.diff.tables
    lines = [f"{plan.version}, since {plan.previous}: {', '.join(plan.classes) or 'nothing'}"]
    for name, one in tables.items():
        parts = [f"{getattr(one, what):,} {what}" for what in ("withdrawn", "removed", "changed") if getattr(one, what)]
        if parts:
            lines.append(f"  {name:10} {', '.join(parts)}")
    share = done.rewritten / done.bytes if done.bytes else 0
    lines.append(f"written anew: {done.rewritten / 1e6:,.2f} of {done.bytes / 1e6:,.2f} MB of tables ({share:.1%})")
    lines.append("nothing was written: this was a dry run" if is_dry_run else f"published in {done.release.where}")  # type: ignore[union-attr]  # there is one unless it was a dry run
    return "\n".join(lines)
