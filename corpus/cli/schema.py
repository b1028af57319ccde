"""`corpus schema`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from corpus.cli.printing import Debug, Errors


def schema(
    table: Annotated[str | None, typer.Argument(metavar="TABLE", help="A table of the contract.")] = None,
    all_tables: Annotated[bool, typer.Option("--all", help="Every table: as JSON one object, by name.")] = False,
    pandera: Annotated[
        bool, typer.Option("--pandera", help="Print Python: models of pandera that need pandera and polars only.")
    ] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Print SQL: CREATE TABLE for DuckDB, with every constraint.")] = (
        False
    ),
    arrow: Annotated[bool, typer.Option("--arrow", help="Print the Arrow types of the columns.")] = False,
    debug: Debug = False,
) -> None:
    """Print the contract: the schema of a table, as the package's descriptor holds it.

    Without a table the tables are listed. A schema is a Table Schema (Data Package v2), as JSON; for one's own
    pipeline it is printed as Python, SQL or Arrow types, of one table or of all.
    """
    with Errors(debug):
        from corpus import contract

        if pandera + sql + arrow > 1:
            raise typer.BadParameter("a schema is printed in one form: as JSON, --pandera, --sql or --arrow")
        if table is not None and all_tables:
            raise typer.BadParameter(f"either the table {table!r} or --all")
        if table is not None:
            contract.must_be_table(table)
        names = contract.NAMES if table is None else (table,)
        tables = [contract.tables()[name] for name in names]
        if pandera:
            from corpus.check import models

            typer.echo(models.source(tables), nl=False)
        elif sql:
            typer.echo(contract.duckdb_ddl(names), nl=False)
        elif arrow:
            typer.echo("\n".join(contract.arrow_text(one) for one in tables), nl=False)
        elif table is not None:
            typer.echo(json.dumps(tables[0].schema, ensure_ascii=False, indent=2))
        elif all_tables:
            typer.echo(json.dumps({one.name: one.schema for one in tables}, ensure_ascii=False, indent=2))
        else:
            width = max(map(len, names))
            for one in tables:
                typer.echo(f"{one.name:{width}}  {one.title}")
