"""Rules over `people`, `orgs` and what points at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from corpus import contract
from corpus.check.settings import Settings
from corpus.report import Finding, finding
from corpus.sources import ROW, Source, key_of, shown

# Where a row of `people` or `orgs` may be pointed at from.
_USERS = {
    "person_id": ("mentions", "quotes", "roles", "authors"),
    "org_id": ("mentions", "quotes", "roles"),
}


def check(sources: Mapping[str, Source], settings: Settings) -> Iterator[Finding]:
    """Every finding that the tables of people and organisations give."""
    for table, key in contract.ENTITIES.items():
        if (source := sources.get(table)) is not None:
            yield from _two_ids(source, key, settings)
            yield from _unmentioned(source, key, sources, settings)
    if (quotes := sources.get("quotes")) is not None:
        yield from _absent_speakers(quotes, sources, settings)
        if settings.is_thorough:
            yield from _elsewhere(sources, settings)


def _two_ids(source: Source, key: str, settings: Settings) -> Iterator[Finding]:
    """One person, or one organisation, under two ids: the same name, or the same item of Wikidata.

    Two people may share a name: those whom Wikidata tells apart are two. A lone surname says too little.
    """
    code = "two-ids"
    if not settings.is_on(code) or not source.has(key, "name", "name_key", "wikidata_qid"):
        return
    is_person = source.table.name == "people"
    if is_person and not source.has("is_full_name"):
        return
    rows = source.scan(key, "name", "name_key", "wikidata_qid", *(["is_full_name"] if is_person else []))
    rows = rows.filter(pl.col(key).is_first_distinct())
    full = pl.col("is_full_name") if is_person else pl.lit(value=True)
    for column in ("name_key", "wikidata_qid"):
        told = rows.filter(full) if column == "name_key" else rows
        told = told.drop_nulls([key, column]).filter(pl.col(column) != "")
        twice = source.collect(told.filter(pl.col(column).is_duplicated())).sort(ROW)
        for _, group in twice.group_by(column, maintain_order=True):
            first, *others = group.iter_rows(named=True)
            for row in others:
                qids = first["wikidata_qid"], row["wikidata_qid"]
                if column == "name_key" and None not in qids:
                    continue  # the same item is told as such; two items are two people
                why = "the same name" if column == "name_key" else "the same item of Wikidata"
                yield finding(
                    code,
                    f"{shown(row['name'])} has {why} as {first[key]}, row {first[ROW]} ({shown(first['name'])})",
                    **key_of(source, row),
                    field=column,
                    value=shown(row[column]),
                    expected="one row, or an item of Wikidata that tells them apart",
                )


def _unmentioned(source: Source, key: str, sources: Mapping[str, Source], settings: Settings) -> Iterator[Finding]:
    """Rows that no article names and no credit gives."""
    code = "unmentioned"
    if not settings.is_on(code) or not source.has(key, "name", "mention_count", "quote_count"):
        return
    # The counts say whom to look for; that they are right is a rule of its own.
    idle = source.collect(
        source.scan(key, "name", "mention_count", "quote_count").filter(
            (pl.col("mention_count") == 0) & (pl.col("quote_count") == 0)
        )
    ).drop_nulls(key)
    for table in _USERS[key]:
        users = sources.get(table)
        if idle.is_empty() or users is None or not users.has(key):
            continue
        used = users.collect(
            users.scan(key).drop(ROW).drop_nulls().join(idle.lazy().select(key), on=key, how="semi").unique()
        )
        idle = idle.join(used, on=key, how="anti", maintain_order="left")
    for row in idle.iter_rows(named=True):
        yield finding(
            code,
            f"{shown(row['name'])} is named, quoted and credited by no article",
            **key_of(source, row),
            field=key,
            value=row[key],
            expected="a mention, a quotation, a role or a credit",
        )


def _absent_speakers(quotes: Source, sources: Mapping[str, Source], settings: Settings) -> Iterator[Finding]:
    """Quotations of somebody whom their article does not mention, in whatever field.

    A quotation that names the mention of its speaker has one, and is taken at its word (`--thorough` looks).
    """
    code, mentions = "speaker-absent", sources.get("mentions")
    if not settings.is_on(code) or mentions is None:
        return
    for key in ("person_id", "org_id"):
        if not quotes.has("article_id", key, "speaker_mention_id") or not mentions.has("article_id", key):
            continue
        rows = quotes.scan(*dict.fromkeys((*quotes.key, "article_id", key, "speaker_mention_id")))
        rows = rows.drop_nulls(["article_id", key])
        if not settings.is_thorough:
            rows = rows.filter(pl.col("speaker_mention_id").is_null())
        wanted = quotes.collect(rows)
        if wanted.is_empty():
            continue
        there = [mentions.scan("article_id", key).drop(ROW).drop_nulls()]
        if (authors := sources.get("authors")) is not None and authors.has("article_id", key):
            there.append(authors.scan("article_id", key).drop(ROW).drop_nulls())
        used = mentions.collect(
            pl.concat(there).join(wanted.lazy().select("article_id", key), on=["article_id", key], how="semi")
        )
        for row in wanted.join(used, on=["article_id", key], how="anti", maintain_order="left").iter_rows(named=True):
            yield finding(
                code,
                f"the speaker {row[key]} is mentioned nowhere in the article {row['article_id']}",
                **key_of(quotes, row),
                field=key,
                value=row[key],
                expected="a mention of the speaker in the article",
            )


def _elsewhere(sources: Mapping[str, Source], settings: Settings) -> Iterator[Finding]:
    """Rows that point at a row of another article: the key is there, but it is not theirs."""
    code = "other-article"
    if not settings.is_on(code):
        return
    for table, column, home_name, home_key in (
        ("quotes", "speaker_mention_id", "mentions", "mention_id"),
        ("quotes", "continues_quote_id", "quotes", "quote_id"),
        ("cues", "quote_id", "quotes", "quote_id"),
    ):
        source, home = sources.get(table), sources.get(home_name)
        if source is None or home is None or not source.has("article_id", column) or not home.has("article_id"):
            continue
        if not home.has(home_key):
            continue
        homes = home.scan(home_key, "article_id").drop(ROW).unique(home_key, keep="first", maintain_order=True)
        homes = homes.rename({"article_id": "home"})
        rows = source.scan(*dict.fromkeys((*source.key, "article_id", column))).drop_nulls(["article_id", column])
        wrong = rows.join(homes, left_on=column, right_on=home_key).filter(pl.col("article_id") != pl.col("home"))
        for row in source.collect(wrong.sort(ROW)).iter_rows(named=True):
            yield finding(
                code,
                f"{column} is {row[column]}, which belongs to the article {row['home']}, not to {row['article_id']}",
                **key_of(source, row),
                field=column,
                value=row[column],
                expected=f"a {home_key} of the same article",
            )
