"""Releases: publish a build as a version that never changes, check one against its hashes, sweep what a crash left."""

from __future__ import annotations

from corpus.release.cleanup import Orphan, gc
from corpus.release.publishing import Plan, Release, plan, publish
from corpus.release.verification import Fault, Verification, verify

__all__ = ["Fault", "Orphan", "Plan", "Release", "Verification", "gc", "plan", "publish", "verify"]
