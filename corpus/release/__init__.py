"""Releases: publish a build as a version that never changes, check one against its hashes, sweep what a crash left.

`corpus.release.push` sends a version to where others look for data.
"""

from __future__ import annotations

from corpus.release.cleanup import Orphan, gc, restore
from corpus.release.correcting import erratum
from corpus.release.publishing import Plan, Release, plan, publish
from corpus.release.verification import Fault, Verification, verify
from corpus.release.withdrawing import Amended, takedown
from corpus.release.yanking import yank

__all__ = [
    "Amended", "Fault", "Orphan", "Plan", "Release", "Verification", "erratum", "gc", "plan", "publish", "restore",
    "takedown", "verify", "yank",
]  # fmt: skip
