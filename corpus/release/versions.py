"""Which version may follow: what kind of change needs what kind of bump. Values only.

A version is `YYYY.M.PATCH`. PATCH is a re-issue of the same month: nothing is in it that was not, and what is wrong or
was withdrawn is put right. What adds or drops articles, or changes the columns, is the issue of another month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from corpus.diff import ChangeClass
from corpus.errors import ReleaseError
from corpus.package import parse_version

Bump = Literal["patch", "month"]

NEEDS: Mapping[ChangeClass, Bump] = MappingProxyType(
    {
        "repack": "patch",
        "erratum": "patch",
        "withdrawn": "patch",
        "rows-removed": "month",
        "rows-added": "month",
        "schema-additive": "month",
        "schema-breaking": "month",
    }
)
"""The least that each class of change needs; docs/decisions/0021-what-a-change-needs.md says why."""

_SCHEMA: Mapping[ChangeClass, int] = MappingProxyType({"schema-additive": 1, "schema-breaking": 0})


def needed(classes: Sequence[ChangeClass]) -> Bump:
    """The least bump for a change of these classes."""
    return "month" if any(NEEDS[one] == "month" for one in classes) else "patch"


def bump(old: str, new: str) -> Bump:
    """What of the version changes from `old` to `new`."""
    return "patch" if parse_version(old)[:2] == parse_version(new)[:2] else "month"


def following(newest: str | None, least: Bump, today: tuple[int, int]) -> str:
    """The next version: of this month where it is later than the newest, else a patch or the month after it.

    >>> following("2026.11.0", "patch", (2026, 12))
    '2026.11.1'
    >>> following("2026.11.3", "month", (2026, 11))
    '2026.12.0'
    >>> following("2026.9.0", "month", (2026, 11))
    '2026.11.0'
    """
    if newest is None:
        return f"{today[0]}.{today[1]}.0"
    year, month, patch = parse_version(newest)
    if least == "patch":
        return f"{year}.{month}.{patch + 1}"
    if today > (year, month):
        return f"{today[0]}.{today[1]}.0"
    return f"{year}.{month + 1}.0" if month < 12 else f"{year + 1}.1.0"


def before(version: str, there: Sequence[str]) -> str | None:
    """The newest version that is older than `version`: the one that it is compared with."""
    older = [one for one in there if parse_version(one) < parse_version(version)]
    return max(older, key=parse_version, default=None)


def check_place(version: str, there: Sequence[str], *, is_back_issue: bool, where: str) -> None:
    """Refuse a version that exists, or that is older than the newest where that was not asked for.

    Raises:
        ReleaseError: it says what may be published instead.
    """
    if version in there:
        raise ReleaseError(f"{where}: version {version} is published, and a version never changes; choose the next one")
    newest = max(there, key=parse_version, default=None)
    if newest is None or parse_version(version) > parse_version(newest):
        return
    if not is_back_issue:
        raise ReleaseError(
            f"{where}: version {version} is older than {newest}, the newest; to re-issue an old month say --back-issue"
        )
    if (previous := before(version, there)) is None or bump(previous, version) != "patch":
        raise ReleaseError(
            f"{where}: {version} is no back issue: there is no older version of that month to correct; "
            f"there are {', '.join(there)}"
        )


def damaged(version: str, manifest_sha256: str) -> str:
    """What is said of a version that `latest.json` lists and whose manifest is gone."""
    return (
        f"version {version} is damaged: latest.json lists it, but its manifest is gone; restore "
        f"v/{version}/manifest.json (sha256 {manifest_sha256}) from a copy"
    )


def check_bump(
    previous: str, version: str, classes: Sequence[ChangeClass], contracts: tuple[str, str], where: str
) -> None:
    """Refuse a version whose number promises less change than there is.

    `contracts` are the schema's versions (`x-contract`) of both: a change of the contract's own tables must raise it.

    Raises:
        ReleaseError: it says which class of change needs what.
    """
    if needed(classes) == "month" and bump(previous, version) == "patch":
        grave = ", ".join(one for one in classes if NEEDS[one] == "month")
        year, month, _ = parse_version(version)
        raise ReleaseError(
            f"{where}: {version} is too small a step from {previous}: {grave} needs a new month, such as "
            f"{following(f'{year}.{month}.0', 'month', (year, month))}; a patch only corrects or withdraws"
        )
    old, new = (_numbers(one) for one in contracts)
    for one in classes:
        upto = _SCHEMA.get(one)
        if upto is not None and old and new and old[: upto + 1] > new[: upto + 1]:
            raise ReleaseError(
                f"{where}: {version} has the contract {contracts[1]}, older than {contracts[0]} of {previous}; "
                "build it with the newer version of corpus"
            )


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()
