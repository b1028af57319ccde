"""Correct a value of a published row: a new version that says what it was, what it is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from corpus import contract, editions, package
from corpus.errors import ReleaseError
from corpus.release import amending, errata, holdings, layout, notices, publishing, signing
from corpus.release.amending import Correction
from corpus.release.publishing import Draft, Say
from corpus.release.withdrawing import Amended, amend, newest, next_patch, staged, until_it_holds
from corpus.store import open_store


def erratum(
    to: str | Path,
    table: str,
    key: str,
    values: Mapping[str, str],
    *,
    reason: str,
    created: datetime | None = None,
    sign: str | Path | None = None,
    is_dry_run: bool = False,
    progress: Say | None = None,
) -> Amended:
    """Publish a patch of the newest version of a store in which a row has other values.

    `key` is the row's primary key, its parts joined by a blank; `values` are by column and as text, the empty one for
    null. What the contract derives from them (hashes and counts) is derived anew. `changes.parquet` has the old and the
    new value and the reason. Where the row says so already nothing is published. `errata.json` keeps it, so that it is
    made again in later builds, until a build has neither the old value nor the new one.

    Raises:
        ReleaseError: there is no such table, row or column, a value is none of its type, the column is a key or counted
            from other rows, or what would come out does not keep the contract.
        IntegrityError: a file of the version is not the one that was published.
        StoreError: the store cannot be read or written.
    """
    if not reason.strip():
        raise ReleaseError("an erratum needs a reason, in a few words")
    change = _correction(table, key, values)
    store, say = open_store(to), progress or (lambda _: None)
    moment = created or package.source_date() or datetime.now(UTC)
    day = moment.astimezone(UTC).date().isoformat()
    signer = None if sign is None else signing.checked_key(Path(sign))

    def patch() -> Amended:
        base = newest(store)
        version = next_patch(holdings.published(store))
        with holdings.opened(store, base) as (before, told):
            assert before is not None
            source = package.read(before)
            shape = editions.tables(source)[table]
            if missing := [one for one in change.values if one not in shape.names]:
                edition = package.edition(source)
                raise ReleaseError(f"{store.where}: {base}, whose edition is {edition}, has no {table}.{missing[0]}")
            is_row = pl.all_horizontal(pl.col(name) == value for name, value in change.key.items())
            rows = amending.scan(source.paths(table)).filter(is_row).select(*change.values).collect()
            if rows.height != 1:
                raise ReleaseError(
                    f"{store.where}: {base} has no row {key!r} in {table}; expected its key, as `{_key(table)}`"
                )
            if rows.row(0) == tuple(change.values.values()):
                return Amended(plan=None)
            stones = publishing.stones(store, before, version)
            here = amending.identities(source)
            left = notices.Suppressed(entries=tuple(stones)).find(here, here["article_id"])
            if back := [*left["record"], *left["text"]]:
                raise ReleaseError(
                    f"{store.where}: {base}, the newest that is not yanked, still has the withdrawn article {back[0]}; "
                    "run `corpus takedown` for it again, then this"
                )
            partition = (told or {}).get("partition", "none")
            with staged(store, version, is_dry_run=is_dry_run) as folder:
                say("writing the row anew")
                files = amending.correct(source, folder, change)
                if set(change.values) & set(shape.order):
                    # The row may have another place now, and another file.
                    files[table] = layout.again(shape, folder, files[table], partition)
                draft = Draft(
                    source=source,
                    files=files,
                    rows=publishing.heights(folder, files),
                    partition=partition,
                    tombstones=stones,
                    created=moment,
                    version=version,
                    base=base,
                    before=before,
                    told=told,
                    key=signer,
                    reason=reason,
                    errata=errata.of(change, source, reason=reason, version=version, day=day),
                )
                return amend(store, folder, draft, say, is_dry_run=is_dry_run)

    return until_it_holds(patch, say)


def _correction(table: str, key: str, values: Mapping[str, str]) -> Correction:
    known = contract.tables().get(table)
    if known is None or not known.primary_key:
        with_key = [name for name, one in contract.tables().items() if one.primary_key]
        raise ReleaseError(f"{table!r} is no table whose rows have a key; expected one of {', '.join(with_key)}")
    made = {
        check.field: "is made of other columns or rows"
        for check in known.checks
        if isinstance(check, contract.Derived | contract.Count)
    } | dict.fromkeys(known.primary_key, "is the row's key")
    for column in values:
        if column not in known.names:
            raise ReleaseError(f"{table} has no column {column!r}; expected one of {', '.join(known.names)}")
        if column in made:
            raise ReleaseError(f"{table}.{column} {made[column]}, so that no erratum can change it")
    if not values:
        raise ReleaseError("an erratum needs a new value, as COLUMN=VALUE")
    parts = key.split(" ")
    if len(parts) != len(known.primary_key):
        raise ReleaseError(f"{key!r} is no key of {table}; expected `{_key(table)}`")
    return Correction(
        table=table,
        key={name: _value(known, name, part) for name, part in zip(known.primary_key, parts, strict=True)},
        values={name: _value(known, name, said) for name, said in values.items()},
    )


def _key(table: str) -> str:
    return " ".join(contract.tables()[table].primary_key)


def _value(table: contract.Table, column: str, said: str) -> Any:
    """A value as the column holds it; the empty text is null where the column may be null.

    Raises:
        ReleaseError: it is none of the column's type.
    """
    field = table.field(column)
    if not said and field.is_nullable:
        return None
    try:
        match field.type:
            case "integer":
                return int(said)
            case "number":
                return float(said)
            case "boolean":
                return {"true": True, "false": False}[said]
            case "datetime":
                moment = datetime.fromisoformat(said)
                if moment.tzinfo is None:
                    raise ValueError
                return moment.astimezone(UTC)
            case _:
                return said
    except (ValueError, KeyError, OverflowError) as error:
        wanted = {"boolean": "true or false", "datetime": "an instant as 2026-01-31T12:00:00Z"}.get(
            field.type, field.type
        )
        raise ReleaseError(f"{said!r} is no value of {table.name}.{column}; expected {wanted}") from error
