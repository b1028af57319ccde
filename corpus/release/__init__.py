"""Releases: publish a build as a version that never changes, check one against its hashes, sweep what a crash left."""

from __future__ import annotations

from corpus.release.publishing import Plan, Release, plan, publish

__all__ = ["Plan", "Release", "plan", "publish"]
