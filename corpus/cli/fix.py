"""`corpus fix`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.cli.printing import FOUND, Config, Debug, Errors, Json, print_json
from corpus.text import printable

if TYPE_CHECKING:
    from corpus.repair import Fixed

_LIMIT = 5  # of each kind; all stand in the list


def fix(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="Folder of a package, or its datapackage.json.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="BUILD", help="Folder to write; PACKAGE stays as it is.")],
    near: Annotated[
        int, typer.Option(min=0, metavar="N", help="Look for words within N characters of where they should stand.")
    ] = 200,
    rehash_bodies: Annotated[
        bool, typer.Option("--rehash-bodies", help="The bodies are right: give each the hash that it has.")
    ] = False,
    config: Config = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Mend what has one right answer, as a new build.

    Counts, hashes of files, places whose words stand once nearby, empty strings for nothing, the order of rows and
    columns, the width of types, tables without rows. Every repair is listed, in BUILD/repairs.json too; what needs a
    person is left and said. The build is checked: exit 0 where it keeps the contract (notes may be left), else 1.
    """
    with Errors(debug):
        from corpus.check.settings import find
        from corpus.repair import fix as run

        settings = find(package, config, Path.cwd())
        fixed = run(package, out, near=near, rehash_bodies=rehash_bodies, settings=settings)
        if as_json:
            print_json(fixed.as_dict())
        else:
            for line in _lines(fixed):
                typer.echo(printable(line))
        raise typer.Exit(0 if fixed.report.is_ok else FOUND)


def _lines(fixed: Fixed) -> Iterator[str]:
    repairs: dict[str, list[str]] = {}
    for one in fixed.repairs:
        place = " ".join(str(part) for part in (one.table or "package", _row(one.row), one.column) if part is not None)
        is_change = one.row is not None or one.old is not None
        change = f"{_said(one.old)} is now {_said(one.new)}" if is_change else _said(one.new)
        if one.old is not None and one.old == one.new:  # as where the file is again what it was
            change = f"{_said(one.new)} holds again"
        repairs.setdefault(one.code, []).append(f"{place}: {change}")
    left: dict[str, list[str]] = {}
    for each in fixed.left:
        place = " ".join(
            str(part) for part in (each.finding.table, _row(each.finding.row), each.finding.field) if part is not None
        )
        left.setdefault(each.finding.code, []).append(f"{place or 'package'}: {each.why}")
    for title, groups in (("mended", repairs), ("left as it is", left)):
        yield f"{title}: {sum(map(len, groups.values())):,}"
        for code, lines in groups.items():
            yield f"  {code}: {len(lines):,}"
            yield from (f"    {line}" for line in lines[:_LIMIT])
            if len(lines) > _LIMIT:
                yield f"    and {len(lines) - _LIMIT:,} more"
    yield "the build keeps the contract" if fixed.report.is_ok else "the build does not keep the contract"


def _row(row: int | None) -> str | None:
    return None if row is None else f"row {row}"


def _said(value: str | int | None) -> str:
    if isinstance(value, str) and value.startswith("sha256:"):
        return f"{value[:19]}…"  # twelve digits tell hashes apart; all of them are in repairs.json
    return "nothing" if value is None else repr(value) if value == "" else str(value)
