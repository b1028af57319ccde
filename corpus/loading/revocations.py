"""What a store has taken back since: articles withdrawn, files redacted, versions yanked.

`revocations.json` at the root of a store is a list that only grows:

    {"revocations": [
      {"kind": "withdrawn", "articles": ["a…"], "scope": "record", "reason": "copyright", "since_version": "2026.11.1",
       "date": "2026-11-23", "files": [{"version": "2026.10.0", "path": "articles.parquet", "old_sha256": "…",
       "new_sha256": "…"}]},
      {"kind": "yanked", "version": "2026.10.0", "reason": "…", "date": "2026-11-23"}
    ]}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import polars as pl

from corpus import contract, text
from corpus.errors import PackageError, ReleaseError
from corpus.package import parse_version

FILE_NAME = "revocations.json"
YANKED, WITHDRAWN = "yanked", "withdrawn"
"""The kinds of entries."""

TABLE = "withdrawn"
_ABOUT_RELEASES = (TABLE, "changes")
COLUMNS = ("article_id", "scope", "reason", "since_version", "date")

# An article that was taken back is what a wire calls killed: a notice, canceled, without a text of its own.
_NO_TEXT: Mapping[str, Any] = MappingProxyType(
    {
        "kind": "notice",
        "status": "canceled",
        "body": "",
        "body_sha256": text.sha256(""),
        "paragraph_count": 0,
        "word_count": 0,
        "character_count": 0,
    }
)
# What else of an article is its words, and goes with its body.
_WORDS = ("headline", "deck", "kicker", "slugline", "summary", "editor_note", "correction", "duplicate_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocations:
    """`withdrawn` has a row per article (`COLUMNS`), `redacted` the new SHA-256 of a file by version and old one."""

    withdrawn: tuple[Mapping[str, str | None], ...] = ()
    redacted: Mapping[tuple[str, str], str] = field(default_factory=dict)
    yanked: frozenset[str] = frozenset()

    def and_of(self, rows: Iterable[Mapping[str, Any]]) -> Revocations:
        """With the tombstones of a version, its table `withdrawn`, among them."""
        known = {one["article_id"] for one in self.withdrawn}
        more = [_tombstone(row) for row in rows]
        own = tuple(one for one in more if one["article_id"] and one["article_id"] not in known)
        return Revocations(withdrawn=own + self.withdrawn, redacted=self.redacted, yanked=self.yanked)

    def now(self, version: str, sha256: str) -> str:
        """The SHA-256 that a file of a version has now, which was published with this one."""
        return self.redacted.get((version, sha256), sha256)

    def since(self, version: str) -> Revocations:
        """Without the articles that this version does not have any more: those withdrawn in it or before."""
        later = tuple(one for one in self.withdrawn if _is_later(one["since_version"], version))
        return Revocations(withdrawn=later, redacted=self.redacted, yanked=self.yanked)

    def but(self, articles: frozenset[str]) -> Revocations:
        """The same, as if these articles had not been withdrawn."""
        kept = tuple(one for one in self.withdrawn if one["article_id"] not in articles)
        return Revocations(withdrawn=kept, redacted=self.redacted, yanked=self.yanked)

    def ids(self, *scopes: str) -> list[str]:
        """The articles that were withdrawn, of these scopes; of all without any."""
        return [str(one["article_id"]) for one in self.withdrawn if not scopes or one["scope"] in scopes]

    def frame(self) -> pl.DataFrame:
        """The withdrawn articles as a table."""
        return pl.DataFrame(list(self.withdrawn), schema=dict.fromkeys(COLUMNS, pl.String))

    def mask(self, name: str, table: pl.LazyFrame) -> pl.LazyFrame:
        """A table without the rows of withdrawn articles; where only the text was withdrawn, the article stays."""
        if not self.withdrawn or not self.touches(name, _columns(name, table)):
            return table
        article, gone = pl.col("article_id"), pl.Series(self.ids("record") if name == "articles" else self.ids())
        kept = table.filter(article.is_null() | ~article.is_in(gone.cast(pl.String).implode()))
        if name != "articles":
            return kept
        there = table.collect_schema().names()  # a stand-off edition has no words to take away
        mute = article.is_in(pl.Series(self.ids("text"), dtype=pl.String).implode())
        words = without_words()
        dangling = pl.col("duplicate_of").is_in(gone.cast(pl.String).implode())
        return kept.with_columns(
            pl.when(mute).then(pl.lit(value)).otherwise(column).alias(column)
            for column, value in words.items()
            if column in there
        ).with_columns(duplicate_of=pl.when(dangling.fill_null(value=False)).then(None).otherwise("duplicate_of"))

    def touches(self, name: str, columns: Iterable[str]) -> bool:
        """Whether a table may have rows that are to be left out or changed."""
        return bool(self.withdrawn) and name not in _ABOUT_RELEASES and "article_id" in columns


def without_words() -> dict[str, Any]:
    """The columns of an article whose text was withdrawn and whose row stays: what each holds instead of its words."""
    return dict.fromkeys(_WORDS) | dict(_NO_TEXT)


def _columns(name: str, table: pl.LazyFrame) -> tuple[str, ...]:
    return contract.tables()[name].names if name in contract.NAMES else tuple(table.collect_schema().names())


def _is_later(since: str | None, version: str) -> bool:
    try:
        return since is None or parse_version(since) > parse_version(version)
    except ReleaseError:  # a build, or a version of another scheme
        return True


def read(content: Any, where: str) -> Revocations:
    """What `revocations.json` says.

    Raises:
        PackageError: it does not have the form that this version knows.
    """
    try:
        entries = list(content["revocations"])
        yanked = frozenset(str(one["version"]) for one in entries if one["kind"] == YANKED)
        files = [file for one in entries for file in one.get("files", ())]
        redacted = {(str(file["version"]), str(file["old_sha256"])): str(file["new_sha256"]) for file in files}
        articles = [_tombstone({**one, "article_id": name}) for one in entries for name in one.get("articles", ())]
    except (KeyError, TypeError, AttributeError) as error:
        raise PackageError(f"{where}: says revocations in a form that this version of corpus does not know") from error
    for number, one in enumerate(entries, 1):
        if one["kind"] not in (YANKED, WITHDRAWN):
            raise PackageError(
                f"{where}: entry {number} is of the kind {one['kind']!r}, which this version of corpus does not know, "
                f"so that it cannot tell what was taken back; expected {WITHDRAWN} or {YANKED}: install a newer version"
            )
    return Revocations(withdrawn=tuple(_widest(articles).values()), redacted=redacted, yanked=yanked)


def _widest(articles: Iterable[Mapping[str, str | None]]) -> dict[str | None, Mapping[str, str | None]]:
    """What is said last of each article; but that its text was withdrawn does not undo that all of it was."""
    found: dict[str | None, Mapping[str, str | None]] = {}
    for one in articles:
        if one["scope"] == "record" or found.get(one["article_id"], one)["scope"] == "text":
            found[one["article_id"]] = one
    return found


def _tombstone(row: Mapping[str, Any]) -> dict[str, str | None]:
    said = {name: row.get(name) for name in COLUMNS}
    said["scope"] = said["scope"] or "record"
    return {name: None if value is None else str(value) for name, value in said.items()}
