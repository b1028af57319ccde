"""Who became whom: people and organisations under other ids, and quotations that somebody else is said to have said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import polars as pl

from corpus.contract import Entities
from corpus.diff.rows import NEW
from corpus.diff.values import Reidentified

Pairs = Counter[tuple[str, str]]

_SPEAKER = ("speaker_kind", "person_id", "org_id", "speaker_text")
_SCHEMA = {
    "quote_id": pl.String, "article_id": pl.String, "text": pl.String,
    **{f"{side}_{what}": pl.String for side in ("old", "new") for what in ("kind", "id", "text")},
}  # fmt: skip


def moved(table: str, changed: pl.DataFrame, column: str) -> tuple[Pairs, Pairs]:
    """How many rows that pointed at one id point at another: rows that name it, then rows of any kind.

    A mention that names somebody says the same words in both packages, so it is the identity that changed; a pronoun or
    a quotation may have been given to somebody else.
    """
    is_moved = pl.col(column).ne(pl.col(column + NEW)).fill_null(value=False)
    rows = changed.filter(is_moved)
    named = (
        rows.filter(pl.col("kind").is_in(["name", "short"]))
        if table == "mentions" and "kind" in rows.columns
        else rows.clear()
    )
    return _pairs(named, column), _pairs(rows, column)


def _pairs(rows: pl.DataFrame, column: str) -> Pairs:
    counts = rows.group_by(column, column + NEW).len()
    return Counter({(old, new): count for old, new, count in counts.iter_rows()})


def reidentified(
    table: Entities, named: Pairs, all_pairs: Pairs, old: Mapping[str, str], new: Mapping[str, str]
) -> list[Reidentified]:
    """Who of a table became whom. `old` and `new` have the names of all ids of the pairs that the packages have."""
    # An id that is gone became the one that most of its rows point at; a fresh one was the one that most came from.
    forward, backward = defaultdict[str, Pairs](Counter), defaultdict[str, Pairs](Counter)
    for (was, now), count in all_pairs.items():
        if named[was, now] or _is_like(
            old.get(was, ""), new.get(now, ""), is_new_key=was not in new and now not in old
        ):
            if was not in new:
                forward[was][was, now] += count
            if now not in old:
                backward[now][was, now] += count
    edges = {pairs.most_common(1)[0][0] for pairs in (*forward.values(), *backward.values())}
    home: dict[str, set[str]] = {}
    for one in sorted(edges):
        group = home.get(one[0], {one[0]}) | home.get(one[1], {one[1]})
        for member in group:
            home[member] = group
    groups = {min(group): group for group in home.values()}
    found = []
    for group in groups.values():
        before = tuple((one, old[one]) for one in sorted(group) if one in old)
        after = tuple((one, new[one]) for one in sorted(group) if one in new)
        rows = sum(count for (was, now), count in all_pairs.items() if was in group and now in group)
        if before and after:
            found.append(Reidentified(table=table, old=before, new=after, rows=rows))
    return sorted(found, key=lambda one: (-one.rows, one.old, one.new))


def _is_like(one: str, other: str, *, is_new_key: bool) -> bool:
    """Whether two names are likely those of one: one has all words of the other, or replaced it and has one."""
    words, others = set(one.casefold().split()), set(other.casefold().split())
    return words <= others or others <= words or (is_new_key and not words.isdisjoint(others))


def respoken(changed: pl.DataFrame) -> pl.DataFrame:
    """The changed quotations that another speaker has, the words that name an unknown one counting as one."""
    if not all(name in changed.columns for name in (*_SPEAKER, "quote_id", "text", "article_id")):
        return pl.DataFrame(schema=_SCHEMA)
    who = pl.coalesce("person_id", "org_id")
    who_new = pl.coalesce("person_id" + NEW, "org_id" + NEW)
    is_other = who.ne_missing(who_new) | (
        who.is_null()
        & (
            pl.col("speaker_kind").ne_missing(pl.col("speaker_kind" + NEW))
            | pl.col("speaker_text").ne_missing(pl.col("speaker_text" + NEW))
        )
    )
    return changed.filter(is_other).select(
        "quote_id",
        "article_id",
        "text",
        pl.col("speaker_kind").alias("old_kind"),
        who.alias("old_id"),
        pl.col("speaker_text").alias("old_text"),
        pl.col("speaker_kind" + NEW).alias("new_kind"),
        who_new.alias("new_id"),
        pl.col("speaker_text" + NEW).alias("new_text"),
    )


def reattributed(
    frames: Iterable[pl.DataFrame], found: Iterable[Reidentified], old: Mapping[str, str], new: Mapping[str, str]
) -> pl.DataFrame:
    """The quotations that have another speaker, with names, in the order of articles.

    Those that only follow a speaker's new id are left out. `old` and `new` have the names of the ids.
    """
    frame = pl.concat([pl.DataFrame(schema=_SCHEMA), *frames])
    group = {one: number for number, who in enumerate(found) for one, _ in (*who.old, *who.new)}
    groups = pl.DataFrame(
        {"id": list(group), "group": list(group.values())}, schema={"id": pl.String, "group": pl.Int64}
    )
    both = frame.join(groups.rename({"group": "was"}), left_on="old_id", right_on="id", how="left").join(
        groups.rename({"group": "now"}), left_on="new_id", right_on="id", how="left"
    )
    return (
        both.filter(~pl.col("was").eq(pl.col("now")).fill_null(value=False))
        .with_columns(
            pl.coalesce(
                pl.col(f"{side}_id").replace_strict(
                    list(names), list(names.values()), default=None, return_dtype=pl.String
                ),
                f"{side}_text",
            ).alias(f"{side}_name")
            for side, names in (("old", old), ("new", new))
        )
        .select("quote_id", "article_id", "text", "old_kind", "old_id", "old_name", "new_kind", "new_id", "new_name")
        .sort("article_id", "quote_id")
    )
