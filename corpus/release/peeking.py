"""Some columns of a version of a store, read in place: not its files as a whole, and not compared with any hash."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus import package
from corpus.errors import MissingError, PackageError
from corpus.loading.places import ranged
from corpus.release import tombstones
from corpus.store import Store


def columns(store: Store, version: str, table: str, wanted: Sequence[str]) -> pl.DataFrame:
    """These columns of a table of a version; no row where it has no such table.

    Raises:
        PackageError: a file of it cannot be read.
    """
    below = f"{package.VERSIONS}/{version}"
    says = f"{store.where}/{below}/{package.FILE_NAME}"
    try:
        resources = package.joined(package.from_json(store.read(f"{below}/{package.FILE_NAME}")))["resources"]
        paths: str | list[str] = next((one["path"] for one in resources if one["name"] == table), [])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PackageError(f"{says}: is no descriptor: {error}") from error
    nothing = pl.DataFrame(schema=dict.fromkeys(wanted, pl.String))
    parts = []
    for path in [paths] if isinstance(paths, str) else paths:
        name = f"{below}/{path}"
        try:
            file = pa.PythonFile(ranged(store, name, store.size(name)), mode="r")
            found = pl.from_arrow(pq.read_table(file, columns=list(wanted), partitioning=None))
        except (pa.ArrowException, OSError) as error:
            raise PackageError(f"{store.where}/{name}: cannot be read: {str(error).splitlines()[0]}") from error
        assert isinstance(found, pl.DataFrame)
        parts.append(found.select(wanted))
    return pl.concat(parts) if parts else nothing


def stones(store: Store, version: str) -> list[dict[str, str]]:
    """The tombstones of a version; none where it is older than they are."""
    try:
        return columns(store, version, tombstones.TABLE, list(tombstones.COLUMNS)).to_dicts()
    except MissingError:
        return []
