"""What is known of German, French and Spanish: closed classes of words, verbs of speech in all forms, nouns.

`abroad` reads sentences by it. Nothing here looks at a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, cast

from corpus.extract import lexicon

Reach = Literal["say", "beside"]
NounKind = Literal["role", "proxy", "org", "group", "anonymous", "document", "title"]
LANGUAGES = ("de", "fr", "es")


class Verb(NamedTuple):
    """A verb of speech. `reach` says how far from the marks it counts; `prefix` is what parts from a German one.

    `is_participle`: the form stands after an auxiliary or last in its clause.
    """

    lemma: str
    reach: Reach
    prefix: str
    is_participle: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language: `words` are its closed classes, `verbs` its verbs of speech by form, `nouns` what can speak."""

    language: str
    words: dict[str, frozenset[str]]
    verbs: dict[str, tuple[Verb, ...]]
    nouns: dict[str, frozenset[str]]
    infinitives: frozenset[str]

    def noun(self, kind: NounKind, word: str) -> bool:
        """Is this word, in lower case, a noun of that kind? A German compound is what its last part is."""
        known = self.nouns.get(kind, frozenset())
        if word in known:
            return True
        if self.language != "de":
            return word.endswith("s") and word[:-1] in known and kind != "title"
        word = word.rpartition("-")[2] or word
        return any(word[cut:] in known for cut in range(max(0, len(word) - 20), len(word) - 3))


@cache
def grammar_of(language: str) -> Grammar | None:
    """The grammar of a language; None where none is known.

    >>> grammar = grammar_of("fr")
    >>> [verb.lemma for verb in grammar.verbs["déclaré"]], grammar.noun("role", "ministre")
    (['déclarer'], True)
    """
    if language not in LANGUAGES:
        return None
    words = dict(_entries("grammar_abroad", language))
    nouns = dict(_entries("nouns_abroad", language))
    verbs: dict[str, list[Verb]] = {}
    for form, verb in _verbs(language):
        known = verbs.setdefault(form, [])
        if all((verb.lemma, verb.prefix) != (k.lemma, k.prefix) for k in known):
            known.append(verb)
    forms = {form: tuple(found) for form, found in verbs.items()}
    return Grammar(language, words, forms, nouns, frozenset(v.lemma for found in verbs.values() for v in found))


def _entries(name: str, language: str) -> Iterator[tuple[str, frozenset[str]]]:
    found: dict[str, frozenset[str]] = {}
    for line in lexicon.lines(name):
        head, _, entries = line.partition(":")
        where, _, label = head.partition(" ")
        if where == language:
            found[label] = found.get(label, frozenset()) | frozenset(entries.split())
    yield from found.items()


def _verbs(language: str) -> Iterator[tuple[str, Verb]]:
    """Every form of every verb of the lexicon."""
    for line in lexicon.lines("cues_abroad"):
        head, sign, rest = re.split(r" ?([:=])", line, maxsplit=1)
        where, reach = head.split()
        if where != language:
            continue
        for entry in rest.split() if sign == ":" else rest.split()[:1]:
            whole, _, stem = entry.rpartition("|")
            prefix = whole.replace("_", " ").split(" ")[-1] if not whole.endswith("_") else whole[:-1]
            lemma = f"{whole.replace('_', ' ').strip()} {stem}" if "_" in whole else whole + stem
            if prefix and language != "de":
                lemma = f"{stem} {whole.replace('_', ' ')}"  # faire valoir, mettre en garde
            forms = _CONJUGATION[language](stem, prefix) if sign == ":" else rest.split()[1:]
            for form in forms:
                is_participle = bool(_PARTICIPLE[language].search(form)) or (prefix != "" and form.startswith(prefix))
                yield form, Verb(lemma, cast(Reach, reach), prefix, is_participle)


_PARTICIPLE = {
    "de": re.compile(r"^ge\w+(?:t|en)$|^(?:be|er|ver|ent|zer|miss|wider|unter)\w+(?:t|en)$|iert$"),
    "fr": re.compile(r"(?:é|ée|és|ées|[^qg]ue?|i|it|ite|is|int)$"),
    "es": re.compile(r"(?:ado|ido|icho|ito|esto)$"),
}
"""Forms that may be participles; of some, as of "erklärt", only their place tells."""
_NO_GE = re.compile(r"^(?:be|er|ver|ent|zer|miss|wider|unter|wieder|über|prophe)")


def _german(stem: str, prefix: str) -> Iterator[str]:
    """The third persons and participles of a weak verb: "teilt", "teilte", "mitteilte", "mitgeteilt".

    >>> list(_german("teilen", "mit"))[:4]
    ['teilt', 'teilte', 'teilten', 'teilen']
    """
    root = re.sub(r"e?n$", "", stem)
    middle = "e" if re.search(r"(?:[td]|(?:ch|[^aeiouäöürlhmn])[mn])$", root) else ""
    finite = [root + middle + "t", root + middle + "te", root + middle + "ten", stem]
    yield from finite
    participle = root + middle + "t" if _NO_GE.match(root) or root.endswith("ier") else "ge" + root + middle + "t"
    if prefix:
        yield from (prefix + form for form in finite)
    yield prefix + participle


def _french(stem: str, _: str) -> Iterator[str]:
    """The third persons and participles of a regular verb in -er or -ir.

    >>> {"annonçait", "annonce", "annoncé"} <= set(_french("annoncer", ""))
    True
    """
    root = stem[:-2]
    if stem.endswith("ir"):
        yield from (root + end for end in ("it", "issent", "issait", "issaient", "i", "ie", "is", "irent"))
        return
    soft = root[:-1] + "ç" if root.endswith("c") else root + "e" if root.endswith("g") else root
    open_root = re.sub(r"é(?=[^aeiouéy]{1,2}$)", "è", root)
    if root.endswith(("oy", "uy")):
        open_root = root[:-1] + "i"
    yield from (open_root + "e", open_root + "ent", soft + "ait", soft + "aient", soft + "a", root + "èrent")
    yield from (root + end for end in ("é", "ée", "és", "ées"))


def _spanish(stem: str, _: str) -> Iterator[str]:
    """The third persons and participles of a regular verb.

    >>> {"señaló", "señala", "señalado", "señalaron"} <= set(_spanish("señalar", ""))
    True
    """
    root = stem[:-2]
    if stem.endswith("ar"):
        ends = ("a", "an", "ó", "aron", "aba", "aban", "ado")
    else:
        ends = ("e", "en", "ió", "ieron", "ía", "ían", "ido")
    yield from (root + end for end in ends)
    if stem == "escribir":
        yield "escrito"
    if stem == "describir":
        yield "descrito"
    if stem == "argüir":
        yield "arguyó"


_CONJUGATION = {"de": _german, "fr": _french, "es": _spanish}
