"""Give the texts back to a stand-off edition, from files of one's own: a package that keeps the contract again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from corpus import contract, package, store, tables
from corpus.conversion import convert
from corpus.editions import schemas, subset
from corpus.editions.anchors import Finder
from corpus.errors import PackageError
from corpus.loading import Corpus, load

# The bodies of so many articles are in memory at a time, with everything that points into them.
_ARTICLES = 5_000
_POINTING = ("quotes", "cues", "mentions", "roles")
_OWN = "own "  # before the name of a column of one's own files; no column of a table has a blank
LOST = "lost"

# What is said of the text that is there, and of where it came from, is said of one's own file.
_OF_FILE = (
    "body_sha256", "paragraph_count", "word_count", "is_truncated", "source_uri", "source_item", "source_format",
    "source_sha256", "source_encoding",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hydration:
    """What was given back: articles with exactly their text and with a changed one, and what could not be found.

    `places` and `lost_places` count the rows of quotes, cues, mentions and roles of the articles that were found.
    """

    out: Path
    rows: Mapping[str, int]
    articles: int
    exact: int
    changed: int
    missing: int
    places: int
    lost_places: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing and not self.lost_places


def hydrate(
    standoff: str | Path,
    files: Sequence[str | Path],
    out: str | Path,
    *,
    version: str | None = None,
    format: str | None = None,  # noqa: A002  # the word of the command line
    mapping: str | Path | None = None,
    force: bool = False,
    workers: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> Hydration:
    """Convert one's own files, find the articles of the edition among them, and write the package with their texts.

    An article is found by its id, else its guid, its address, or the hash of its body. Where the body has the hash that
    the edition names, every place is as it was; else each is looked for by the hashes of it and of what stood around
    it, and is taken where it stands at one place only. What was not found is in the table `lost` of the result.

    Args:
        standoff: a stand-off edition: where `corpus.load` finds it.
        files: files and folders with the articles, in any format that is read.
        out: the folder to make.
        version: of a store of editions, the version.
        format: read every file as this format; None to sniff each.
        mapping: how the readers of dumps find the columns.
        force: replace `out` where it is a package and nothing else.
        workers: processes for the conversion; None for one per CPU.
        progress: called with what is being done.

    Raises:
        PackageError: the edition is none, none of its articles is among the files, `out` exists and is not to be
            replaced, lies in what is read, or holds it.
        ReadError: see `corpus.convert`.
    """
    say = progress or (lambda _: None)
    edition = load(standoff, version)
    if edition.edition != "standoff":
        raise PackageError(f"{edition.address}: is no stand-off edition, but {edition.edition}: its texts are in it")
    sources = [edition.folder, *map(Path, files), *([] if mapping is None else [Path(mapping)])]
    sources += [] if store.is_url(standoff) else [Path(standoff)]
    package.must_be_apart(Path(out), *sources)
    package.must_be_replaceable(Path(out), force=force)
    with tempfile.TemporaryDirectory(prefix="newscorpus-") as name:
        say("converting the files")
        build = Path(name) / "build"
        convert(files, build, format=format, mapping=mapping, workers=workers)
        own = load(build, verify=None)
        pairs = _pairs(edition, own)
        if pairs.is_empty():
            raise PackageError(f"{edition.address}: none of its articles is among the files; are they the right ones?")
        say("finding the places")
        with store.new_folder(Path(out), replace=force) as folder:
            return _Hydrating(edition, own, pairs, Path(name)).write(folder, Path(out))


def _pairs(edition: Corpus, own: Corpus) -> pl.DataFrame:
    """`article_id` of the edition, and as `own article_id` the id of the same article among the files."""
    names = ["article_id", "guid", "url", "body_sha256"]
    theirs = edition.articles.select(names).collect()
    mine = own.articles.select(names).collect()
    found = [pl.DataFrame(schema={"article_id": pl.String, f"{_OWN}article_id": pl.String})]
    for key in names:
        left = theirs.filter(pl.col(key).is_not_null(), pl.col(key).is_unique())
        right = mine.filter(pl.col(key).is_not_null(), pl.col(key).is_unique())
        keys = right.select(pl.col("article_id").alias(f"{_OWN}article_id"), pl.col(key).alias(f"{_OWN}key"))
        some = left.join(keys, left_on=key, right_on=f"{_OWN}key").select("article_id", f"{_OWN}article_id")
        found.append(some)
        theirs = theirs.join(some, on="article_id", how="anti")
        mine = mine.join(some, left_on="article_id", right_on=f"{_OWN}article_id", how="anti")
    return pl.concat(found)


class _Hydrating:
    """One edition while its texts are given back."""

    def __init__(self, edition: Corpus, own: Corpus, pairs: pl.DataFrame, work: Path) -> None:
        self._edition, self._own, self._pairs, self._work = edition, own, pairs, work
        self._exact = self._places = 0
        self._lost: list[pl.DataFrame] = []

    def write(self, folder: Path, out: Path) -> Hydration:
        """Write the package into `folder`."""
        frames = self._frames()
        heights = {}
        for name in contract.NAMES:
            columns = contract.tables()[name].names
            pieces = _pieces(frames[name].select(columns), self._work / f"{name}.parquet")
            heights[name] = tables.write(pieces, name, folder / f"{name}.parquet")
        lost = self._write_lost(folder)
        said = dict(self._edition.descriptor)
        about = {k: v for k, v in said.items() if k not in ("resources", "x-edition", "x-contract", "created")}
        whole = package.describe(folder, package.About(name=self._edition.name or "news-corpus"))
        resources = [*whole["resources"], lost]
        descriptor = {**about, "x-contract": whole["x-contract"], "resources": resources}
        (folder / package.FILE_NAME).write_bytes(package.dump(descriptor))
        total = self._edition.articles.select(pl.len()).collect().item()
        return Hydration(
            out=out,
            rows=heights,
            articles=total,
            exact=self._exact,
            changed=self._pairs.height - self._exact,
            missing=total - self._pairs.height,
            places=self._places,
            lost_places=sum(frame.height for frame in self._lost),
        )

    def _frames(self) -> dict[str, pl.LazyFrame]:
        """The tables of the contract, those of the articles that were found."""
        ids = self._pairs.select("article_id").lazy()
        parts: dict[str, list[Path]] = {name: [] for name in _POINTING}
        for number, batch in enumerate(self._batches()):
            for name, frame in self._placed(batch).items():
                path = self._work / f"{name}-{number}.parquet"
                frame.write_parquet(path, compression="lz4")
                parts[name].append(path)
        frames = {
            name: pl.scan_parquet(paths, glob=False).sort(contract.tables()[name].order, nulls_last=True)
            for name, paths in parts.items()
        }
        frames["quotes"] = self._with_words_of_speakers(frames)
        frames["cues"] = frames["cues"].join(
            frames["quotes"].select("quote_id"), on="quote_id", how="semi", maintain_order="left"
        )
        for name in ("authors", "subjects"):
            frames[name] = self._edition[name].join(ids, on="article_id", how="semi", maintain_order="left")
        for name in ("captions", "problems"):
            frames[name] = self._own_rows(name)
        frames |= {name: self._edition[name] for name in ("people", "orgs")}
        frames["articles"] = self._articles()
        return subset.settled(frames)

    def _batches(self) -> Iterator[pl.DataFrame]:
        """The articles that were found, some at a time: their key and hash, and the texts of one's own."""
        texts = ["headline", "deck", "byline", "body"]
        ours = self._own.articles.select(
            pl.col("article_id").alias(f"{_OWN}article_id"), pl.col("body_sha256").alias(f"{_OWN}body_sha256"), *texts
        )
        theirs = self._edition.articles.select("article_id", "body_sha256").join(self._pairs.lazy(), on="article_id")
        hashes = theirs.collect()
        for at in range(0, hashes.height, _ARTICLES):
            some = hashes.slice(at, _ARTICLES)
            wanted = some[f"{_OWN}article_id"].implode()
            bodies = ours.filter(pl.col(f"{_OWN}article_id").is_in(wanted))
            yield some.lazy().join(bodies, on=f"{_OWN}article_id").collect()

    def _placed(self, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """The rows that point into these articles, at the places where their words are now; those without are lost."""
        articles = {row["article_id"]: row for row in batch.iter_rows(named=True)}
        self._exact += sum(row["body_sha256"] == row[f"{_OWN}body_sha256"] for row in articles.values())
        captions = self._captions(batch)
        finders: dict[tuple[str, str, int], tuple[Finder | None, str | None]] = {}
        placed = {}
        for name in _POINTING:
            found = self._edition[name].filter(pl.col("article_id").is_in(batch["article_id"].implode()))
            rows = found.sort("article_id", "start", maintain_order=True).collect()
            self._places += rows.height
            places: list[tuple[int | None, int | None, str | None, int]] = []
            for row in rows.iter_rows(named=True):
                article, field, position = row["article_id"], row.get("field", "body"), row.get("field_position", 0)
                of = articles[article]
                if (article, field, position) not in finders:
                    words = captions.get((article, position)) if field == "caption" else of[field]
                    is_same = field == "body" and of["body_sha256"] == of[f"{_OWN}body_sha256"]
                    key = bytes.fromhex(of["body_sha256"])
                    finder = None if words is None or is_same else Finder(key, words)
                    finders[article, field, position] = finder, words
                finder, words = finders[article, field, position]
                there: tuple[int, int] | None = row["start"], row["end"]
                if finder is not None:
                    there = finder.find(row["start"], row["end"], row["text_hash"], row["context_hash"])
                if there is None or words is None:
                    places.append((None, None, None, 0))
                else:
                    start, end = there
                    places.append((start, end, words[start:end], words.count("\n\n", 0, start)))
            placed[name] = self._kept(name, rows, places)
        return placed

    def _kept(
        self, name: str, rows: pl.DataFrame, places: list[tuple[int | None, int | None, str | None, int]]
    ) -> pl.DataFrame:
        types = {"start": pl.Int32, "end": pl.Int32, "text": pl.String, "paragraph": pl.Int32}
        there = pl.DataFrame(places, schema=types, orient="row")
        names = ["start", "end", "text", "paragraph"] if name == "quotes" else ["start", "end", "text"]
        whole = rows.with_columns(there.select(names))
        if not (lost := whole.filter(pl.col("text").is_null())).is_empty():
            key = contract.tables()[name].primary_key[0]
            self._lost.append(
                lost.select(
                    pl.lit(name).alias("table"),
                    pl.col(key).alias("key"),
                    "article_id",
                    pl.lit("text-changed").alias("reason"),
                )
            )
        kept = whole.filter(pl.col("text").is_not_null())
        if name == "quotes":
            order = pl.struct("start", "end", "quote_id").rank("ordinal").over("article_id") - 1
            kept = kept.with_columns(position=order.cast(pl.Int32))
        return kept.drop("text_hash", "context_hash")

    def _captions(self, batch: pl.DataFrame) -> dict[tuple[str, int], str]:
        keys = batch.select("article_id", f"{_OWN}article_id")
        rows = self._own.captions.join(keys.lazy(), left_on="article_id", right_on=f"{_OWN}article_id").collect()
        return {(key, n): words for key, n, words in rows.select("article_id_right", "position", "text").iter_rows()}

    def _with_words_of_speakers(self, frames: Mapping[str, pl.LazyFrame]) -> pl.LazyFrame:
        """Quotations with the words that name their speakers: as the conversion has them, else of the mention."""
        quotes, mentions = frames["quotes"], frames["mentions"]
        own = self._own.quotes.select("quote_id", "speaker_text", "medium")
        words = mentions.select(speaker_mention_id="mention_id", mentioned="text")
        there = quotes.select(continues_quote_id="quote_id", is_there=True)
        return (
            quotes.join(own, on="quote_id", how="left", maintain_order="left")
            .join(words, on="speaker_mention_id", how="left", maintain_order="left")
            .join(there, on="continues_quote_id", how="left", maintain_order="left")
            .with_columns(
                speaker_text=pl.coalesce("speaker_text", "mentioned"),
                speaker_mention_id=pl.when(pl.col("mentioned").is_not_null()).then("speaker_mention_id"),
                continues_quote_id=pl.when(pl.col("is_there").is_not_null()).then("continues_quote_id"),
            )
        )

    def _own_rows(self, name: str) -> pl.LazyFrame:
        """Rows of one's own conversion, under the ids of the edition; those of other articles are none of its own."""
        keys = self._pairs.select(pl.col(f"{_OWN}article_id").alias("article_id"), theirs="article_id").lazy()
        rows = self._own[name]
        known = rows.join(keys, on="article_id", how="left", maintain_order="left")
        if name == "problems":
            known = known.filter(pl.col("theirs").is_not_null() | pl.col("article_id").is_null())
        else:
            known = known.filter(pl.col("theirs").is_not_null())
        there = known.with_columns(article_id="theirs").drop("theirs")
        return there.sort(contract.tables()[name].order, nulls_last=True)

    def _articles(self) -> pl.LazyFrame:
        """The articles as the edition describes them, with the words and the origin of one's own files."""
        names = [*schemas.TEXTS["articles"], *_OF_FILE]
        own = self._own.articles.select(pl.col("article_id").alias(f"{_OWN}article_id"), *names)
        theirs = self._edition.articles.drop([*_OF_FILE, "character_count"])
        return theirs.join(self._pairs.lazy(), on="article_id", how="inner", maintain_order="left").join(
            own, on=f"{_OWN}article_id", how="inner", maintain_order="left"
        )

    def _write_lost(self, folder: Path) -> dict[str, Any]:
        """Write what could not be given back; the resource that describes it."""
        path = folder / f"{LOST}.parquet"
        names = ["table", "key", "article_id", "reason"]
        missing = (
            self._edition.articles.select("article_id", "url")
            .join(self._pairs.lazy(), on="article_id", how="anti", maintain_order="left")
            .select(
                pl.lit("articles").alias("table"),
                pl.col("article_id").alias("key"),
                "article_id",
                pl.lit("no-source").alias("reason"),
                "url",
            )
            .collect()
        )
        urls = self._edition.articles.select("article_id", "url").collect()
        places = pl.concat([pl.DataFrame(schema=dict.fromkeys(names, pl.String)), *self._lost])
        pl.concat([missing, places.join(urls, on="article_id", how="left", maintain_order="left")]).sort(
            "article_id", "table", "key"
        ).write_parquet(path, compression="zstd")
        words = {
            "table": "The table that the row is missing in.",
            "key": "The key of the row; of a cue the quotation's.",
            "article_id": "The article.",
            "reason": "`no-source`: the article is not among the files. `text-changed`: its text there does not "
            "have the words, or has them at several places.",
            "url": "The address of the article. Null: the edition has none.",
        }
        return {
            "name": LOST,
            "title": "What could not be given back",
            "description": "One row is one row of the stand-off edition that has no text in the files.",
            "type": "table",
            "path": path.name,
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "hash": f"sha256:{package.sha256(path)}",
            "schema": {"fields": [{"name": n, "type": "string", "description": said} for n, said in words.items()]},
        }


def _pieces(frame: pl.LazyFrame, file: Path) -> Iterator[pl.DataFrame]:
    """The rows of a frame, some at a time: through a file, as bodies are more than the memory may hold."""
    frame.sink_parquet(file, compression="lz4", row_group_size=_ARTICLES)
    whole, at = pl.scan_parquet(file, glob=False), 0
    while not (batch := whole.slice(at, _ARTICLES).collect()).is_empty():
        yield batch
        at += batch.height
