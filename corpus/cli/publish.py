"""`corpus publish`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.cli.gc import named_again
from corpus.cli.printing import Debug, Errors, Json, print_json, say, warn
from corpus.text import counted, printable

if TYPE_CHECKING:
    from corpus.editions import Shown
    from corpus.release import Plan


class EditionName(StrEnum):
    """What of the texts is published."""

    full = "full"
    excerpt = "excerpt"
    standoff = "standoff"


class PartitionName(StrEnum):
    """How articles are parted into files."""

    auto = "auto"
    none = "none"
    year = "year"
    month = "month"


def publish(
    build: Annotated[Path, typer.Argument(metavar="BUILD", help="Folder that `corpus convert` wrote.")],
    to: Annotated[
        str, typer.Option("--to", metavar="STORE", help="Folder of the releases, or s3://, gs://, az://bucket/path.")
    ],
    version: Annotated[
        str | None,
        typer.Option(
            help="Version to publish: YYYY.M.PATCH, such as 2026.11.0. By default the next that the change allows: a "
            "patch for what is corrected or withdrawn, else a new month."
        ),
    ] = None,
    partition: Annotated[
        PartitionName,
        typer.Option(
            help="Part the articles into files by year or month of publication, so that a change rewrites one of them. "
            "month: other large tables have parts too, so that a takedown writes little. auto: as the version before, "
            "and by year above 32 MB."
        ),
    ] = PartitionName.auto,
    back_issue: Annotated[
        bool, typer.Option("--back-issue", help="Publish a patch of a month that is not the newest.")
    ] = False,
    sign: Annotated[
        Path | None, typer.Option(metavar="KEY", help="Sign the manifest with this key of OpenSSH (ssh-keygen -Y).")
    ] = None,
    edition: Annotated[
        EditionName | None,
        typer.Option(
            help="Publish this edition of BUILD for everybody: full, excerpt (quotations and what is around them) or "
            "standoff (places and hashes, no text). What may not be given on is refused in the first two."
        ),
    ] = None,
    window: Annotated[
        int | None,
        typer.Option(min=0, help="Characters that an excerpt has on either side of a quotation; by default 100."),
    ] = None,
    most: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Share of a body that an excerpt shows at most, by smaller windows where need be; by default 0.5. "
            "Quotations and names are shown whatever they take; 1 is no limit.",
        ),
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="The edition is not given on: it may have articles that must not be.")
    ] = False,
    drop_restricted: Annotated[
        bool, typer.Option("--drop-restricted", help="Leave out the articles that may not be given on.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be published, and write nothing.")
    ] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check a build, compare it with the version before, and publish it as a version.

    A version never changes. Where nothing has changed since the newest, and no --version is asked for, nothing is
    published. It appears complete, with a manifest of the hash of every file, or not at all. A version
    whose number promises less change than there is, is refused.
    """
    with Errors(debug), ExitStack() as stack:
        from corpus import editions, release

        said = {
            "--window": window is not None,
            "--most": most is not None,
            "--private": private,
            "--drop-restricted": drop_restricted,
        }
        _check_options(edition, [option for option, is_said in said.items() if is_said])
        kind: editions.Kind | None = None if edition is None else edition.value
        about = {name: value for name, value in (("window", window), ("most", most)) if value is not None}
        whole: Path = build
        left_out: tuple[str, ...] = ()
        if kind is not None:
            whole, left_out = stack.enter_context(release.without_withdrawn(build, to, version))
        source = stack.enter_context(
            editions.temporary(whole, kind, is_private=private, drop_restricted=drop_restricted, **about)
        )

        shown = editions.shown_of(Path(source))
        excerpt = {} if shown is None else {"excerpt": asdict(shown)}
        options: dict[str, Any] = {
            "partition": partition.value,
            "is_back_issue": back_issue,
            "left_out": left_out,
            "progress": say if sys.stderr.isatty() else None,
        }
        if dry_run:
            planned = release.plan(source, to, version, **options)
            warn(() if sign else planned.notes)
            if as_json:
                print_json({"dry_run": True, **_as_dict(planned), **excerpt})
            else:
                typer.echo(_told(planned))
                _tell(shown)
            if not as_json and not planned.is_same:
                typer.echo(f"nothing was written: without --dry-run {planned.version} is published to {to}")
            return
        done = release.publish(source, to, version, sign=sign, **options)
        warn(done.plan.notes)
        if as_json:
            more: dict[str, Any] = {
                "published": not done.plan.is_same,
                "where": done.where,
                "manifest_sha256": done.manifest_sha256,
                "is_latest": done.is_latest,
            }
            more["restored"] = list(done.restored)
            print_json({**_as_dict(done.plan), **more, **excerpt})
        else:
            typer.echo(_told(done.plan))
            if done.plan.is_same:
                if done.restored:
                    typer.echo(named_again(done.restored))
                return
            _tell(shown)
            latest = ", now the latest" if done.is_latest else ""
            typer.echo(f"{done.version} published in {done.where}{latest}")
            typer.echo(f"manifest sha256 {done.manifest_sha256}")
            if done.restored:
                typer.echo(named_again(done.restored))


def _tell(shown: Shown | None) -> None:
    """Say of an excerpt how many of its articles it nearly is."""
    if shown is not None:
        typer.echo(
            f"excerpt: {shown.more_than_half:,} of {shown.articles:,} articles are shown by more than half, "
            f"{shown.whole:,} of them whole"
        )


# The editions that each option is for: another would ignore it, and a text that was to stay in would be out.
_ONLY_FOR = {
    "--window": (EditionName.excerpt,),
    "--most": (EditionName.excerpt,),
    "--private": (EditionName.full, EditionName.excerpt),
    "--drop-restricted": tuple(EditionName),
}


def _check_options(edition: EditionName | None, said: Sequence[str]) -> None:
    from corpus.errors import ReleaseError

    for option in said:
        if edition not in _ONLY_FOR[option]:
            wanted = " or ".join(f"--edition {one.value}" for one in _ONLY_FOR[option])
            there = "there is no --edition" if edition is None else f"the edition is {edition.value}"
            raise ReleaseError(f"{option} is for {wanted}, and {there}")


def _as_dict(planned: Plan) -> dict[str, Any]:
    tables = {} if planned.diff is None else planned.diff.tables
    return {
        "version": planned.version,
        "previous": planned.previous,
        "classes": list(planned.classes),
        "needed": planned.needed,
        "partition": planned.partition,
        "rows": dict(planned.rows),
        "bytes": dict(planned.bytes),
        "suppressed": list(planned.suppressed),
        "is_same": planned.is_same,
        "notes": list(planned.notes),
        "package": [asdict(one) for one in planned.diff.package] if planned.diff else [],
        "rights": [asdict(one) for one in planned.diff.rights] if planned.diff else [],
        "errata": {
            name: [{"table": one.table, "key": one.key, "column": one.column} for one in found]
            for name, found in (("applied", planned.errata.applied), ("let_go", planned.errata.let_go))
        },
        "changes": {
            name: {"added": one.added, "removed": one.removed, "withdrawn": one.withdrawn, "changed": one.changed}
            for name, one in tables.items()
        },
    }


def _told(planned: Plan) -> str:
    size = sum(planned.bytes.values())
    rows, files = counted(sum(planned.rows.values()), "row"), counted(len(planned.bytes), "file")
    lines = [f"{planned.version}: {rows}, {size / 1e6:,.1f} MB in {files}"]
    if planned.is_same:
        same = f"nothing has changed since {planned.version}; nothing was published"
        lines = [f"{same} (--version publishes it all the same)"]
    if planned.suppressed:
        lines.append(f"left out, because they were withdrawn: {counted(len(planned.suppressed), 'article')}")
    if found := planned.errata.applied:
        lines.append(f"corrected again, as errata of this store say: {counted(len(found), 'value')}")
    if gone := planned.errata.let_go:
        cells = ", ".join(f"{one.table} {one.key} {one.column}" for one in gone[:5])
        lines.append(
            f"let go, because the source of {counted(len(gone), 'corrected value')} has changed: "
            f"{printable(cells)}{' …' if len(gone) > 5 else ''}"
        )
    if planned.is_same:
        return "\n".join(lines)
    if planned.diff is None:
        return "\n".join([f"{lines[0]}, the first version", *lines[1:]])
    from corpus.diff.outline import properties

    classes = ", ".join(planned.classes) or "nothing"
    least = {"patch": "a patch", "month": "a new month"}[planned.needed]
    lines.append(f"since {planned.previous}: {classes} ({least} at least)")
    for what, old, new in properties(planned.diff):
        lines.append(f"  {printable(what)}: {printable(old)} → {printable(new)}")
    for name, one in planned.diff.tables.items():
        if not one.is_same:
            lines.append(
                f"  {name:10} {one.added:>9,} added {one.removed:>9,} removed {one.withdrawn:>7,} withdrawn "
                f"{one.changed:>9,} changed"
            )
    return "\n".join(lines)
