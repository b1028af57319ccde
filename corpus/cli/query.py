"""`corpus query`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corpus.cli.printing import Debug, Errors, opened, width
from corpus.text import counted


class RowFormat(StrEnum):
    """How `corpus query` prints rows."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def query(
    package: Annotated[
        str,
        typer.Argument(metavar="PACKAGE", help="A build, a version, a store or a zip archive of one; or its address."),
    ],
    sql: Annotated[str, typer.Argument(metavar="SQL", help='A query, such as "select * from quotes limit 5".')],
    row_format: Annotated[
        RowFormat | None,
        typer.Option("--format", help="How to print the rows; by default as the name of -o ends, else as a table."),
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write all rows to a file.")] = None,
    version: Annotated[
        str | None, typer.Option(help="Version to ask: 2026.11.0, 2026.11, or >=2026.10; by default the latest.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE where it exists.")] = False,
    debug: Debug = False,
) -> None:
    """Ask a package in SQL.

    Its tables stand under their names. DuckDB answers (pip install 'newscorpus[duckdb]'); it reads the package, and can
    neither write nor open anything else. In CSV, texts that a spreadsheet would take for a formula begin with an
    apostrophe; JSON and Parquet have them as they are.
    """
    with Errors(debug):
        from corpus.loading import results

        form = row_format or _form_of(out)
        corpus = opened(package, version)
        if out is not None:
            rows = results.write(corpus, sql, form.value, out, force=force)
            typer.echo(f"{counted(rows, 'row')} written to {out}")
            return
        for piece in results.lines(corpus, sql, form.value, width=width()):
            typer.echo(piece, nl=form is not RowFormat.csv)


def _form_of(out: Path | None) -> RowFormat:
    if out is None:
        return RowFormat.table
    forms = {f".{one}": one for one in RowFormat if one is not RowFormat.table} | {".txt": RowFormat.table}
    if out.suffix not in forms:
        from corpus.errors import PackageError

        raise PackageError(f"{out}: in what form? expected a name that ends in {', '.join(forms)}, or --format")
    return forms[out.suffix]
