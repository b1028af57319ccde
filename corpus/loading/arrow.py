"""A table as an Arrow dataset: for DuckDB and pandas, from files here and far away alike.

`pyarrow.dataset` imports pandas, which takes longer than to open a package: only what needs it imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO, Any

import pyarrow as pa

from corpus import contract
from corpus.loading.places import File, Local
from corpus.loading.revocations import Revocations


def opened(file: File) -> Any:
    """A file as pyarrow reads it: the path of one that is here, else what gives the bytes that are asked for."""
    if isinstance(file, Local):
        return str(file.path)
    stream: IO[bytes] = file.open()
    return pa.PythonFile(stream, mode="r")


def dataset(name: str, files: Sequence[File], edition: str, revocations: Revocations) -> Any:
    """The table `name` in its files as a `pyarrow.dataset.Dataset`, without the rows of withdrawn articles."""
    import pyarrow.dataset as ds
    from pyarrow.fs import LocalFileSystem

    format_ = ds.ParquetFileFormat()
    sources = [opened(file) for file in files]
    fragments = [
        format_.make_fragment(source, filesystem=LocalFileSystem() if isinstance(source, str) else None)
        for source in sources
    ]
    if name in contract.NAMES and edition != "standoff":
        schema = contract.arrow_schema(contract.tables()[name])
    else:
        schema = fragments[0].physical_schema
    whole = ds.FileSystemDataset(fragments, schema, format_)
    if not revocations.touches(name, schema.names):
        return whole
    article = ds.field("article_id")
    return whole.filter(article.is_null() | ~article.isin(revocations.ids()))


def in_memory(name: str, table: pa.Table) -> Any:
    """A table of the contract that is in memory."""
    import pyarrow.dataset as ds

    schema = contract.arrow_schema(contract.tables()[name])
    return ds.dataset(table.select(schema.names).cast(schema))
