"""Mend what has one right answer, as a new build: counts, hashes, places of words, the order of rows and columns.

What needs a person is left as it is, and said. Nothing is changed in place.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus import contract, package, store, tables
from corpus.check import check, keeps_contract, own
from corpus.check.settings import Settings
from corpus.errors import PackageError
from corpus.report import Finding, Report
from corpus.sources import ROW, Source, open_tables

LIST = "repairs.json"
"""The file of a mended build that lists every repair."""

NEAR = 200
"""Words are looked for within so many code points of where a row says that they stand."""

_ROWS_PER_BATCH = 20_000

_BY_NUMBER = frozenset(
    check.code
    for table in contract.tables().values()
    for check in table.checks
    if isinstance(check, contract.Count) or (isinstance(check, contract.Derived) and check.how != "sha256")
)
_OF_BODY = frozenset({"paragraph-count", "word-count", "body-hash"})

# What is judged by the values as they are mended.
_AFTER = frozenset({"column-width", "maximum", "minimum"})

_NO_HASH = "its body is not the one that its hash was made of: which of the two is right, a person has to say"
_NO_FILE = "its file cannot be read, and what was in it cannot be told"
_WHY = {
    "table-unreadable": _NO_FILE,
    "file-missing": _NO_FILE,
    "path-unsafe": "what it leads to is not opened",
    "column-missing": "what its cells held cannot be told",
    "column-extra": "somebody wants it: move it to a resource of its own",
    "column-type": "what its cells mean in another type cannot be told",
    "null": "what the cell held cannot be told",
    "foreign-key": "which row is meant, or which row is lost, cannot be told",
    "duplicate-key": "which of the rows is right cannot be told",
    "unclean": "a new body moves every position in it: convert the article again",
}
_NO_ANSWER = "there is no one right answer: a person has to look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One thing that was mended: a cell, or with `row` None a column, a table or the descriptor.

    `row` counts from 0 in the table as it was; `key` is the row's primary key. `old` and `new` are the values.
    """

    code: str
    table: str | None
    row: int | None
    key: str | None
    column: str | None
    old: str | int | None
    new: str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One finding that was not mended, and why."""

    finding: Finding
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What was mended, what was left, and the report of the check of the mended build."""

    repairs: tuple[Repair, ...]
    left: tuple[Left, ...]
    report: Report

    def as_dict(self) -> dict[str, Any]:
        """All of it as one JSON object: `ok`, `repairs`, `left` (findings with `why`), `counts` of the mended build."""
        return {
            "ok": self.report.is_ok,
            "repairs": [{name: getattr(one, name) for name in one.__slots__} for one in self.repairs],
            "left": [one.finding.as_dict() | {"why": one.why} for one in self.left],
            "counts": self.report.counts(),
        }


def fix(
    path: str | Path,
    to: str | Path,
    *,
    near: int = NEAR,
    rehash_bodies: bool = False,
    settings: Settings = Settings(),  # noqa: B008  # a value
) -> Fixed:
    """Write the package at `path` anew as `to`, with every fault mended that has one right answer.

    Files without a fault are copied byte for byte; the list of repairs stands beside them in `repairs.json`. A body
    whose hash is another may be a body that was damaged: it, its counts and what points into it are left alone, unless
    `rehash_bodies` says that the bodies are right. Words that a row does not find at its place are looked for within
    `near` code points, and must stand there once. What `settings`, those of a corpus.toml, want ignored is no fault.

    Raises:
        SettingsError: the columns or checks of one's own in `settings` cannot be used.
        PackageError: there is no package that keeps this contract, `to` exists, lies in it or holds it, or cannot be
            written.
    """
    opened = package.read(Path(path))
    if not keeps_contract(opened.descriptor):
        raise PackageError(f"{opened.folder}: only a package of the contract can be mended; see `corpus validate`")
    package.must_be_apart(Path(to), opened.folder)
    report = check(path, settings=settings)
    agreed = own.tables(settings.extra, settings.path)
    sources, _ = open_tables(opened, is_hashed=False, tables=agreed)
    unsure = set() if rehash_bodies else {f.row for f in report.findings if f.code == "body-hash"}
    plan = _Plan(opened, sources, agreed, near, _keys(sources, unsure))
    for code, group in sorted(_by_code(report.findings).items(), key=lambda one: one[0] in _AFTER):
        plan.mend(code, group)
    with store.new_folder(Path(to)) as folder:
        _write(folder, plan)
        after = check(folder, settings=settings)
        fixed = Fixed(repairs=tuple(plan.repairs), left=tuple(plan.left), report=after)
        (folder / LIST).write_bytes(package.dump(fixed.as_dict()))
    return fixed


def _by_code(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(one.code, []).append(one)
    return found


def _keys(sources: Mapping[str, Source], rows: set[int | None]) -> frozenset[str]:
    """The ids of some articles, by row."""
    articles = sources.get("articles")
    if articles is None or not rows or not articles.has("article_id"):
        return frozenset()
    frame = articles.collect(articles.scan("article_id").filter(pl.col(ROW).is_in(list(rows))))
    return frozenset(frame["article_id"].drop_nulls())


# ------------------------------------------------------------------ what is to be done


@dataclass
class _Plan:
    """What is to be changed: cells by table, row and column; tables to sort or to shape; the descriptor.

    `agreed` are the tables with columns of one's own, `unsure` the ids of articles whose bodies may be damaged.
    """

    opened: package.Package
    sources: Mapping[str, Source]
    agreed: Mapping[str, contract.Table]
    near: int
    unsure: frozenset[str]
    repairs: list[Repair] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    cells: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    sorted: set[str] = field(default_factory=set)
    shaped: set[str] = field(default_factory=set)
    added: list[str] = field(default_factory=list)
    schemas: set[str] = field(default_factory=set)

    def mend(self, code: str, findings: Sequence[Finding]) -> None:
        """Plan what mends the findings of one code, or say why they are left."""
        if code in ("slice", "range-reversed"):
            self._places(findings)
            return
        for one in findings:
            if code in _BY_NUMBER or code == "body-hash":
                self._number(one)
            elif code == "empty-not-null" and one.row is not None:
                self._set(one, one.field or "", "", None)
            elif code == "order":
                self.sorted.add(one.table or "")
                self._note(one, None, one.expected)
            elif code == "column-order":
                self.shaped.add(one.table or "")
                self._note(one, None, one.expected)
            elif code == "column-width":
                self._width(one)
            elif code in ("hash-missing", "hash-mismatch"):
                self._hash(one)
            elif code == "schema-mismatch":
                self._schema(one)
            elif code == "table-missing":
                self._table(one)
            elif code in _AFTER and (one.field or "") in self.cells.get(one.table or "", {}).get(one.row or 0, {}):
                pass  # another repair gives the cell its value
            elif code == "manifest":
                self._note(one, package.MANIFEST, None)  # a build has none; `corpus publish` writes it anew
            else:
                self._leave(one, _WHY.get(code, _NO_ANSWER))

    def _leave(self, one: Finding, why: str) -> None:
        self.left.append(Left(finding=one, why=why))

    def _note(self, one: Finding, old: str | int | None, new: str | int | None) -> None:
        self.repairs.append(
            Repair(code=one.code, table=one.table, row=one.row, key=one.key, column=one.field, old=old, new=new)
        )

    def _set(self, one: Finding, column: str, old: str | int | None, new: str | int | None) -> None:
        self.cells.setdefault(one.table or "", {}).setdefault(one.row or 0, {})[column] = new
        self.repairs.append(
            Repair(code=one.code, table=one.table, row=one.row, key=one.key, column=column, old=old, new=new)
        )

    def _number(self, one: Finding) -> None:
        """A count, or the hash of a body: what was expected is what it is."""
        if one.code in _OF_BODY and one.key in self.unsure:
            self._leave(one, _NO_HASH)
        elif one.expected is None or one.row is None:
            self._leave(one, _NO_ANSWER)
        elif one.code == "body-hash":
            self._set(one, one.field or "", one.value, one.expected)
        else:
            self._set(one, one.field or "", int(one.value or 0), int(one.expected))

    def _width(self, one: Finding) -> None:
        """A column is written as the contract's type, if every value, as it is mended, is the same there."""
        source, name = self.sources[one.table or ""], one.field or ""
        wanted = contract.polars_schema(source.table)[name]
        column = pl.read_parquet(list(source.paths), columns=[name], hive_partitioning=False, glob=False)[name]
        mended = {row: cells[name] for row, cells in self.cells.get(source.table.name, {}).items() if name in cells}
        if mended:
            column = column.scatter(list(mended), pl.Series(list(mended.values()), dtype=column.dtype))
        try:
            same = column.cast(wanted).cast(column.dtype)
        except pl.exceptions.PolarsError:
            self._leave(one, f"not every value of it is one of {wanted}")
            return
        if not same.eq_missing(column).all():
            self._leave(one, f"not every value of it is one of {wanted}")
            return
        self.shaped.add(source.table.name)
        self._note(one, one.value, one.expected)

    def _hash(self, one: Finding) -> None:
        """The hash of a table whose every page could be read; nobody can tell whether another file is right."""
        if one.table in self.sources:
            self._note(one, one.value if one.code == "hash-missing" else one.expected, None)
        else:
            self._leave(one, "whether the file or its hash is right cannot be told")

    def _schema(self, one: Finding) -> None:
        """The contract's schema stands where the descriptor has none or a changed one, if it names no other column."""
        name = one.table or ""
        said = self.opened.resources[name].get("schema")
        fields = said.get("fields") if isinstance(said, dict) else None
        names = [f.get("name") for f in fields if isinstance(f, dict)] if isinstance(fields, list) else []
        if self.agreed[name].names != contract.tables()[name].names:
            self._leave(one, "the table has columns of your own, and only you can describe them")
            return
        if any(column not in self.agreed[name].names for column in names):
            self._leave(one, "the descriptor names a column that the contract does not know")
            return
        self.schemas.add(name)
        self._note(one, one.value, one.expected)

    def _table(self, one: Finding) -> None:
        """A table that is missing is an empty one, unless its file stands there or other tables point at its rows."""
        name = one.table or ""
        path = _home(self.opened) / f"{name}.parquet"
        if (self.opened.folder / path).exists():
            self._leave(one, f"{path} is there: name it in the descriptor, or remove it")
        elif user := next(self._users(name), None):
            self._leave(one, f"{user} speaks of its rows, so that it was not empty")
        else:
            self.added.append(name)
            self._note(one, None, path.as_posix())

    def _users(self, name: str) -> Iterator[str]:
        """The columns of other tables that hold a key of this one, or a count of its rows."""
        for source in self.sources.values():
            for link in source.table.foreign_keys:
                if link.table == name and source.has(*link.fields):
                    some = source.scan(*link.fields).select(pl.all_horizontal(pl.col(link.fields).is_not_null()).any())
                    if source.collect(some).item():
                        yield f"{source.table.name}.{link.fields[0]}"
            for rule in source.table.checks:
                if isinstance(rule, contract.Count) and rule.table == name and source.has(rule.field):
                    some = source.scan(rule.field).select((pl.col(rule.field) > 0).any())
                    if source.collect(some).item():
                        yield f"{source.table.name}.{rule.field}"
            if name == "captions" and source.has("field"):
                some = source.scan("field").select((pl.col("field") == "caption").any())
                if source.collect(some).item():
                    yield f"{source.table.name}.field"

    # -------------------------------------------------------------- words that stand elsewhere

    def _places(self, findings: Sequence[Finding]) -> None:
        for name in dict.fromkeys(one.table for one in findings):
            source = self.sources[name or ""]
            rule = next(check for check in source.table.checks if isinstance(check, contract.Slice))
            self._places_of(source, rule, {one.row or 0: one for one in findings if one.table == name})

    def _places_of(self, source: Source, rule: contract.Slice, findings: Mapping[int, Finding]) -> None:
        names = filter(None, (rule.key, rule.field_column, rule.position_column, rule.start, rule.end, rule.text))
        here = source.scan(*dict.fromkeys(names))
        articles = here.filter(pl.col(ROW).is_in(list(findings))).select(rule.key).unique()
        rows = source.collect(here.join(articles, on=rule.key, how="semi")).sort(ROW).to_dicts()
        texts = self._texts(rule, rows)

        def home(row: Mapping[str, Any]) -> tuple[Any, ...]:
            what = row[rule.field_column] if rule.field_column else rule.field
            number = row[rule.position_column] if rule.position_column and what == "caption" else 0
            return row[rule.key], what, number

        taken = {(home(row), row[rule.start], row[rule.end]) for row in rows if row[ROW] not in findings}
        for row in rows:
            one = findings.get(row[ROW])
            if one is None:
                continue
            start, end, words = row[rule.start], row[rule.end], row[rule.text]
            whole = texts.get(home(row))
            if row[rule.key] in self.unsure:
                self._leave(one, _NO_HASH)
            elif not words or whole is None:
                self._leave(one, "there are no words, or no text, to look for")
            elif (place := _place(whole, words, start, end, self.near)) is None:
                count = whole.count(words)
                where = f"stand {count} times in the text, and not once near" if count else "stand nowhere in the text"
                self._leave(one, f"its words {where}")
            elif (home(row), place, place + len(words)) in taken:
                self._leave(one, "another row stands where its words do")
            else:
                taken.add((home(row), place, place + len(words)))
                self._move(source, rule, one, row, place, whole)

    def _move(
        self, source: Source, rule: contract.Slice, one: Finding, row: Mapping[str, Any], place: int, whole: str
    ) -> None:
        for column, new in ((rule.start, place), (rule.end, place + len(row[rule.text]))):
            if row[column] != new:
                self._set(one, column, row[column], new)
        if "paragraph" in source.types and one.row is not None:
            found = source.collect(source.scan("paragraph").filter(pl.col(ROW) == one.row))["paragraph"].item()
            if found is not None and found != (new := whole.count("\n\n", 0, place)):
                self._set(one, "paragraph", found, new)
        if rule.start in source.table.order and row[rule.start] != place:
            self.sorted.add(source.table.name)

    def _texts(self, rule: contract.Slice, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[Any, ...], str]:
        """The texts that the rows count in, by article, field and number; of a key that is there twice the first."""
        ids = list({row[rule.key] for row in rows})
        found: dict[tuple[Any, ...], str] = {}
        articles, captions = self.sources.get(rule.table), self.sources.get("captions")
        fields = {row[rule.field_column] for row in rows} if rule.field_column else {rule.field}
        if articles is not None:
            columns = [name for name in articles.types if name in fields]
            some = articles.scan(rule.key, *columns).filter(pl.col(rule.key).is_in(ids))
            for row in articles.collect(some).sort(ROW, descending=True).iter_rows(named=True):
                found |= {(row[rule.key], name, 0): row[name] for name in columns if row[name] is not None}
        if captions is not None and "caption" in fields:
            some = captions.scan(rule.key, "position", "text").filter(pl.col(rule.key).is_in(ids))
            for row in captions.collect(some).sort(ROW, descending=True).iter_rows(named=True):
                found[row[rule.key], "caption", row["position"]] = row["text"]
        return found


def _place(whole: str, words: str, start: int, end: int, near: int) -> int | None:
    """Where the words surely stand that should stand at ``[start, end)``: at one of its ends, else once near it.

    >>> _place("she said, he said", "said", 5, 9, 200), _place("she said, he said", "said", 4, 9, 200)
    (None, 4)
    """
    at_ends = {at for at in (start, end - len(words)) if at >= 0 and whole.startswith(words, at)}
    if at_ends:
        return at_ends.pop() if len(at_ends) == 1 else None
    low = max(0, min(start, end) - near)
    high = max(start, end - len(words)) + near + len(words)
    first = whole.find(words, low, high)
    return first if first >= 0 and whole.find(words, first + 1, high) < 0 else None


# ------------------------------------------------------------------ the new build


def _home(opened: package.Package) -> Path:
    """The folder of the tables in a package, relative to it: that of its articles."""
    paths = [path for name in contract.NAMES if name in opened.resources for path in opened.paths(name)]
    return paths[0].parent.relative_to(opened.folder) if paths else Path()


def _write(folder: Path, plan: _Plan) -> None:
    opened = plan.opened
    left = {(one.finding.code, one.finding.table) for one in plan.left}
    hashed = {one.table for one in plan.repairs if one.code.startswith("hash-")}
    descriptor = dict(opened.descriptor)
    descriptor["resources"] = [dict(resource) for resource in opened.descriptor["resources"]]
    for resource in descriptor["resources"]:
        name = resource["name"]
        try:
            paths = opened.paths(name)
        except PackageError:
            continue
        if name in plan.schemas:
            resource["schema"] = dict(contract.tables()[name].schema)
        if name in {*plan.cells, *plan.sorted, *plan.shaped}:
            there = folder / paths[0].relative_to(opened.folder)
            there.parent.mkdir(parents=True, exist_ok=True)
            source = plan.sources[name]
            # What keeps the contract is written as the contract is; else as it was, faults and all.
            is_whole = {*pq.read_schema(paths[0]).names} == {*contract.tables()[name].names} and not left & {
                (code, name) for code in ("column-type", "column-width", "null")
            }
            write = partial(tables.write, name=name) if is_whole else None
            frames = _frames(source, plan)
            _ = write(frames, path=there) if write else tables.write_as_they_are(frames, there)
            resource["path"] = there.relative_to(folder).as_posix()
            hashed.add(name)
        else:
            for path in paths:
                there = folder / path.relative_to(opened.folder)
                there.parent.mkdir(parents=True, exist_ok=True)
                if path.is_file():
                    shutil.copyfile(path, there)
        if name in hashed:
            _hash(resource, folder)
    for name in plan.added:
        path = folder / _home(opened) / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        tables.write([], name, path)
        descriptor["resources"].append(package.describe_table(name, folder, _home(opened).as_posix()))
    plan.repairs[:] = [_with_hash(one, descriptor) for one in plan.repairs]
    if descriptor == opened.descriptor:
        shutil.copyfile(opened.folder / package.FILE_NAME, folder / package.FILE_NAME)
    else:
        (folder / package.FILE_NAME).write_bytes(package.dump(descriptor))


def _hash(resource: dict[str, Any], folder: Path) -> None:
    paths = [resource["path"]] if isinstance(resource["path"], str) else resource["path"]
    resource["hash"] = f"sha256:{package.sha256(*(folder / path for path in paths))}"
    if "bytes" in resource:
        resource["bytes"] = sum((folder / path).stat().st_size for path in paths)


def _with_hash(one: Repair, descriptor: Mapping[str, Any]) -> Repair:
    """A repair of a hash with the hash that it became."""
    if not one.code.startswith("hash-"):
        return one
    new = next(resource["hash"] for resource in descriptor["resources"] if resource["name"] == one.table)
    return Repair(code=one.code, table=one.table, row=None, key=None, column="hash", old=one.old, new=new)


def _frames(source: Source, plan: _Plan) -> Iterator[pl.DataFrame]:
    """The rows of a table, mended and in their order, in pieces."""
    name = source.table.name
    pieces = _mended(source, plan.cells.get(name, {}))
    if name not in plan.sorted:
        yield from pieces
        return
    whole = pl.concat(pieces)
    order = [column for column in source.table.order if column in whole.columns]
    yield whole.sort(order, nulls_last=True, maintain_order=True)


def _mended(source: Source, cells: Mapping[int, Mapping[str, Any]]) -> Iterator[pl.DataFrame]:
    base = 0
    rows = sorted(cells)
    known = source.table.names
    for path in source.paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS_PER_BATCH):
                frame = pl.DataFrame(pa.Table.from_batches([batch]))
                some = [row for row in rows if base <= row < base + frame.height]
                for column in dict.fromkeys(column for row in some for column in cells[row]):
                    at = [row for row in some if column in cells[row]]
                    new = pl.Series(column, [cells[row][column] for row in at], frame[column].dtype)
                    there = pl.DataFrame({ROW: [row - base for row in at], "new": new, "is new": True})
                    numbered = frame.select(column).with_row_index(ROW).cast({ROW: pl.Int64})
                    joined = numbered.join(there, on=ROW, how="left", maintain_order="left")
                    cell = pl.when(pl.col("is new").is_not_null()).then("new").otherwise(column)
                    frame = frame.with_columns(joined.select(cell.alias(column)))
                yield frame.select(
                    [c for c in known if c in frame.columns] + [c for c in frame.columns if c not in known]
                )
                base += frame.height
    if not base:
        yield pl.DataFrame(schema=pl.read_parquet_schema(source.paths[0]))
