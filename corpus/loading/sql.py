"""SQL over the tables of a package, by DuckDB, which reads what it is given and nothing else. Only here it is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from corpus.errors import PackageError

if TYPE_CHECKING:
    import pyarrow as pa

# The tables are given as Arrow datasets: no path stands in SQL, so that access to files can be switched off as a whole.
# (DuckDB's own reader would need its paths allowed, and what is allowed to read it may also write: measured with 2.0.)
_SETTINGS = (
    "SET TimeZone = 'UTC'",
    "SET python_enable_replacements = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)
_EXPECTED = "expected one statement that reads, such as: select * from quotes limit 5"
_READS = {"SELECT", "EXPLAIN", "PRAGMA", "CALL"}


def wants_all(query: str) -> bool:
    """Whether a query is about what tables there are, without naming them."""
    return any(word in query for word in ("show", "describe", "information_schema", "pragma", "duckdb_"))


def frame(tables: Mapping[str, Any], query: str) -> pl.DataFrame:
    """The rows that a query gives, in memory.

    Raises:
        PackageError: DuckDB is not installed, or refuses the query.
    """
    table = reader(tables, query).read_all()
    try:
        return cast("pl.DataFrame", pl.from_arrow(table))
    except pl.exceptions.PolarsError as error:
        raise PackageError(f"the query gives a type that polars does not have: {_line(error)}; cast it") from error


def reader(tables: Mapping[str, Any], query: str) -> pa.RecordBatchReader:
    """The rows that a query gives, in batches.

    Raises:
        PackageError: DuckDB is not installed, or refuses the query.
    """
    try:
        import duckdb
    except ImportError as error:
        raise PackageError("duckdb is not installed: pip install 'newscorpus[duckdb]'") from error
    connection = duckdb.connect(":memory:")
    try:
        for name, table in tables.items():
            connection.register(name, table)
        for setting in _SETTINGS:
            connection.execute(setting)
        statements = connection.extract_statements(query)
        kinds = [one.type.name for one in statements]
        if len(kinds) != 1 or kinds[0] not in _READS:
            said = f"{len(kinds)} statements" if len(kinds) != 1 else kinds[0]
            raise PackageError(f"the query is {said}; {_EXPECTED}")
        relation = connection.sql(query)
        if relation is None:
            raise PackageError(f"the query gives no rows; {_EXPECTED}")
        # Its name until 1.4; the connection lives as long as what it gives.
        rows = relation.to_arrow_reader() if hasattr(relation, "to_arrow_reader") else relation.fetch_arrow_reader()
    except duckdb.Error as error:
        raise PackageError(f"the query cannot be run: {_line(error)}") from error
    for column in rows.schema:
        # polars has none, and panics instead of raising (2.1).
        if "interval" in str(column.type):
            raise PackageError(
                f"the query gives {column.name!r} as an interval, which no table holds; cast it to varchar"
            )
    return rows


def _line(error: Exception) -> str:
    """What an error says, on one line: its first words, and where in the query it is if it shows that."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    place = next((line for line in lines[1:] if line.startswith("LINE ")), "")
    return " ".join([lines[0] if lines else type(error).__name__, place and f"({place})"]).strip()
