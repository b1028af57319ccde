"""Quotation marks, paired: what stands in marks, whoever said it. Knows typography and nothing of speech.

The marks of a body are read block by block (a block is a paragraph, or a line that ends like one). A mark opens or
closes by its own shape where it has one (“ « „) and by its neighbours where it has none (" '). What stands in marks
within marks belongs to the outer pair and is not paired on its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from corpus.record import Span

Style = Literal["double", "single"]


class Marked(NamedTuple):
    """What stands between two marks, at ``[start, end)`` of the body, the marks and the blanks beside them outside.

    `outer` covers the marks. `block` counts the blocks of `blocks(body)`. `continues` is true where the mark at the
    start of a block repeats one that the block before left open. `is_closed` is false where no closing mark stands.
    """

    start: int
    end: int
    outer: Span
    block: int
    style: Style
    continues: bool
    is_closed: bool


_MARK = re.compile(r"``|''|[“”„‟«»「」『』〝〞＂\"‘’‚‛‹›'`]")
# What may close what. Marks that open by their neighbours only (” in Swedish, » in Danish) stand here as openers too.
_CLOSERS = {
    "“": '”“"', "‟": '”"', "„": '“”"', "”": "”", "«": "»", "»": "«»", '"': '"”', "＂": "＂", "``": "''\"”", "''": "''",
    "「": "」", "『": "』", "〝": "〞",
    "‘": "’'", "’": "’", "‚": "‘’", "‛": "’", "‹": "›", "›": "‹", "'": "'", "`": "'’",
}  # fmt: skip
_SINGLE = frozenset("‘’‚‛‹›'`")
_ALWAYS_OPENS = frozenset("“‟„«「『〝‘‚‛‹") | {"``"}
_BEFORE_OPENER = frozenset("([{—–-/-:;…¿¡>*_")
_AFTER_CLOSER = frozenset(".,;:!?…)]}—–-/*_<%")
_ENDS_LIKE_A_PARAGRAPH = frozenset(".!?…:”\"’'»“)")
# An apostrophe for letters left out opens nothing: ’90s, since ’98, ’em, ’til, rock ’n’ roll.
_ELISION = re.compile(
    r"\d0s\b|\d\d(?=[.,;:!?)’']+(?:\s|$))"
    r"|(?:em|til|till|tis|twas|cause|bout|round|n|neath|cos|ello|ave|s)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d\d(?!\w)")
_BEFORE_YEAR = ("since ", "in ", "of ", "from ", "until ", "till ", "before ", "after ", "by ")
_INCHES_BEFORE = re.compile(r"-?\s?[a-z\d×]")  # what goes on after a measure: a 24" screen, 12"-wide, 12" x 9"
_TAIL = re.compile(
    r"[,.!?…] (?:(?:said|says|added|wrote) [A-Zthse]"
    r"|(?:(?:[A-Z][\w’'.-]*|[Hh]e|[Ss]he|[Tt]hey|[Tt]he|a|an|[a-z]{4,12}) ){1,4}(?:said|says|told|added|wrote)\b)"
)


# The same with a name and nothing after it: what not even a speaker who tells a story says.
_FIRM_TAIL = re.compile(r"[,!?] (?:[A-Z][\w’'.-]+ ){1,3}(?:said|says)\.")


def blocks(body: str) -> list[Span]:
    r"""The paragraphs of a body, cut also at a line end after which a new speaker or paragraph can begin.

    >>> [b.of("Q: Now?\nA: Yes,\nnow.") for b in blocks("Q: Now?\nA: Yes,\nnow.")]
    ['Q: Now?', 'A: Yes,\nnow.']
    """
    found: list[Span] = []
    start = 0
    for match in re.finditer(r"\n+", body):
        at = match.start()
        if len(match.group()) > 1 or _is_break(body, start, at):
            if at > start:
                found.append(Span(start, at))
            start = match.end()
    if start < len(body):
        found.append(Span(start, len(body)))
    return found


def _is_break(body: str, start: int, at: int) -> bool:
    """Does the line that ends at `at` end a block? A line that was only wrapped does not."""
    if at == start or body[at - 1] in _ENDS_LIKE_A_PARAGRAPH:
        return True
    after = body[at + 1 : at + 2]
    return not after.islower() and (after in _CLOSERS or after in "—–-•*" or at - start < 60)


def marked(body: str, cut: list[Span] | None = None) -> list[Marked]:
    r"""Everything that stands in marks, in the order of `start`; pairs within pairs are left out.

    `cut` are the blocks of the body, where they are known.

    >>> [m.outer.of("“Go,” he said. It is 12\" wide.") for m in marked("“Go,” he said. It is 12\" wide.")]
    ['“Go,”']
    """
    found: list[Marked] = []
    left_open = ""
    cut = blocks(body) if cut is None else cut
    events = _events(body, cut)
    for number, block in enumerate(cut):
        inherits = bool(left_open) and _resumes(left_open, body, block)
        following = cut[number + 1] if number + 1 < len(cut) else None
        left_open = ""
        for piece in _pair(body, block, events[number]):
            opener = body[piece.outer.start : piece.outer.start + 2]
            opener = opener if opener in _CLOSERS else opener[0]
            end, closed = piece.outer.end, piece.closed
            if not closed and end == block.end:
                tail = _FIRM_TAIL.search(body, piece.inner.start, end) if piece.style == "double" else None
                if tail is not None:
                    end = tail.start() + 1
                elif following is not None and _resumes(opener, body, following):
                    left_open = opener
                elif piece.style == "single":
                    continue  # an apostrophe
                else:
                    end = _cut_short(body, piece.inner.start, end)
            start, stop = _trim(body, piece.inner.start, min(piece.inner.end, end))
            if start < stop:
                continues = inherits and piece.outer.start == block.start
                outer = Span(piece.outer.start, end)
                found.append(Marked(start, stop, outer, number, piece.style, continues, closed))
    return found


def style_of(found: list[Marked]) -> Style:
    """The style in which this article prints what people say: the vote of its pairs, by their length.

    Nicknames and titles are short and speech is long, so a pair counts its characters (at most 80).
    """
    votes: Counter[Style] = Counter()
    for each in found:
        votes[each.style] += min(80, each.end - each.start)
    return "single" if votes["single"] > votes["double"] else "double"


# ------------------------------------------------------------------ one block


class _Event(NamedTuple):
    """One mark: its text, where it stands, and what it could do there by its neighbours."""

    text: str
    start: int
    end: int
    opens: bool
    closes: bool


class _Piece(NamedTuple):
    outer: Span
    inner: Span
    style: Style
    closed: bool


def _events(body: str, cut: list[Span]) -> list[list[_Event]]:
    found: list[list[_Event]] = []
    for block in cut:
        events: list[_Event] = []
        for match in _MARK.finditer(body, block.start, block.end):
            text, start, end = match.group(), match.start(), match.end()
            before = body[start - 1] if start > block.start else " "
            after = body[end] if end < block.end else " "
            if text in _SINGLE and before.isalnum() and after.isalnum():
                continue  # an apostrophe in a word
            if text == '"' and "\u05d0" <= before <= "\u05ea" and "\u05d0" <= after <= "\u05ea":
                continue  # in a Hebrew acronym
            space_before, space_after = before.isspace(), after.isspace()
            opens = (space_before or before in _BEFORE_OPENER or before in _ALWAYS_OPENS or before == '"') and not (
                space_after or after in ",;:!?)]}"
            )
            closes = not space_before and (space_after or after in _AFTER_CLOSER or after in _CLOSERS)
            if text in _SINGLE and opens and _is_elision(body, start, end):
                opens = False
            events.append(_Event(text, start, end, opens, closes))
        found.append(events)
    return found


def _is_elision(body: str, start: int, end: int) -> bool:
    if _ELISION.match(body, end):
        return True
    return _YEAR.match(body, end) is not None and body[max(0, start - 7) : start].lower().endswith(_BEFORE_YEAR)


def _pair(body: str, block: Span, events: list[_Event]) -> Iterator[_Piece]:
    """Pair the marks of one block, left to right; a mark that nothing closes runs to the end of the block."""
    last_closer: dict[bool, int] = {}
    closer_next = [False] * len(events)  # of the marks of its style after this one, does one close before one opens?
    closes_later = is_firm_later = False
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        single = event.text in _SINGLE
        if event.closes:
            last_closer.setdefault(single, at)
        if single:
            closer_next[at] = closes_later
            if event.closes or event.opens:
                closes_later = event.closes and not event.opens
        else:  # of the double marks, measures aside, does a firm one close before one opens?
            closer_next[at] = is_firm_later
            if event.opens or not body[event.start - 1].isdigit():
                is_firm_later = not event.opens and body[event.start - 1] in ".,!?…"
    last_mark = {event.text: at for at, event in enumerate(events)}
    opened: _Event | None = None
    depth = 0
    for at, event in enumerate(events):
        single = event.text in _SINGLE
        if opened is None:
            if not _is_opener(body, event):
                continue
            if single and last_closer.get(True, -1) <= at and event.start != block.start:
                continue
            if event.text in ("'", "’", "`", "›") and last_closer.get(True, -1) <= at:
                continue
            opened, depth = event, 0
            continue
        if single != (opened.text in _SINGLE):
            continue
        may_close = event.text in _CLOSERS[opened.text] if len(event.text) == 1 else opened.text in ("``", "''")
        if may_close and _is_closer(body, event, opened, closer_next[at]):
            if depth:
                depth -= 1
                continue
            yield _Piece(Span(opened.start, event.end), Span(opened.end, event.start), _style(opened), closed=True)
            opened = None
        elif event.opens and _is_opener(body, event) and not single:
            if opened.text in "«「『„" and _is_other(event.text, opened.text, last_mark, at):
                continue  # « Elle a dit "non" »: marks of another kind within
            if _is_nested(events, at, opened):
                depth += 1
            else:
                # A second opening mark: the first was never closed.
                end = _cut_short(body, opened.end, event.start)
                while end > opened.end and body[end - 1].isspace():
                    end -= 1
                yield _Piece(Span(opened.start, end), Span(opened.end, end), _style(opened), closed=False)
                opened, depth = event, 0
    if opened is not None:
        yield _Piece(Span(opened.start, block.end), Span(opened.end, block.end), _style(opened), closed=False)


def _is_other(text: str, opener: str, last_mark: dict[str, int], at: int) -> bool:
    """Is this mark of another kind than the pair that is open, and is that pair closed after it?"""
    closers = _CLOSERS[opener]
    return set(_CLOSERS[text]).isdisjoint(closers) and any(last_mark.get(closer, -1) > at for closer in closers)


def _is_opener(body: str, event: _Event) -> bool:
    if event.text in ('"', "＂", "''", "'", "`", "’", "”", "»", "›"):
        if event.text == "’":
            return False
        if event.text in ('"', "''") and body[event.start - 1 : event.start].isdigit():
            return False  # inches, seconds
        return event.opens and event.text in _CLOSERS
    if event.text == "‘":
        return event.opens
    return event.text in _ALWAYS_OPENS


def _is_closer(body: str, event: _Event, opened: _Event, closer_follows: bool) -> bool:
    if event.start == opened.end:
        return False
    if event.text in _SINGLE and event.text not in "‹›":
        if not event.closes:
            return False
        before, after = body[event.start - 1], body[event.end : event.end + 1]
        is_firm = before in ".,!?…—" or not after or after in ".,;:!?)]—–"
        # players’ union, goin’ home: a blank after the letter, and a firmer close still to come
        return is_firm or not (before in "sSzx" and closer_follows)
    if closer_follows and body[event.start - 1].isdigit() and _INCHES_BEFORE.match(body, event.end):
        return False  # "We ordered a 24" screen," said Ortiz
    if event.text == opened.text == "»":
        return event.closes and not event.opens  # Swedish and Finnish set »…», others »…«
    if event.text in ('"', "“", "＂"):
        if event.text == "“" and opened.text != "„":
            return event.closes and not event.opens
        return event.closes or not event.opens
    return True


def _is_nested(events: list[_Event], at: int, opened: _Event) -> bool:
    """Do two closing marks follow before the next opening one? Then this mark opens a quotation within one."""
    closers = 0
    for event in events[at + 1 : at + 4]:
        if event.text in _SINGLE:
            continue
        if event.opens and not event.closes:
            return False
        closers += event.text in _CLOSERS[opened.text]
        if closers == 2:
            return True
    return False


def _style(opened: _Event) -> Style:
    return "single" if opened.text in _SINGLE else "double"


def _resumes(opener: str, body: str, block: Span) -> bool:
    return body.startswith(opener, block.start) or (opener == "«" and body.startswith("»", block.start))


def _cut_short(body: str, start: int, end: int) -> int:
    """Where a quotation without a closing mark ends: before "Ortiz said", if those words follow, else at the end."""
    tail = _TAIL.search(body, start, end)
    return tail.start() + 1 if tail else end


def _trim(body: str, start: int, end: int) -> tuple[int, int]:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return start, end
