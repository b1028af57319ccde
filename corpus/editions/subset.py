"""A package without some of its articles: their rows gone from every table, and what counts them counted again."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from corpus import contract
from corpus.tables import counts, recounted


def without(tables: Mapping[str, pl.LazyFrame], gone: pl.Series) -> dict[str, pl.LazyFrame]:
    """The tables of the contract without the articles `gone` (their ids), rows in their order.

    People and organisations that no row names any more are gone too, the others are counted again. An article that
    repeated one that is gone repeats the first of those that are left.
    """
    gone = gone.cast(pl.String)
    kept = {name: _kept(name, frame, gone) for name, frame in tables.items()}
    if gone.is_empty():
        return kept
    return settled(kept)


def settled(tables: Mapping[str, pl.LazyFrame]) -> dict[str, pl.LazyFrame]:
    """The tables with what follows from their rows: which articles are repeated, and who is named how often."""
    done = dict(tables)
    done["articles"] = _repeating(done["articles"])
    for name, key in contract.ENTITIES.items():
        table = contract.tables()[name]
        naming = [done[one.name].select(key) for one in contract.tables().values() if key in one.names and one != table]
        named = pl.concat(naming).drop_nulls().unique()
        left = done[name].join(named, on=key, how="semi", maintain_order="left")
        done[name] = recounted(left, table, counts(table, done.__getitem__))
    return done


def _kept(name: str, frame: pl.LazyFrame, gone: pl.Series) -> pl.LazyFrame:
    if gone.is_empty() or "article_id" not in contract.tables()[name].names:
        return frame
    article = pl.col("article_id")
    return frame.filter(article.is_null() | ~article.is_in(gone.implode()))


def _repeating(articles: pl.LazyFrame) -> pl.LazyFrame:
    """With `duplicate_of` as the contract has it: the first article with exactly this body, by time and id."""
    keys = articles.select("article_id", "published_at", "body_sha256", "duplicate_of").collect()
    same = keys.filter(
        pl.col("body_sha256").is_in(keys.filter(pl.col("duplicate_of").is_not_null())["body_sha256"].implode())
    )
    first = same.sort("published_at", "article_id", nulls_last=True).group_by("body_sha256", maintain_order=True)
    heads = first.agg(head=pl.col("article_id").first())
    told = same.join(heads, on="body_sha256").select(
        "article_id", head=pl.when(pl.col("head") == pl.col("article_id")).then(None).otherwise("head")
    )
    columns = articles.collect_schema().names()
    joined = articles.drop("duplicate_of").join(told.lazy(), on="article_id", how="left", maintain_order="left")
    return joined.rename({"head": "duplicate_of"}).select(columns)
