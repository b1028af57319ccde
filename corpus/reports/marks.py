"""Fingerprints of findings: the same one for the same fault in every check, so that a tool can tell what is new."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from corpus.check.verdict import identity
from corpus.report import Finding
from corpus.reports.about import About


def fingerprints(about: About, findings: Iterable[Finding]) -> Iterator[str]:
    """One for each finding, 32 hex digits, all different.

    They are made of what makes a finding the same, its descriptor, and which of equals it is.
    """
    seen: Counter[object] = Counter()
    for one in findings:
        name = identity(one)
        seen[name] += 1
        said = json.dumps([about.file, *name, seen[name]])
        yield hashlib.sha256(said.encode()).hexdigest()[:32]
