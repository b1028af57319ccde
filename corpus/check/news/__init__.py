"""What every newsroom and every archive would look at, beyond the contract: dates, texts, people, doubles, drift.

Nothing here is broken for a machine; most is a judgement. A rule is a warning where it is rarely wrong and a note
otherwise, and corpus.toml can weigh it anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial

from corpus.check.news import articles, people
from corpus.check.news import drift as drift_
from corpus.check.news.texts import Bodies
from corpus.check.settings import Settings
from corpus.errors import PackageError
from corpus.package import Package, edition
from corpus.report import Finding
from corpus.sources import UNREADABLE, Source, open_tables, unreadable


def check(
    package: Package, sources: Mapping[str, Source], created: datetime | None, settings: Settings
) -> Iterator[Finding]:
    """What the small columns tell; `created` is when the package was made. The texts are read by `bodies`."""
    for step in (
        partial(articles.check, package, sources, created, settings),
        partial(people.check, sources, settings),
    ):
        try:
            yield from step()
        except UNREADABLE as error:
            yield unreadable("articles", error)


def bodies(package: Package, sources: Mapping[str, Source], settings: Settings) -> Bodies | None:
    """Who looks at the bodies in the pass that `corpus.check.texts` makes over them; None where nothing is to be seen.

    An excerpt has dots between its quotations: in what language they are, or whose they are, nobody can say.
    """
    return Bodies(sources, settings) if "articles" in sources and edition(package) != "excerpt" else None


def drift(sources: Mapping[str, Source], previous: Package, settings: Settings) -> Iterator[Finding]:
    """What changed since a previous version that nobody meant to change.

    Raises:
        PackageError: a table of the previous version that this one has cannot be read: nothing can be compared.
    """
    before, _ = open_tables(previous, is_hashed=False)
    for name in ("articles", "quotes"):
        if name in sources and name not in before:
            raise PackageError(f"{previous.folder}: its {name} cannot be read, so nothing can be compared with them")
    try:
        yield from drift_.check(sources, before, settings)
    except UNREADABLE as error:
        raise PackageError(f"{previous.folder}: cannot be read to its end: {error}") from error
