"""The mapping language: which keys of a dump give which columns. A small TOML file, checked strictly.

    headline = "headline.main"                             # a path (see `_paths`)
    publisher = ["source", {value = "Example Gazette"}]    # the first that holds something
    published = {path = "date", unit = "ms", precision = "day"}

`docs/how-to/map-a-dump.md` describes it for those who write one. The mappings of well-known dumps are the files in
`presets/`, in the same language.
"""

from __future__ import annotations

import functools
import tomllib
from collections import abc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta, timezone, tzinfo
from importlib import resources
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.errors import MappingError
from corpus.readers import _dates, _draft, _paths
from corpus.record import AuthorKind, Kind, Redistribution, Status
from corpus.text import did_you_mean

Order = Literal["dmy", "mdy"]
Midnight = Literal["day", "instant"]
Coarse = Literal["day", "month", "year"]

TIMES = ("published", *sorted(_draft.INSTANTS))
ROWS = ("authors", "captions", "subjects")
WORDS: abc.Mapping[str, frozenset[str]] = {
    "kind": frozenset(get_args(Kind)),
    "status": frozenset(get_args(Status)),
    "redistribution": frozenset(get_args(Redistribution)),
}
"""The columns that hold one of a few words, and those words."""

_ANY = frozenset({"path", "all", "value", "between", "map"})
_OPTIONS = {
    **dict.fromkeys(_draft.TEXTS, _ANY | {"join"}),
    **dict.fromkeys(TIMES, _ANY | {"zone", "unit", "precision", "order", "midnight"}),
    **dict.fromkeys(WORDS, _ANY),
    "source_item": _ANY,
    "language": _ANY,
    "is_truncated": _ANY,
    "body": _ANY,
    "url": _ANY | {"base"},
    "authors": _ANY | {"split", "name", "kind"},
    "captions": _ANY | {"text", "credit"},
    "subjects": _ANY | {"split", "name", "code", "scheme", "scheme_from", "relevance"},
}
_INNER = frozenset({"name", "text", "credit", "code", "scheme_from", "relevance"})
_TOP = frozenset({"extends", "known_by", "items", "header", "delimiter", "ignore", "columns"})
_UNITS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way to fill a column; of several, the first that gives something does.

    `paths`: the first that holds something, or with `is_all` all of them in order. `value` is a constant. `between`
    cuts out what stands between two marks; `words` replaces whole values; `split` parts a text into several. `inner`
    are the paths within an entry, by what they give. The rest is for times: `units` per second of a number, the zone
    of clocks that name none.
    """

    paths: tuple[_paths.Path, ...] = ()
    is_all: bool = False
    value: str | bool | None = None
    between: tuple[str, str] | None = None
    words: abc.Mapping[str, str] | None = None
    join: str | None = None
    split: tuple[str, ...] = ()
    base: str | None = None
    inner: abc.Mapping[str, tuple[_paths.Path, ...]] = field(default_factory=dict)
    kind: AuthorKind | None = None
    scheme: str | None = None
    zone: tuple[str, tzinfo] | None = None
    units: int | None = None
    precision: Coarse | None = None
    order: Order | None = None
    midnight: Midnight | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How the records of a dump become articles.

    `columns` has the rules of each column. `known_by` are sets of keys, each enough to know such a record by. `items`
    are where its articles stand in a JSON document; `header` names the columns of a table that does not; `ignored` are
    keys that are known and give nothing.
    """

    name: str
    columns: abc.Mapping[str, tuple[Rule, ...]]
    known_by: tuple[frozenset[str], ...] = ()
    items: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    delimiter: str | None = None
    ignored: tuple[_paths.Path, ...] = ()
    keys: frozenset[str] = frozenset()
    """The keys of a record that it takes something from, or knows and leaves."""
    own: frozenset[str] = frozenset()
    """The columns that its own file gives, not the one that it extends."""
    filters: abc.Mapping[str, list[tuple[_paths.Filter, ...]]] = field(default_factory=dict)
    """The lists that are taken from by filter only; an entry that passes none of them is left out."""
    _plans: dict[tuple[str, ...], abc.Mapping[str, tuple[Rule, ...]]] = field(default_factory=dict, compare=False)

    def rules(self, keys: tuple[str, ...]) -> abc.Mapping[str, tuple[Rule, ...]]:
        """The rules that can give something where a record has these keys."""
        plan = self._plans.get(keys)
        if plan is None:
            there = frozenset(keys)
            plan = {
                column: kept
                for column, rules in self.columns.items()
                if (kept := tuple(short for rule in rules if (short := _within(rule, there))))
            }
            if len(self._plans) < 1_000:  # records of a dump share a few sets of keys; those of a hostile one do not
                self._plans[keys] = plan
        return plan


def _within(rule: Rule, keys: frozenset[str]) -> Rule | None:
    if rule.value is not None:
        return rule
    paths = tuple(p for p in rule.paths if not p.first or p.flat in keys or not keys.isdisjoint(p.first))
    return replace(rule, paths=paths) if paths else None


# ------------------------------------------------------------------ presets


@functools.cache
def presets() -> abc.Mapping[str, Mapping]:
    """The mappings of well-known dumps by name, in order."""
    files = sorted(resources.files("corpus.readers").joinpath("presets").iterdir(), key=lambda file: file.name)
    return {
        name: load(file.read_text(encoding="utf-8"), name)
        for file in files
        if file.name.endswith(".toml") and (name := file.name.removesuffix(".toml"))
    }


def preset(name: str) -> Mapping:
    """The mapping of a well-known dump.

    Raises:
        MappingError: there is none of that name; the message lists those there are.
    """
    if name not in presets():
        raise MappingError(f"there is no mapping {name!r}; there are {', '.join(presets())}")
    return presets()[name]


@functools.lru_cache(maxsize=4_096)
def choose(keys: frozenset[str]) -> Mapping | None:
    """The preset that a record with these keys is known by: the one that names most of them; None for none.

    `generic` is never chosen by a key of its own: it is what remains.
    """
    best, score = None, 0
    for mapping in presets().values():
        count = max((len(known) for known in mapping.known_by if known <= keys), default=0)
        if count > score:
            best, score = mapping, count
    return best


# ------------------------------------------------------------------ reading a mapping


def load(text: str, name: str) -> Mapping:
    """The mapping that a TOML file holds; `name` is what messages call it.

    Raises:
        MappingError: it is no TOML, or it names a column or a key that there is not, or gives one what it cannot take.
    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(f"{name}: no TOML: {error}") from error
    _refuse_others(document, _TOP, name, "key")
    base = preset(_word(document["extends"], f"{name}: extends")) if "extends" in document else None
    table = document.get("columns", {})
    if not isinstance(table, dict) or not (table or base):
        raise MappingError(f'{name}: no columns; a table [columns] was expected, with `headline = "title"` and so on')
    _refuse_others(table, _OPTIONS.keys(), f"{name}: columns", "column")
    columns = dict(base.columns) if base else {}
    for column, given in table.items():
        rules = given if isinstance(given, list) else [given]
        columns[column] = tuple(
            _rule(column, rule, f"{name}: {column}" + (f"[{i}]" if len(rules) > 1 else ""))
            for i, rule in enumerate(rules)
        )
    known = document.get("known_by", [])
    if not isinstance(known, list) or not all(isinstance(keys, list) and keys for keys in known):
        raise MappingError(f"{name}: known_by: a list of lists of keys was expected")
    ignored = tuple(_path(p, f"{name}: ignore") for p in _words(document.get("ignore", []), f"{name}: ignore")) + (
        base.ignored if base else ()
    )
    header = _words(document.get("header", []), f"{name}: header")
    delimiter = document.get("delimiter")
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n'):
        raise MappingError(f"{name}: delimiter: one character was expected, it is {delimiter!r}")
    items = _words(document.get("items", []), f"{name}: items")
    for path in items:
        parsed = _path(path, f"{name}: items")
        if not all(len(part.keys) == 1 and not part.selectors for part in parsed.parts):
            raise MappingError(f"{name}: items: nothing but keys was expected, it is {path!r}")
    paths = [path for rules in columns.values() for rule in rules for path in rule.paths]
    return Mapping(
        name=name,
        columns=columns,
        known_by=tuple(frozenset(_words(keys, f"{name}: known_by")) for keys in known),
        items=items or (base.items if base else ()),
        header=header or (base.header if base else ()),
        delimiter=delimiter or (base.delimiter if base else None),
        ignored=ignored,
        keys=frozenset(key for path in (*paths, *ignored) for key in (*path.first, path.flat or "") if key),
        own=frozenset(table),
        filters=_paths.filters([*paths, *ignored]),
    )


def _rule(column: str, given: object, where: str) -> Rule:
    if isinstance(given, str):
        return Rule(paths=(_path(given, where),))
    if not isinstance(given, dict):
        raise MappingError(f"{where}: a path, a table or a list of these was expected, it is {given!r:.60}")
    _refuse_others(given, _OPTIONS[column], where, "key")
    sources = [key for key in ("path", "all", "value") if key in given]
    if len(sources) != 1:
        raise MappingError(f"{where}: one of path, all and value was expected, there are {len(sources)}")
    (source,) = sources
    value = given.get("value")
    if value is not None:
        value = _constant(column, value, where)
    words = given.get("map")
    if words is not None:
        if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
            raise MappingError(f"{where}.map: a table of words was expected, it is {words!r:.60}")
        for word in filter(None, words.values()):  # an empty one stands for nothing
            _constant(column, word, f"{where}.map")
    between = given.get("between")
    if between is not None and (len(_words(between, f"{where}.between")) != 2 or not isinstance(between, list)):
        raise MappingError(f"{where}.between: two texts were expected, the marks before and after the value")
    return Rule(
        paths=tuple(_path(p, where) for p in _words(given.get(source, []), where)) if source != "value" else (),
        is_all=source == "all",
        value=value,
        between=cast("tuple[str, str]", tuple(between)) if between else None,
        words=words,
        join=_word(given["join"], f"{where}.join") if "join" in given else None,
        split=_words(given.get("split", []), f"{where}.split"),
        base=_word(given["base"], f"{where}.base") if "base" in given else None,
        inner={
            key: tuple(_path(p, f"{where}.{key}") for p in _words(given[key], f"{where}.{key}"))
            for key in sorted(_INNER & given.keys())
        },
        kind=cast("AuthorKind | None", _one_of(given, "kind", get_args(AuthorKind), where)),
        scheme=_word(given["scheme"], f"{where}.scheme") if "scheme" in given else None,
        zone=_zone(_word(given["zone"], f"{where}.zone"), where) if "zone" in given else None,
        units=_UNITS[unit] if (unit := _one_of(given, "unit", tuple(_UNITS), where)) else None,
        precision=cast("Coarse | None", _one_of(given, "precision", get_args(Coarse), where)),
        order=cast("Order | None", _one_of(given, "order", get_args(Order), where)),
        midnight=cast("Midnight | None", _one_of(given, "midnight", get_args(Midnight), where)),
    )


def _constant(column: str, value: object, where: str) -> str | bool:
    if column == "is_truncated":
        if not isinstance(value, bool):
            raise MappingError(f"{where}: true or false was expected, it is {value!r:.60}")
        return value
    if not isinstance(value, str) or not value.strip():
        raise MappingError(f"{where}: a text was expected, it is {value!r:.60}")
    if column in WORDS and value not in WORDS[column]:
        raise MappingError(f"{where}: one of {', '.join(sorted(WORDS[column]))} was expected, it is {value!r:.60}")
    if column in TIMES:
        try:
            _dates.moment(value)
        except (ValueError, OverflowError) as error:
            raise MappingError(f"{where}: a time was expected, it is {value!r:.60}: {error}") from error
    return value


def _zone(name: str, where: str) -> tuple[str, tzinfo]:
    found = _offset(name)
    if found is not None:
        return name, found
    try:
        return name, ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MappingError(
            f"{where}.zone: a zone like Europe/Berlin or +02:00 was expected, it is {name!r:.60}"
        ) from error


def _offset(name: str) -> tzinfo | None:
    sign, hours, colon, minutes = name[:1], name[1:3], name[3:4], name[4:]
    if sign not in {"+", "-"} or colon != ":" or not (hours + minutes).isdecimal() or len(hours + minutes) != 4:
        return None
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(offset if sign == "+" else -offset) if offset <= timedelta(hours=14) else None


def _path(text: str, where: str) -> _paths.Path:
    try:
        return _paths.parse(text)
    except ValueError as error:
        raise MappingError(f"{where}: {error}") from error


def _refuse_others(given: abc.Mapping[str, object], allowed: Iterable[str], where: str, what: str) -> None:
    for key in given:
        if key not in allowed:
            hint = did_you_mean(key, allowed) or f"there are {', '.join(sorted(allowed))}"
            raise MappingError(f"{where}: there is no {what} {key!r}; {hint}")


def _one_of(given: abc.Mapping[str, object], key: str, words: Sequence[str], where: str) -> str | None:
    if key not in given:
        return None
    word = _word(given[key], f"{where}.{key}")
    if word not in words:
        raise MappingError(f"{where}.{key}: one of {', '.join(words)} was expected, it is {word!r:.60}")
    return word


def _word(value: object, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise MappingError(f"{where}: a text was expected, it is {value!r:.60}")
    return value


def _words(value: object, where: str) -> tuple[str, ...]:
    return tuple(_word(entry, where) for entry in (value if isinstance(value, list) else [value]))
