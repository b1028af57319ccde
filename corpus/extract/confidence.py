"""What a score is worth: how often a row with this score was right, by pattern, on articles of our own.

The tables are data, ``models/confidence.json``: points between which a straight line is drawn, rising with the score
(isotonic regression; Zadrozny and Elkan 2002). ``benchmarks/training/confidence.py`` measures them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from corpus.extract import models

SURE_ENOUGH = 0.5
"""Under this a speaker is left out and the quotation kept."""

GROUPS = {
    **dict.fromkeys(("QSV", "QVS", "SVQ", "split", "credit", "label", "dash-dialogue"), "beside"),
    **dict.fromkeys(("SVq", "qSV", "qVS", "according-to", "SV-that", "SV-C", "C-SV", "C-VS", "naming"), "within"),
    **dict.fromkeys(("continued", "multi-paragraph", "shared"), "continued"),
}
"""The pattern of a rule; a rule that is not here is "inferred"."""


@lru_cache(maxsize=1 << 12)
def of_speaker(rule: str, score: float) -> float:
    """How likely the speaker of a row is right, from 0 to 1, rounded to thousandths.

    >>> of_speaker("QSV", 0.97) > of_speaker("SVq", 0.6)
    True
    """
    return _between(models.tables("confidence")["speaker"][GROUPS.get(rule, "inferred")], score)


@lru_cache(maxsize=1 << 12)
def of_span(rule: str, kind: str, *, is_closed: bool) -> float:
    """How likely words in marks are a quotation with these edges; marks that are never closed may end anywhere."""
    found = models.tables("confidence")["span"]
    share = found.get(f"{rule} {kind}", found[f"{GROUPS.get(rule, 'inferred')} {kind}"])[0][1]
    return share if is_closed else round(0.7 * share, 3)


@lru_cache(maxsize=1 << 12)
def of_mention(entity: str, score: float) -> float:
    """How likely a name is one of this kind of entity with these edges; `score` as `names` gives it."""
    return _between(models.tables("confidence")["mention"][entity], score)


def _between(points: Sequence[Sequence[float]], score: float) -> float:
    at = bisect_left(points, score, key=lambda point: point[0])
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (low, at_low), (high, at_high) = points[at - 1], points[at]
    return round(at_low + (at_high - at_low) * (score - low) / (high - low), 3)
