"""The tables of one package: as LazyFrames, with texts beside them, by SQL, for pandas, Arrow and `datasets`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import polars as pl

from corpus import contract, package
from corpus.errors import IntegrityError, PackageError
from corpus.loading import arrow, citing, sql, texts
from corpus.loading.places import File, Remote, storage_options
from corpus.loading.revocations import Revocations

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from corpus.diff import Diff


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was opened: the descriptor, the files of each table, and the hashes that somebody vouches for."""

    package: package.Package
    tables: Mapping[str, Sequence[File]]
    manifest: Mapping[str, Any] | None = None
    hashes: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each file by its path."""
    revocations: Revocations = field(default_factory=Revocations)
    address: str = ""


class Corpus(Mapping[str, pl.LazyFrame]):
    """The tables of one package, as typed LazyFrames: `.articles`, `.quotes` … or by name.

    Columns and types are those of the contract (`schemas/*.json`): text as String, counts and positions (in code
    points) as Int32, confidences as Float64, instants as Datetime in UTC with microseconds. A resource that the
    contract does not name is a table too where its files are Parquet; others are in `descriptor` and `folder` only.
    Of a remote package only the columns that are asked for are fetched. Articles that were withdrawn since the version
    was published are left out of every table, and the rows that belong to them.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._revoked = opened.revocations.since(self.version)
        self._texts = texts.Texts(opened.tables.get("articles", ()), self._revoked)

    @property
    def name(self) -> str:
        """Name of the package."""
        return str(self.descriptor.get("name", ""))

    @property
    def version(self) -> str:
        """Version of the package; `0.0.0` for a build."""
        return str(self.descriptor.get("version", ""))

    @property
    def edition(self) -> str:
        """What of the texts is in it: `full`, `excerpt` or `standoff`."""
        return package.edition(self._opened.package)

    @property
    def descriptor(self) -> Mapping[str, Any]:
        """The descriptor, `datapackage.json`."""
        return self._opened.package.descriptor

    @property
    def manifest(self) -> Mapping[str, Any] | None:
        """The manifest of a published version; None for a build."""
        return self._opened.manifest

    @property
    def folder(self) -> Path:
        """Where its files are; of a remote package the folder of the cache, with those that were fetched whole."""
        return self._opened.package.folder

    @property
    def address(self) -> str:
        """Where it was loaded from: an address, or the path of its folder."""
        return self._opened.address or str(self.folder)

    @property
    def withdrawn(self) -> pl.DataFrame:
        """The articles that were withdrawn: `article_id`, `scope`, `reason`, `since_version`, `date`; no text.

        Those that this version says are withdrawn, and those that its store has withdrawn since. Of scope `record` all
        rows are gone, of scope `text` those of other tables and the words.
        """
        own = self["withdrawn"].collect().iter_rows(named=True) if "withdrawn" in self else ()
        return self._opened.revocations.and_of(own).frame()

    def unmasked(self, articles: Collection[str]) -> Corpus:
        """The same with these articles as the version had them, though they were withdrawn since."""
        return Corpus(replace(self._opened, revocations=self._opened.revocations.but(frozenset(articles))))

    def part_hashes(self, name: str) -> list[str | None]:
        """For each file of a table its SHA-256 as the descriptor says it; None where rows of it are left out here."""
        resource = self._opened.package.resources.get(name, {})
        said = resource.get("x-hashes") or [resource.get("hash")]
        files = self._files(name)
        if len(said) != len(files) or self._revoked.touches(name, self[name].collect_schema()):
            return [None] * len(files)
        return [None if one is None else str(one).lower() for one in said]

    def of_parts(self, name: str, numbers: Sequence[int]) -> pl.LazyFrame:
        """The rows of some of a table's files, which count from 0; with none of them no row."""
        if not numbers:
            return self[name].clear()
        files = self._files(name)
        return self._scan(name, [files[number] for number in numbers])

    @overload
    def with_text(self, frame: pl.LazyFrame) -> pl.LazyFrame: ...

    @overload
    def with_text(self, frame: pl.DataFrame) -> pl.DataFrame: ...

    def with_text(self, frame: pl.LazyFrame | pl.DataFrame) -> pl.LazyFrame | pl.DataFrame:
        """The frame, which has a column `article_id`, with a column `body`; null where the article has none here.

        The ids are looked up first, so that only the row groups of the file that hold their bodies are read: for a few
        articles of a remote package some megabytes, not the file. The ids of a LazyFrame are collected at once.

        Raises:
            PackageError: the frame has no `article_id`, or the package is an edition without texts.
        """
        if self.edition == "standoff":
            raise PackageError(f"{self.address}: a stand-off edition has no texts; `corpus hydrate` gives them back")
        there = self._texts.beside(frame.lazy())
        return there.collect() if isinstance(frame, pl.DataFrame) else there

    def quotes_in_context(self, window: int = 200, quotes: pl.LazyFrame | pl.DataFrame | None = None) -> pl.LazyFrame:
        """Quotations with columns `before` and `after`: up to `window` characters on either side.

        `quotes` are the rows to look at, with `article_id`, `start` and `end`; None for all of them. With a few rows
        only a few bodies are read.

        Raises:
            PackageError: the window is below 0.
        """
        if window < 0:
            raise PackageError(f"window is {window}; expected a number of characters, 0 or more")
        rows = self["quotes"] if quotes is None else quotes.lazy()
        start, end = pl.col("start"), pl.col("end")
        first = pl.max_horizontal(start - window, pl.lit(0))
        body = pl.col("body")
        if quotes is None:
            bodies = self["articles"].select("article_id", "body")
            there = rows.join(bodies, on="article_id", how="left", maintain_order="left")
        else:
            there = self.with_text(rows)
        return there.with_columns(before=body.str.slice(first, start - first), after=body.str.slice(end, window)).drop(
            "body"
        )

    def sql(self, query: str) -> pl.DataFrame:
        """The rows that a query in SQL gives; the tables stand under their names. Needs `duckdb`.

        The query reads: it cannot write, open other files, or fetch extensions.

        Raises:
            PackageError: DuckDB is not installed, or refuses the query; the message has its first words.
        """
        return sql.frame(self._datasets(query), query)

    def batches(self, query: str) -> pa.RecordBatchReader:
        """The same as Arrow batches, as they are found: for results that are larger than the memory."""
        return sql.reader(self._datasets(query), query)

    def to_pandas(self, *tables: str) -> dict[str, pd.DataFrame]:
        """The tables (all, without names) as pandas frames; no integer or boolean column of the contract has a null."""
        return {name: table.to_pandas() for name, table in self.to_arrow(*tables).items()}

    def to_arrow(self, *tables: str) -> dict[str, pa.Table]:
        """The tables (all, without names) as Arrow tables with the contract's schema."""
        return {name: self._dataset(name).to_table() for name in tables or self}

    def to_hf(self, *tables: str) -> Any:
        """The tables (all, without names) as a `datasets.DatasetDict` of Hugging Face. Needs `datasets`.

        Raises:
            PackageError: it is not installed.
        """
        try:
            import datasets
        except ImportError as error:
            raise PackageError("datasets is not installed: pip install datasets") from error
        return datasets.DatasetDict({name: datasets.Dataset(table) for name, table in self.to_arrow(*tables).items()})

    def diff(self, other: Corpus) -> Diff:
        """What changed from this package to another one, as `corpus diff` tells it; see `corpus.diff.compare`."""
        from corpus.diff import compare

        return compare(self, other)

    def verify(self) -> int:
        """Compare every file with its hash, and say how many there are; what is not on this machine is fetched first.

        Raises:
            IntegrityError: one is not the file that was published, or has no hash.
        """
        for path in self._opened.hashes:
            self._local(path)
            package.verify(self.folder / path, self._opened.hashes[path], package.MANIFEST)
        for name in self:
            for file in self._opened.tables[name]:
                path = file.whole().relative_to(self.folder).as_posix()
                if path not in self._opened.hashes:
                    raise IntegrityError(f"{self.folder / path}: has no hash, so nobody can tell whether it is whole")
        return len(self._opened.hashes)

    def cite(self, style: Literal["apa", "bibtex"] = "apa") -> str:
        """How to cite this version: a line in the style of the APA (7th edition, section 10.9), or BibTeX."""
        return citing.cite(self.descriptor, style, self.address if "://" in self.address else None)

    def __getitem__(self, name: str) -> pl.LazyFrame:
        return self._scan(name, self._files(name))

    def _scan(self, name: str, files: Sequence[File]) -> pl.LazyFrame:
        paths = [file.scannable() for file in files]
        options: dict[str, Any] = {}
        if any(isinstance(path, str) for path in paths):
            options["storage_options"] = storage_options(str(paths[0]))
            if name in contract.NAMES and self.edition != "standoff":
                # The contract says it, so no footer need be fetched to know it.
                options["schema"] = contract.polars_schema(contract.tables()[name])
        scanned = pl.scan_parquet([str(path) for path in paths], glob=False, hive_partitioning=False, **options)
        return self._revoked.mask(name, scanned)

    def __iter__(self) -> Iterator[str]:
        return iter(self._opened.tables)

    def __len__(self) -> int:
        return len(self._opened.tables)

    def __getattr__(self, name: str) -> pl.LazyFrame:
        if name.startswith("_") or name not in self._opened.tables:
            raise AttributeError(f"no table {name!r}; there are {', '.join(self)}")
        return self[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        return f"<Corpus {self.name} {self.version}: {', '.join(self)}>"

    def _files(self, name: str) -> Sequence[File]:
        if name not in self._opened.tables:
            raise KeyError(f"no table {name!r}; there are {', '.join(self)}")
        return self._opened.tables[name]

    def _dataset(self, name: str) -> Any:
        if name == "articles" and self._revoked.withdrawn:
            # Here rows are changed, not left out; Arrow has no view that does so, and the case is rare.
            frame = self[name].collect().to_arrow(compat_level=pl.CompatLevel.oldest())
            return arrow.in_memory(name, frame)
        return arrow.dataset(name, self._files(name), self.edition, self._revoked)

    def _datasets(self, query: str) -> dict[str, Any]:
        # A table is opened only where the query has its name: each costs a request where the package is far away.
        words = query.lower()
        return {name: self._dataset(name) for name in self if name.lower() in words or sql.wants_all(words)}

    def _local(self, path: str) -> None:
        for files in self._opened.tables.values():
            for file in files:
                if isinstance(file, Remote) and file.path == path:
                    file.check()
                    file.whole()

    if TYPE_CHECKING:
        articles: pl.LazyFrame
        people: pl.LazyFrame
        orgs: pl.LazyFrame
        quotes: pl.LazyFrame
        mentions: pl.LazyFrame
        cues: pl.LazyFrame
        roles: pl.LazyFrame
        authors: pl.LazyFrame
        captions: pl.LazyFrame
        subjects: pl.LazyFrame
        problems: pl.LazyFrame
