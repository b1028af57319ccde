"""Make an edition of a package: a build of its own, that can be checked, published and loaded like any other."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from corpus import contract, package, store, tables, text
from corpus.editions import anchors, schemas, subset
from corpus.editions.masking import length, masked, shown
from corpus.errors import PackageError, ReleaseError

Kind = Literal["full", "excerpt", "standoff"]
KINDS: tuple[Kind, ...] = ("full", "excerpt", "standoff")

# The bodies of so many articles are in memory at a time, with everything that points into them.
_ARTICLES = 20_000
_ROWS = 100_000

_POINTING = ("quotes", "cues", "mentions", "roles")
# What else of an article is its words; an excerpt has none of these, as nothing points into them.
_UNQUOTED = ("summary", "editor_note", "correction")
_ROW = "row number"
_Captions = Mapping[tuple[str, int], str]
ORIGINALS = "originals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What was made: `restricted` are the articles that were left out because they may not be given on.

    `shown` and `characters` count the characters of all bodies that can be read in it, and that the package has.
    """

    kind: Kind
    folder: Path
    rows: Mapping[str, int]
    restricted: tuple[str, ...]
    unknown: int
    shown: int
    characters: int


def make(
    source: str | Path,
    out: str | Path,
    kind: Kind,
    *,
    window: int = 100,
    most: float = 0.5,
    is_private: bool = False,
    drop_restricted: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Edition:
    """Make an edition of the package at `source` in the folder `out`, which appears when it is complete.

    Args:
        source: a package that keeps the contract.
        out: the folder to make.
        kind: `full` has everything; `excerpt` the quotations with what stands around them, all other letters of the
            bodies being dots; `standoff` no text of an article at all, but places, lengths and hashes.
        window: how many characters an excerpt has on either side of a quotation, at most.
        most: the share of a body's characters that an excerpt shows at most. The window of an article is smaller where
            it would show more; quotations, names, roles and cues are shown whatever they take. 1 is no limit.
        is_private: the edition is not given on, so that it may have articles that must not be.
        drop_restricted: leave out the articles that may not be given on, with all that belongs to them.
        progress: called with what is being done.

    Raises:
        ReleaseError: an article may not be given on (`redistribution` is `restricted`), and it was not said what to do.
        PackageError: there is no such edition, the package is one already, or `out` exists or cannot be written.
    """
    say = progress or (lambda _: None)
    if kind not in KINDS:
        raise PackageError(f"no edition {kind!r}; there are {', '.join(KINDS)}")
    if window < 0:
        raise PackageError(f"the window is {window} characters; expected none or more")
    if not 0 <= most <= 1:
        raise PackageError(f"an excerpt is to show {most} of a body at most; expected a share from 0 to 1")
    opened = package.read(Path(source))
    if package.edition(opened) != "full":
        raise PackageError(
            f"{opened.folder}: is an edition ({package.edition(opened)}); make others of the whole package"
        )
    package.check_contract(opened)
    if missing := [name for name in contract.NAMES if name not in opened.resources]:
        raise PackageError(
            f"{opened.folder / package.FILE_NAME}: has no resource {missing[0]!r}; see `corpus validate`"
        )
    frames = {name: pl.scan_parquet(opened.paths(name), glob=False) for name in contract.NAMES}
    try:
        rights = frames["articles"].select("article_id", "redistribution").collect()
        gone = _restricted(rights, kind, opened.folder, is_private=is_private, drop_restricted=drop_restricted)
        frames = subset.without(frames, gone)
        with store.new_folder(Path(out)) as folder:
            say(f"writing the edition {kind}")
            made = _Making(opened, frames, folder, kind, window, most)
            descriptor = made.write()
            (folder / package.FILE_NAME).write_bytes(package.dump(descriptor))
    except (pl.exceptions.PolarsError, pa.ArrowException) as error:
        raise PackageError(
            f"{opened.folder}: cannot be read: {str(error).splitlines()[0]}; see `corpus validate`"
        ) from error
    left = rights.filter(~pl.col("article_id").is_in(gone.implode()))
    return Edition(
        kind=kind,
        folder=Path(out),
        rows=made.rows,
        restricted=tuple(gone.to_list()),
        unknown=left.filter(redistribution="unknown").height,
        shown=made.shown,
        characters=made.characters,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Of how many of an excerpt's articles more than half of the body's characters can be read, and of how many all."""

    articles: int
    more_than_half: int
    whole: int


def shown_of(folder: Path) -> Shown | None:
    """How much an excerpt shows, as its table `originals` says; None where the package in the folder has no such."""
    path = folder / f"{ORIGINALS}.parquet"
    if not path.is_file() or schemas.SHOWN not in (frame := pl.scan_parquet(path, glob=False)).collect_schema():
        return None
    all_of_it, part = pl.col("character_count"), pl.col(schemas.SHOWN)
    row = frame.select(pl.len(), (part * 2 > all_of_it).sum().alias("half"), (part.eq(all_of_it) & (part > 0)).sum())
    articles, half, whole = row.collect().row(0)
    return Shown(articles=articles, more_than_half=half, whole=whole)


@contextmanager
def temporary(source: str | Path, kind: Kind | None, **options: Any) -> Iterator[Path]:
    """The folder of an edition, gone when the block ends; without a kind the package as it is. See `make`."""
    if kind is None:
        yield Path(source)
        return
    with tempfile.TemporaryDirectory(prefix="newscorpus-") as name:
        yield make(source, Path(name) / kind, kind, **options).folder


def _restricted(rights: pl.DataFrame, kind: Kind, where: Path, *, is_private: bool, drop_restricted: bool) -> pl.Series:
    """The articles to leave out because they may not be given on."""
    found = rights.filter(redistribution="restricted")["article_id"]
    if drop_restricted:
        return found
    if found.len() and not is_private and kind != "standoff":
        raise ReleaseError(
            f"{where}: {found.len():,} of {rights.height:,} articles may not be given on (redistribution is "
            f"restricted; the first is {found[0]}): leave them out with --drop-restricted, keep their texts out with "
            "--edition standoff, or say --private"
        )
    return found.clear()


class _Making:
    """One edition while it is written."""

    def __init__(
        self, opened: package.Package, frames: Mapping[str, pl.LazyFrame], folder: Path, kind: Kind, window: int,
        most: float,
    ) -> None:  # fmt: skip
        self._opened, self._frames, self._folder, self._kind = opened, frames, folder, kind
        self._window, self._most = window, most
        self.rows: dict[str, int] = {}
        self.shown = self.characters = 0
        self._captions: dict[tuple[str, int], str] = {}
        self._hashes: dict[str, tuple[NDArray[np.uint64], NDArray[np.uint64]]] = {}
        self._originals: list[pl.DataFrame] = []

    def write(self) -> dict[str, Any]:
        """Write every table; the descriptor."""
        # Captions are changed where the articles are looked at, so they are written behind them.
        for name in ("articles", *(one for one in contract.NAMES if one != "articles")):
            path = self._folder / f"{name}.parquet"
            pieces = self._articles() if name == "articles" else self._others(name)
            table = schemas.standoff()[name] if self._kind == "standoff" else None
            self.rows[name] = tables.write(pieces, name, path, table)
        self.rows = {name: self.rows[name] for name in contract.NAMES}
        return self._descriptor()

    def _descriptor(self) -> dict[str, Any]:
        descriptor = {key: value for key, value in self._opened.descriptor.items() if key != "resources"}
        resources = []
        for name in contract.NAMES:
            known = self._opened.resources[name].items()
            said = {k: v for k, v in known if k not in ("path", "hash", "x-hashes", "bytes", "schema")}
            path = f"{name}.parquet"
            schema = dict(contract.tables()[name].schema) if self._kind != "standoff" else dict(schemas.schema(name))
            sha256 = package.sha256(self._folder / path)
            resources.append({**said, "path": path, "hash": f"sha256:{sha256}", "schema": schema})
        if self._kind == "full":
            return {**descriptor, "resources": resources}
        about: dict[str, Any] = {"kind": self._kind, "contract": contract.CONTRACT_VERSION}
        if self._kind == "excerpt":
            about |= {"window": self._window, "most": self._most}
            resources.append(self._write_originals())
        else:
            about |= {"around": anchors.AROUND, "least": anchors.LEAST}
            descriptor.pop("x-contract", None)  # its tables are others
        return {**descriptor, "x-edition": about, "resources": resources}

    def _write_originals(self) -> dict[str, Any]:
        path = self._folder / f"{ORIGINALS}.parquet"
        pl.concat(self._originals).write_parquet(path, compression="zstd", statistics=False)
        return schemas.originals() | {"path": path.name, "hash": f"sha256:{package.sha256(path)}"}

    # -------------------------------------------------------------- articles, and what points into them

    def _articles(self) -> Iterator[pl.DataFrame]:
        heights = {name: self._frames[name].select(pl.len()).collect().item() for name in _POINTING}
        if self._kind == "standoff":
            self._hashes = {name: (np.zeros(n, np.uint64), np.zeros(n, np.uint64)) for name, n in heights.items()}
        for batch in _batches(self._frames["articles"], _ARTICLES):
            self.characters += int(batch["body"].str.len_chars().sum())
            if self._kind == "full":
                self.shown = self.characters
                yield batch
                continue
            ids = batch["article_id"]
            rows = self._frames["captions"].filter(pl.col("article_id").is_in(ids.implode())).collect()
            captions = {(key, n): words for key, n, words in rows.select("article_id", "position", "text").iter_rows()}
            spans = self._spans(ids)
            if self._kind == "standoff":
                self._anchor(batch, captions, spans)
                yield batch.with_columns(character_count=pl.col("body").str.len_chars().cast(pl.Int32))
            else:
                yield self._excerpt(batch, captions, spans)

    def _spans(self, ids: pl.Series) -> pl.DataFrame:
        """Every place in a text of these articles that a row points at."""
        found = []
        for number, name in enumerate(_POINTING):
            has_field = "field" in contract.tables()[name].names
            found.append(
                self._frames[name]
                .with_row_index(_ROW)
                .filter(pl.col("article_id").is_in(ids.implode()))
                .select(
                    "article_id",
                    pl.lit(number).alias("table"),
                    _ROW,
                    pl.col("field") if has_field else pl.lit("body").alias("field"),
                    pl.col("field_position") if has_field else pl.lit(0, pl.Int32).alias("field_position"),
                    "start",
                    "end",
                )
            )
        return pl.concat(found).collect()

    def _anchor(self, batch: pl.DataFrame, captions: _Captions, spans: pl.DataFrame) -> None:
        """Keep the hashes of every place, by the row that points at it."""
        names = ["article_id", "body_sha256", "body", "headline", "deck", "byline"]
        articles = {row["article_id"]: row for row in batch.select(names).iter_rows(named=True)}
        for article, table, row, field, position, start, end in spans.iter_rows():
            of = articles[article]
            words = captions.get((article, position)) if field == "caption" else of[field]
            if words is None:
                continue
            key = bytes.fromhex(of["body_sha256"])
            alone, around = self._hashes[_POINTING[table]]
            around[row] = int(anchors.context_hash(key, words, start, end), 16)
            if (hashed := anchors.text_hash(key, words, start, end)) is not None:
                alone[row] = int(hashed, 16)

    def _excerpt(self, batch: pl.DataFrame, captions: _Captions, spans: pl.DataFrame) -> pl.DataFrame:
        kept: dict[tuple[str, str, int], list[tuple[int, int]]] = defaultdict(list)
        quoted: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for article, table, _, field, position, start, end in spans.iter_rows():
            kept[article, field, position].append((start, end))
            if table == 0:
                quoted[article].append((start, end))
        bodies, decks, counts = [], [], []
        for article, body, deck in batch.select("article_id", "body", "deck").iter_rows():
            spans_shown = shown(body, quoted[article], kept[article, "body", 0], self._window, self._most)
            bodies.append(masked(body, spans_shown))
            counts.append(len(body) if bodies[-1] == body else length(spans_shown))
            in_deck = kept[article, "deck", 0]
            decks.append(masked(deck, in_deck) if deck and in_deck else None)
        for (article, position), words in captions.items():
            self._captions[article, position] = masked(words, kept[article, "caption", position])
        originals = batch.select(
            "article_id",
            "body_sha256",
            pl.col("body").str.len_chars().cast(pl.Int32).alias("character_count"),
            pl.Series(schemas.SHOWN, counts, pl.Int32),
        )
        self.shown += sum(counts)
        self._originals.append(originals)
        return batch.with_columns(
            pl.Series("body", bodies, pl.String),
            pl.Series("deck", decks, pl.String),
            pl.Series("body_sha256", [text.sha256(body) for body in bodies], pl.String),
            *(pl.lit(None, pl.String).alias(name) for name in _UNQUOTED),
        )

    # -------------------------------------------------------------- the other tables

    def _others(self, name: str) -> Iterator[pl.DataFrame]:
        at = 0
        for batch in _batches(self._frames[name], _ROWS):
            rows = batch
            if self._kind == "excerpt" and name == "captions":
                keys = batch.select("article_id", "position").iter_rows()
                rows = batch.with_columns(pl.Series("text", [self._captions[key] for key in keys], pl.String))
            elif name in self._hashes:
                alone, around = (_hex(column[at : at + batch.height]) for column in self._hashes[name])
                rows = batch.with_columns(
                    pl.Series("text_hash", alone, pl.String), pl.Series("context_hash", around, pl.String)
                )
            at += batch.height
            yield rows


def _batches(frame: pl.LazyFrame, size: int) -> Iterator[pl.DataFrame]:
    at = 0
    while (batch := frame.slice(at, size).collect()).height:
        yield batch
        at += batch.height


def _hex(numbers: NDArray[np.uint64]) -> list[str | None]:
    return [f"{number:0{anchors.HEX_DIGITS}x}" if number else None for number in numbers.tolist()]
