"""Words, marks and sentences of a text, with their positions. Everything else in this room stands on them.

A text is cut once. What a word is by itself (its lower case, its kind, its flags) is looked up once per printed form
and travels with every token: no stage asks again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from corpus.extract import lexicon
from corpus.extract.words import flags
from corpus.record import Span

TokenKind = Literal["word", "mark", "name", "quote"]


class Token(NamedTuple):
    """A word or a mark, at ``[start, end)`` code points of the text that was cut; `flags` are `words.flags` of `text`.

    In a frame also a name or a pair of marks. `ref` is then its position in the list that the frame was built with.
    """

    start: int
    end: int
    text: str
    low: str
    kind: TokenKind
    ref: int = -1
    flags: int = 0


class Sentence(NamedTuple):
    """A sentence with its closing marks. `paragraph` counts from 0, as blank lines part paragraphs."""

    span: Span
    paragraph: int
    tokens: tuple[Token, ...]


# Indic vowel signs and combining accents are no \w, though words are written with them.
_LETTERS = r"[\w\u0300-\u036f\u0900-\u0963\u0966-\u0dff]"
_TOKEN = re.compile(
    rf"""
      https?://[^\s<>"“”«»]*[\w/]                            # an address, without the mark after it
    | [^\W\d_]+(?![\w.&'’‐‑-]|[\u0300-\u036f\u0900-\u0dff])   # most words: letters, and nothing that could go on
    | [,;:“”"!?()—–]
    | (?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?!\w))?(?:-\w+)?       # U.S., J.R.R., U.S.-led
    | (?:[ldnsmtjc]|[Qq]u)['’](?=[^\W\d_]{{2}})              # French elision: d’Estaing
    | ['’](?:s|S|ll|d|re|ve|m)(?!\w)                         # possessive and clitic
    | [@#]\w+
    | {_LETTERS}+
      (?: (?: [-‐‑&] | (?<=\d)[.,](?=\d) | \.(?=[a-z]{{2}}) | (?<=\b[^\W\d_a-z])\.(?=[^\W\d_][a-z])
            | ['’](?!(?:s|S|ll|d|re|ve|m)(?!\w)) )
          {_LETTERS}+ )*
    | \.{{2,}} | -{{2,}} | ``|''
    | \S
    """,
    re.VERBOSE,
)
_ENDS = frozenset(".!?…。！？।") | {"..."}
_END_LETTERS = frozenset(".!?…。！？।")
_CLOSERS = frozenset("”’\"'»“)]}」』") | {"''"}
_OPENERS = frozenset("“‘\"'«„‚([「『-–—") | {"``", "--"}
_ABBREVIATIONS = lexicon.words("abbreviations")
_SENTENCE_OPENERS = lexicon.words("openers")


def tokens(text: str) -> list[Token]:
    """The words and marks of the text in order; what lies between them is white space.

    An abbreviation and an initial keep their full stop; a possessive is a token of its own.

    >>> [t.text for t in tokens("Mr. O’Harrow’s U.S. firm, R.Politik.")]
    ['Mr.', 'O’Harrow', '’s', 'U.S.', 'firm', ',', 'R.Politik', '.']
    """
    return _tokens(text, 0, len(text))


def _tokens(text: str, start: int, end: int) -> list[Token]:
    found: list[Token] = []
    add, new = found.append, tuple.__new__  # Token(...) takes three times as long, and this is the innermost loop
    # No token holds a blank and none depends on what stands beyond one, so each run of letters and marks is cut alone.
    at = start
    for run in text[start:end].split():
        for word, low, kind, mark, length, step in _RUNS[run]:
            add(new(Token, (at, at + length, word, low, kind, -1, mark)))
            at += step
    if at == end + 1 or not found:
        return found
    # one blank after each run is the rule, but not here: every run is looked for
    found.clear()
    for run in text[start:end].split():
        start = text.find(run, start)
        for word, low, kind, mark, length, _ in _RUNS[run]:
            add(new(Token, (start, start + length, word, low, kind, -1, mark)))
            start += length
    return found


# A word in its run: as printed and in lower case, its kind and flags, its length and how far on the next word begins,
# if one blank follows the run.
_Word = tuple[str, str, TokenKind, int, int, int]


_MOST_RUNS = 1 << 16
_LONGEST_RUN = 40  # longer runs are addresses or no words, and would only fill the memory


class _Runs(dict[str, tuple[_Word, ...]]):
    """The tokens of a run without blanks, side by side, without their positions: cut when it is first asked for.

    A dictionary and no `lru_cache`: that one moves an entry with every look-up, and takes twice as long.
    """

    def __missing__(self, run: str) -> tuple[_Word, ...]:
        words: list[str] = []
        for word in _TOKEN.findall(run):
            # an abbreviation and an initial keep the full stop after them
            if word == "." and words and (words[-1] in _ABBREVIATIONS or (len(words[-1]) == 1 and words[-1].isupper())):
                words[-1] += "."
            else:
                words.append(word)
        last = len(words) - 1
        found = tuple(
            (word, word.lower(), _kind(word), flags(word), len(word), len(word) + (at == last))
            for at, word in enumerate(words)
        )
        if len(run) <= _LONGEST_RUN:
            if len(self) >= _MOST_RUNS:
                self.clear()
            self[run] = found
        return found


def _kind(word: str) -> TokenKind:
    return "word" if word[0].isalnum() or (word[0] in "'’@#" and len(word) > 1) else "mark"


_RUNS = _Runs()


def sentences(text: str) -> list[Sentence]:
    """The sentences of a body, a headline or a caption, in order. A line end ends one, an abbreviation does not.

    >>> [s.span.of("“Go.” Dr. A. Lund left. It rained.") for s in sentences("“Go.” Dr. A. Lund left. It rained.")]
    ['“Go.”', 'Dr. A. Lund left.', 'It rained.']
    """
    found: list[Sentence] = []
    paragraph = start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end == start:
            # clean text has one blank line between paragraphs; several count as one
            paragraph += 1 if found and found[-1].paragraph == paragraph else 0
        else:
            found.extend(_cut(_tokens(text, start, end), paragraph))
        start = end + 1
    return found


def _cut(line: list[Token], paragraph: int) -> Iterator[Sentence]:
    first = 0
    for at in [i + 1 for i, token in enumerate(line) if token.text[-1] in _END_LETTERS]:
        if at <= first:
            continue  # one of several closing marks that the sentence before took
        word = line[at - 1].text
        is_end = word in _ENDS or word[0] == word[-1] == "."
        after = at
        while (
            is_end and after < len(line) and line[after].start == line[after - 1].end and line[after].text in _CLOSERS
        ):
            after += 1
        if after < len(line) and not (_opens(line, after) if is_end else _opens_after_abbreviation(line, after)):
            continue
        yield _sentence(line[first:after], paragraph)
        first = after
    if first < len(line):
        yield _sentence(line[first:], paragraph)


def _sentence(line: list[Token], paragraph: int) -> Sentence:
    return Sentence(Span(line[0].start, line[-1].end), paragraph, tuple(line))


def _opens(line: list[Token], at: int) -> bool:
    """Could a sentence begin with this token?"""
    word = line[at].text
    if word in _OPENERS and at + 1 < len(line):
        word = line[at + 1].text
    return (word[0].isalnum() and not word[0].islower()) or word[0] in "¿¡@#"


def _opens_after_abbreviation(line: list[Token], at: int) -> bool:
    """After an abbreviation or initial only a word that hardly follows one begins a sentence."""
    word = line[at].text
    if word in _OPENERS and at + 1 < len(line):
        return word in "“«„" and line[at + 1].text[:1].isupper()
    return word in _SENTENCE_OPENERS
