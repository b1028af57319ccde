"""A store has one edition: who may read it was decided when its first version was published."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import package
from corpus.errors import ReleaseError
from corpus.release import manifest
from corpus.store import Store


def check(store: Store, there: Sequence[str], source: package.Package) -> None:
    """Refuse a package of another edition than the newest of the versions `there`, the oldest first.

    Raises:
        ReleaseError: it says which edition the store has.
    """
    if not there:
        return
    path = f"{package.VERSIONS}/{there[-1]}/{package.MANIFEST}"
    has = manifest.parse(store.read(path), f"{store.where}/{path}").get("edition") or "full"
    asked = package.edition(source)
    if asked != has:
        raise ReleaseError(
            f"{store.where}: has the edition {has} ({there[-1]}), and what is to be published is {asked}; publish it "
            f"with --edition {has}, or {asked} to a store of its own"
        )
