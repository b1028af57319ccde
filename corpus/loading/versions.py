"""Which version is meant: `latest`, `2026.11.0`, `2026.11`, `>=2026.10,<2027`. Values only."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpus.errors import PackageError, ReleaseError
from corpus.package import parse_version

LATEST = "latest"
_CLAUSE = re.compile(r"(==|!=|>=|<=|>|<)?\s*(\d{4})(?:\.(\d{1,2}))?(?:\.(\d{1,6}))?", re.ASCII)


def exact(wanted: str) -> str | None:
    """The one version that the words name (`2026.11.0` or `==2026.11.0`); None where they leave a choice.

    >>> exact("==2026.11.0"), exact("2026.11"), exact(">=2026.11.0")
    ('2026.11.0', None, None)
    """
    name = wanted.strip().removeprefix("==").strip()
    try:
        parse_version(name)
    except ReleaseError:
        return None
    return name


def choose(wanted: str, there: Sequence[str], yanked: Collection[str] = (), *, where: str) -> str:
    """The newest version that fits.

    A version that was yanked is chosen only where it is named exactly, as PEP 592 has it. `2026.11` means the newest of
    that month; clauses are parted by commas, and all of them must hold.

    >>> choose(">=2026.10,<2027", ["2026.9.1", "2026.10.0", "2026.11.0"], {"2026.11.0"}, where="store")
    '2026.10.0'

    Raises:
        PackageError: none fits, or the words say no version; the message lists those that there are.
    """
    name = exact(wanted)
    if name is not None:
        if name not in there:
            raise PackageError(f"{where}: no version {name}; there are {_listed(there)}")
        return name
    clauses = [] if wanted.strip() == LATEST else [_clause(part, wanted, where) for part in wanted.split(",")]
    fitting = [one for one in there if one not in yanked and all(_holds(one, *clause) for clause in clauses)]
    if not fitting:
        hidden = f" (yanked: {_listed(sorted(yanked, key=parse_version))})" if yanked else ""
        meant = "a version that is not yanked" if wanted.strip() == LATEST and there else f"version {wanted}"
        raise PackageError(f"{where}: no {meant.removeprefix('a ')}; there are {_listed(there)}{hidden}")
    return max(fitting, key=parse_version)


def _clause(words: str, wanted: str, where: str) -> tuple[str, tuple[int, ...]]:
    match = _CLAUSE.fullmatch(words.strip())
    if match is None:
        raise PackageError(
            f"{where}: {wanted!r} is no version; expected latest, 2026.11.0, 2026.11, or such as >=2026.10,<2027"
        )
    return match[1] or "==", tuple(int(part) for part in match.groups()[1:] if part is not None)


def _holds(version: str, operator: str, wanted: tuple[int, ...]) -> bool:
    # A clause compares as many numbers as it has: `2026.11` is every patch of that month, `>2026.11` the months after.
    found = parse_version(version)[: len(wanted)]
    match operator:
        case "==":
            return found == wanted
        case "!=":
            return found != wanted
        case ">=":
            return found >= wanted
        case "<=":
            return found <= wanted
        case ">":
            return found > wanted
        case _:
            return found < wanted


def _listed(versions: Sequence[str]) -> str:
    return ", ".join(versions) or "none"
