"""`errata.json`: the corrections of a store. Each stands in every later version until its source says something new."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from corpus import contract, editions, package
from corpus.errors import ChangedError, MissingError, PackageError
from corpus.loading.revocations import without_words
from corpus.release import amending, layout
from corpus.release.amending import Correction
from corpus.store import Store

FILE_NAME = "errata.json"
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """One cell that was corrected: of the row of `table` whose primary key is `key`, its parts joined by a blank.

    Values are as JSON has them, an instant as RFC 3339 in UTC. `article_id` is the article that the row belongs to,
    None for a person or an organisation; `version` is the first that has `new`, `date` its day, YYYY-MM-DD in UTC.
    """

    table: str
    key: str
    article_id: str | None
    column: str
    old: Value
    new: Value
    reason: str
    version: str
    date: str

    @property
    def cell(self) -> tuple[str, str, str]:
        """What it is about."""
        return self.table, self.key, self.column


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What of the errata of a store is to be done to a build: those to apply, and those whose source has changed."""

    applied: tuple[Erratum, ...] = ()
    let_go: tuple[Erratum, ...] = ()


NONE = Standing()


def of(change: Correction, source: package.Package, *, reason: str, version: str, day: str) -> tuple[Erratum, ...]:
    """What a correction changes of a package that has its row, cell by cell."""
    table = editions.tables(source)[change.table]
    beside = [name for name in ("article_id",) if name in table.names]
    row = _row(source, change.table, change.key, [*change.values, *beside])
    key = " ".join(str(part) for part in change.key.values())
    return tuple(
        Erratum(
            table=change.table,
            key=key,
            article_id=row.get("article_id"),
            column=column,
            old=_plain(row[column]),
            new=_plain(value),
            reason=reason,
            version=version,
            date=day,
        )
        for column, value in change.values.items()
        if row[column] != value
    )


def read(store: Store) -> tuple[Erratum, ...]:
    """The errata of a store, the oldest first.

    Raises:
        PackageError: `errata.json` does not have the form that this version knows.
    """
    return _read(store)[0]


def remember(store: Store, new: Sequence[Erratum]) -> None:
    """Add errata; one that is the last of its cell but for version and date, as it was interrupted, is told anew."""

    def add(there: tuple[Erratum, ...]) -> tuple[Erratum, ...]:
        last = {one.cell: one for one in there}
        again = {last[one.cell] for one in new if one.cell in last and _same(last[one.cell]) == _same(one)}
        return (*(one for one in there if one not in again), *new)

    _change(store, add)


def forget(store: Store, gone: Collection[Erratum]) -> None:
    """Take errata out, those of the same cell too that they follow."""
    cells = {one.cell for one in gone}
    _change(store, lambda there: tuple(one for one in there if one.cell not in cells))


def forget_articles(store: Store, records: Collection[str], texts: Collection[str], lost: Collection[str] = ()) -> None:
    """Take out what was corrected of withdrawn articles, and of rows with a `lost` key: nobody is to read it there.

    Of `texts`, whose row stays without its words, corrections of what is left of that row stay.
    """
    words = without_words()

    def is_left(one: Erratum) -> bool:
        is_word = one.table != "articles" or one.column in words
        is_gone = one.article_id in records or (one.article_id in texts and is_word)
        return not is_gone and (one.table == "articles" or one.key not in lost)

    _change(store, lambda there: tuple(one for one in there if is_left(one)))


def standing(there: Iterable[Erratum], source: package.Package) -> Standing:
    """Which errata a build needs: none of a row that it does not have, nor of a cell that is right already.

    A cell that was corrected twice becomes the last value, whichever of those before it the build has.
    """
    cells: dict[tuple[str, str, str], list[Erratum]] = {}
    for one in there:
        cells.setdefault(one.cell, []).append(one)
    applied: list[Erratum] = []
    let_go: list[Erratum] = []
    for one, value in _values(source, [said[-1] for said in cells.values()]):
        said = cells[one.cell]
        if value == one.new:
            continue
        is_known = value in [known for each in said for known in (each.old, each.new)]
        (applied if is_known else let_go).append(one)
    return Standing(applied=tuple(applied), let_go=tuple(let_go))


def corrections(applied: Iterable[Erratum], source: package.Package) -> list[Correction]:
    """The errata as corrections, one for each row."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    known = editions.tables(source)
    for one in applied:
        value = _typed(known[one.table].field(one.column), one.new)
        rows.setdefault((one.table, one.key), {})[one.column] = value
    return [
        Correction(table=table, key=_key(known[table], key), values=values) for (table, key), values in rows.items()
    ]


def apply(applied: Sequence[Erratum], source: package.Package, folder: Path) -> package.Package:
    """A copy of a build in a new folder, with what was corrected and what is counted or derived from it."""
    changes = corrections(applied, source)
    # A person who is corrected and counted anew is in both rounds.
    for number, is_entity in enumerate((False, True)):
        some = [one for one in changes if (one.table in contract.ENTITIES) == is_entity]
        if not some:
            continue
        there = folder / str(number)
        there.mkdir(parents=True)
        files = amending.correct(source, there, *some)
        for name, table in editions.tables(source).items():
            if any(one.table == name and set(one.values) & set(table.order) for one in some):
                files[name] = layout.again(table, there, files[name], "none")
        descriptor = dict(source.descriptor)
        descriptor["resources"] = list(layout.describe(source, there, files))
        (there / package.FILE_NAME).write_bytes(package.dump(descriptor))
        source = package.read(there)
    return source


# ------------------------------------------------------------------ values


def _values(source: package.Package, errata: Sequence[Erratum]) -> Iterable[tuple[Erratum, Value]]:
    """What a package has in the cells of errata; those of rows that it does not have are left out."""
    for name, table in editions.tables(source).items():
        wanted = [one for one in errata if one.table == name and one.column in table.names]
        if not wanted or name not in source.resources:
            continue
        columns = sorted({one.column for one in wanted})
        key = pl.concat_str([pl.col(part).cast(pl.String) for part in table.primary_key], separator=" ")
        keys = pl.Series([one.key for one in wanted], dtype=pl.String)
        found = (
            amending.scan(source.paths(name))
            .filter(key.is_in(keys.implode()))
            .select(key.alias("key of the row"), *columns)
            .collect()
        )
        rows = {row.pop("key of the row"): row for row in found.to_dicts()}
        for one in wanted:
            if one.key in rows:
                yield one, _plain(rows[one.key][one.column])


def _row(source: package.Package, table: str, key: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Any]:
    is_row = pl.all_horizontal(pl.col(name) == value for name, value in key.items())
    names = list(dict.fromkeys(columns))
    return amending.scan(source.paths(table)).filter(is_row).select(names).collect().row(0, named=True)


def _key(table: contract.Table, key: str) -> dict[str, Any]:
    parts = zip(table.primary_key, key.split(" "), strict=True)
    return {name: int(part) if table.field(name).type == "integer" else part for name, part in parts}


def _plain(value: Any) -> Value:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value  # type: ignore[no-any-return]  # a cell of the contract is nothing else


def _typed(field: contract.Field, value: Value) -> Any:
    if field.type == "datetime" and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value


# ------------------------------------------------------------------ the file


def _same(one: Erratum) -> Erratum:
    return replace(one, version="", date="")


def _change(store: Store, how: Callable[[tuple[Erratum, ...]], tuple[Erratum, ...]]) -> None:
    """Change the list, again from its start where somebody else changes it meanwhile: nothing of both is lost."""
    while True:
        before, tag = _read(store)
        after = how(before)
        if after == before:
            return
        try:
            store.swap(FILE_NAME, package.dump({"errata": [asdict(one) for one in after]}), tag)
        except ChangedError:
            continue
        return


def _read(store: Store) -> tuple[tuple[Erratum, ...], str | None]:
    try:
        content, tag = store.read_tagged(FILE_NAME)
    except MissingError:
        return (), None
    try:
        said = json.loads(content)["errata"]
        return tuple(Erratum(**{name: one[name] for name in Erratum.__slots__}) for one in said), tag
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        says = f"{store.where}/{FILE_NAME}: not in a form that this version of corpus knows: {error}"
        raise PackageError(says) from error
