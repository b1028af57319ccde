"""Speech that a dash opens and no marks hold, as French and Spanish print dialogue."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.extract.clauses_abroad import CLITIC
from corpus.extract.grammars import Grammar, grammar_of
from corpus.extract.marks import Marked
from corpus.record import Span

_DASH = re.compile(r"[—–―][ \u00a0\u202f]?(?=[^\W\d_a-z]|[¿¡«“…])")
_INCISE_DASH = re.compile(r"(?<=[^\s—–―])\s?[—–―](?=\s?\w)|\s[—–―](?=\w)|[—–―](?=[.,;:!?])")


def dialogue(body: str, cut: Sequence[Span], marks: Sequence[Marked], language: str) -> list[Marked]:
    """Speech in dashes, as in « — Oui, dit Lena Ortiz. »; only where a verb of speech is beside.

    A paragraph that a dash opens is taken where it, or one of those right beside it, says who speaks.
    """
    grammar = grammar_of(language)
    if grammar is None or language == "de":
        return []
    with_marks = {m.block for m in marks}
    found: list[Marked] = []
    run: list[Marked] = []
    is_spoken = False
    last = -2
    for number, block in enumerate(cut):
        opening = _DASH.match(body, block.start, block.end)
        if opening is None or number in with_marks:
            continue
        if number != last + 1:
            found += run if is_spoken else []
            run, is_spoken = [], False
        pieces, has_incise = _dash_pieces(body, opening.end(), block, grammar)
        run += [
            Marked(
                start, end, Span(block.start if start == opening.end() else start, end), number, "double", False, True
            )
            for start, end in pieces
        ]
        is_spoken = is_spoken or has_incise
        last = number
    return found + (run if is_spoken else [])


def _dash_pieces(body: str, start: int, block: Span, grammar: Grammar) -> tuple[list[tuple[int, int]], bool]:
    """The speech of one paragraph, without the words between that say whose it is."""
    if grammar.language == "es":
        inner = [m.span() for m in _INCISE_DASH.finditer(body, start, block.end)]
        if inner and _begins_with_verb(body[inner[0][1] : inner[0][1] + 60], grammar):
            pieces = [(start, inner[0][0])]
            if len(inner) > 1:
                rest = inner[1][1]
                while rest < block.end and body[rest] in ".,;:!? ":
                    rest += 1
                pieces.append((rest, block.end))
            return [_trimmed(body, a, b) for a, b in pieces if b > a], True
        return [_trimmed(body, start, block.end)], False
    for match in re.finditer(r"[,?!…]\s+(?=\w)", body[start : block.end]):
        at = start + match.end()
        if _begins_with_verb(body[at : at + 60], grammar, inverted=True):
            end = re.compile(r"[.,;:!?](?=\s|$)").search(body, at, block.end)
            while end is not None and re.search(r"\b(?:M|Mme|Mlle|Dr)$", body[at : end.start()]):
                end = re.compile(r"[.,;:!?](?=\s|$)").search(body, end.end(), block.end)
            pieces = [(start, start + match.start() + (body[start + match.start()] != ","))]
            if end is not None and end.end() < block.end:
                pieces.append((end.end(), block.end))
            return [_trimmed(body, a, b) for a, b in pieces if b > a], True
    return [_trimmed(body, start, block.end)], False


def _trimmed(body: str, start: int, end: int) -> tuple[int, int]:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end


def _begins_with_verb(text: str, grammar: Grammar, *, inverted: bool = False) -> bool:
    words = re.findall(r"[\w’'-]+", text)[:5]
    at = 0
    clitic = CLITIC.fullmatch(words[0]) if words else None
    while (
        at < len(words)
        and at < 3
        and words[at].lower() in grammar.words.get("clitic", frozenset()) | grammar.words["aux"]
    ):
        at += 1
    if clitic is not None:
        word = clitic["verb"].lower()
        return word in grammar.verbs or (
            word in grammar.words["aux"] and any(w.lower() in grammar.verbs for w in words[1:4])
        )
    if at >= len(words) or words[at].lower() not in grammar.verbs:
        return False
    after = words[at + 1] if at + 1 < len(words) else ""
    return (
        not inverted
        or after[:1].isupper()
        or after.lower() in grammar.words["det"]
        or after[:2].lower() in ("l’", "l'")
    )
