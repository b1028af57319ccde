"""What somebody wants of a check: `corpus.toml`, with severities, thresholds, and findings that are ignored."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

import polars as pl

from corpus import contract
from corpus.errors import SettingsError
from corpus.record import Severity
from corpus.report import CODES, Finding
from corpus.sources import ROW, Source
from corpus.text import did_you_mean

FILE_NAME = "corpus.toml"

Level = Severity | Literal["off"]

THRESHOLDS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "modified-before-published": {"slack_hours": 24},
        "retrieved-before-published": {"slack_hours": 24},
        "published-outlier": {"least_articles": 50, "most_share": 0.01, "years": 10},
        "duplicate-body": {"least_words": 20},
        "near-duplicate": {"share": 0.6},
        "stump": {"least_words": 5},
        "language-contradicted": {"sample": 500, "least_bytes": 400},
        "drift-volume": {"sigmas": 5, "change": 0.3, "least_articles": 20},
        "drift-nulls": {"sigmas": 5, "change": 0.05},
        "drift-language": {"sigmas": 5, "change": 0.05},
        "drift-quotes": {"sigmas": 5, "change": 0.2},
    }
)
"""The thresholds of each code that has any, with their defaults. docs/reference/corpus-toml.md says what each means."""

EXTRA = ("tables", "check")
"""Tables of corpus.toml that others read: `Settings.extra` has them as they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """Findings that are known: of `code`, and of the publisher, table and column where these are named.

    `publisher` is that of the article that a finding's row is, or belongs to.
    """

    code: str
    reason: str
    publisher: str | None = None
    table: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a corpus.toml says; without one, the defaults.

    `today` is the clock that embargoes are held against: an instant in UTC, None where the package's own `created` is
    to be taken. `is_thorough` asks for the rules that cost more than all others together. `is_of_package` says that
    the file came with the package: whoever made it may weigh judgements anew, but not what the contract calls errors.
    """

    path: Path | None = None
    severities: Mapping[str, Level] = field(default_factory=dict)
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    ignores: tuple[Ignore, ...] = ()
    today: datetime | None = None
    is_thorough: bool = False
    is_of_package: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    def is_on(self, *codes: str) -> bool:
        """Whether a finding of any of the codes would be told."""
        return any(self.severities.get(code) != "off" for code in codes)

    def threshold(self, code: str, name: str) -> float:
        """A threshold of a code: what the file says, else the default."""
        return self.thresholds.get(code, {}).get(name, THRESHOLDS[code][name])


def find(package: Path, config: Path | None = None, project: Path | None = None) -> Settings:
    """The settings for a package: those of `config`, else of corpus.toml in `project`, else of the one in the package.

    One file is taken, never several mixed; without any, the defaults hold. `package` is a folder or its descriptor.

    Raises:
        SettingsError: the file cannot be read, or says something that no settings can say.
    """
    if config is not None:
        return read(config)
    home = package if package.is_dir() else package.parent
    if project is not None and (project / FILE_NAME).is_file():
        return read(project / FILE_NAME)
    if (home / FILE_NAME).is_file():
        return replace(read(home / FILE_NAME), is_of_package=True)
    return Settings()


def read(path: Path) -> Settings:
    """The settings that a file holds.

    Raises:
        SettingsError: it cannot be read, is no TOML, or has a key, code, word or value that no settings can have.
    """
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not TOML: {error}") from error
    _known(said, ("rules", "ignore", "today", "thorough", *EXTRA), str(path))
    rules = _table(said.get("rules", {}), f"{path}: rules")
    severities: dict[str, Level] = {}
    thresholds: dict[str, dict[str, float]] = {}
    _known(rules, CODES, f"{path}: rules", "code")
    for code, rule in rules.items():
        where = f"{path}: rules.{code}"
        _known(_table(rule, where), ("severity", *THRESHOLDS.get(code, ())), where)
        for name, value in rule.items():
            if name == "severity":
                severities[code] = _word(value, (*get_args(Severity), "off"), f"{where}.severity")
            elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
                raise SettingsError(f"{where}.{name} is {value!r}; expected a number, 0 or above")
            else:
                thresholds.setdefault(code, {})[name] = value
    thorough = said.get("thorough", False)
    if not isinstance(thorough, bool):
        raise SettingsError(f"{path}: thorough is {thorough!r}; expected true or false")
    return Settings(
        path=path,
        severities=severities,
        thresholds=thresholds,
        ignores=tuple(_ignores(said.get("ignore", []), path, said)),
        today=_instant(said.get("today"), path),
        is_thorough=thorough,
        extra={name: said[name] for name in EXTRA if name in said},
    )


# ------------------------------------------------------------------ what they do to findings


def apply(
    settings: Settings, findings: Iterable[Finding], sources: Mapping[str, Source]
) -> tuple[list[Finding], dict[str, int]]:
    """The findings that are told, with the severities that are wanted, and how many of each code are not told.

    Errors are neither ignored nor made less by a file that came with the package itself.
    """
    told: list[Finding] = []
    ignored: Counter[str] = Counter()
    kept: list[tuple[Finding, bool]] = []
    for one in findings:
        is_fixed = settings.is_of_package and one.severity == "error"
        severity = one.severity if is_fixed else settings.severities.get(one.code, one.severity)
        if severity == "off":
            ignored[one.code] += 1
        else:
            kept.append((one if severity == one.severity else replace(one, severity=severity), is_fixed))
    codes = {ignore.code for ignore in settings.ignores if ignore.publisher is not None}
    publishers = _publishers([one for one, _ in kept if one.code in codes], sources) if codes else {}
    for one, is_fixed in kept:
        if not is_fixed and any(_is_ignored(ignore, one, publishers) for ignore in settings.ignores):
            ignored[one.code] += 1
        else:
            told.append(one)
    return told, dict(sorted(ignored.items()))


def _is_ignored(ignore: Ignore, one: Finding, publishers: Mapping[tuple[str, int], str]) -> bool:
    return (
        ignore.code == one.code
        and ignore.table in (None, one.table)
        and ignore.field in (None, one.field)
        and ignore.publisher in (None, publishers.get((one.table or "", -1 if one.row is None else one.row)))
    )


def _publishers(findings: list[Finding], sources: Mapping[str, Source]) -> dict[tuple[str, int], str]:
    """The publisher of the article that each finding's row is, or belongs to, by table and row."""
    articles = sources.get("articles")
    if articles is None or not articles.has("article_id", "publisher"):
        return {}
    home = articles.scan("article_id", "publisher").drop_nulls()
    found: dict[tuple[str, int], str] = {}
    for name in {one.table for one in findings if one.table and one.row is not None}:
        source = sources.get(name)
        if source is None or not source.has("article_id"):
            continue
        wanted = pl.LazyFrame({ROW: [one.row for one in findings if one.table == name and one.row is not None]})
        rows = source.scan("article_id").join(wanted.cast({ROW: pl.get_index_type()}), on=ROW, how="semi")
        homes = home.unique("article_id", keep="first", maintain_order=True)
        for row, publisher in source.collect(
            rows.join(homes.drop(ROW), on="article_id").select(ROW, "publisher")
        ).iter_rows():
            found[name, row] = publisher
    return found


# ------------------------------------------------------------------ how the file is read


def _ignores(entries: object, path: Path, said: Mapping[str, Any]) -> Iterable[Ignore]:
    checks = said.get("check")
    own = [str(check.get("code")) for check in checks if isinstance(check, dict)] if isinstance(checks, list) else []
    if not isinstance(entries, list):
        raise SettingsError(f"{path}: ignore is {entries!r}; expected [[ignore]], once for each")
    for number, entry in enumerate(entries, start=1):
        where = f"{path}: ignore {number}"
        _known(_table(entry, where), ("code", "publisher", "table", "field", "reason"), where)
        for name, value in entry.items():
            if not isinstance(value, str) or not value.strip():
                raise SettingsError(f"{where}: {name} is {value!r}; expected a text")
        for name in ("code", "reason"):
            if name not in entry:
                raise SettingsError(f"{where}: has no {name}; say which finding is ignored, and why")
        _word(entry["code"], [*CODES, *own], f"{where}: code")
        has_own = "tables" in said  # then its columns are not those of the contract alone
        if "table" in entry and entry["table"] in contract.NAMES and "field" in entry and not has_own:
            names = [f.name for f in contract.tables()[entry["table"]].fields]
            _word(entry["field"], names, f"{where}: field")
        yield Ignore(**entry)


def _instant(said: object, path: Path) -> datetime | None:
    """A day is its end: what may be shown from that day on may be shown on it."""
    if said is None:
        return None
    if isinstance(said, datetime):
        return said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    if isinstance(said, date):
        return datetime.combine(said, time.max, UTC)
    raise SettingsError(f"{path}: today is {said!r}; expected a date, such as 2026-01-31 without quotation marks")


def _table(said: object, where: str) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise SettingsError(f"{where} is {said!r}; expected a table")
    return said


def _known(said: Mapping[str, Any], allowed: Iterable[str], where: str, what: str = "key") -> None:
    for name in said:
        if name not in set(allowed):
            raise SettingsError(f"{where}: {name!r} is no {what} that is known there; {_nearest(name, allowed)}")


def _word(said: object, allowed: Iterable[str], where: str) -> Any:
    if not isinstance(said, str) or said not in set(allowed):
        raise SettingsError(f"{where} is {said!r}; {_nearest(str(said), allowed)}")
    return said


def _nearest(name: str, allowed: Iterable[str]) -> str:
    if meant := did_you_mean(name, allowed):
        return meant
    if set(CODES) <= set(allowed):  # some ninety
        return "expected a code of the report, such as 'enum'; docs/reference/findings.md has all"
    return f"expected {', '.join(allowed)}"
