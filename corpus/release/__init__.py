"""Releases: publish a build as a version that never changes, check one against its hashes, sweep what a crash left."""

from __future__ import annotations

from corpus.release.correcting import erratum
from corpus.release.publishing import Plan, Release, plan, publish
from corpus.release.withdrawing import Amended, takedown
from corpus.release.yanking import yank

__all__ = ["Amended", "Plan", "Release", "erratum", "plan", "publish", "takedown", "yank"]
