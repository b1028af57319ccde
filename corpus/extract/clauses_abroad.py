"""Who says what stands in marks in one German, French or Spanish sentence, and which marks hold a mere name.

The words right after the marks come first ("..., sagte Ortiz", "selon Ortiz"), then a verb, a colon or a source before
them, then the last clause of the sentence. Every walk is bounded, so the time stays linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.extract.grammars import Grammar, NounKind, Verb
from corpus.extract.marks import Marked
from corpus.extract.phrases import Phrase, Tokens
from corpus.extract.phrases_abroad import Noun, Nouns, coordinated, piece, with_apposition
from corpus.extract.tokens import Token
from corpus.extract.tokens import tokens as cut_tokens
from corpus.extract.words import Gender
from corpus.record import EntityKind, Mention

_REACH = 60
"""Tokens between a quotation and its verb; in our own examples never more than 30."""
_PARTING = frozenset(",–—―-")
_ENDS = frozenset(".!?…")
_CLOSING = " \u00a0\u202f”\"'’»“`」』〞›‘＂«‹"
PRONOUN_GENDERS: dict[str, Gender] = {"er": "m", "il": "m", "él": "m", "elle": "f", "ella": "f"}
_FIRST = frozenset("ich je wir nous yo nosotros man on ce es".split())
CLITIC = re.compile(r"(?P<verb>[^\W\d_]+)(?:-t)?-(?P<who>il|elle|ils|elles|on)", re.IGNORECASE)
_NOUN_ENDINGS = ("ung", "ungen", "heit", "keit", "schaft", "ion", "ionen", "tät", "ismus")
_FROM = frozenset("en según in im aus vom von beim bei seitens dans sur auprès à au aux chez côté de d’ d' du".split())
_NAMING_REACH = 6  # words of a title in marks; longer ones were none in our own examples
_DEMNACH = frozenset("demnach danach dort wonach".split())
_GOES_ON = frozenset("de del du d’ d' la l’ radio chaîne cadena agencia".split())
_LEADS = frozenset("der die das dem den des in im bei beim aus am zum".split())
_JUDGED = re.compile(r"(?:[a-zäöü]+)?ge[a-zäöüß]+(?:t|n)|[a-zäöüß]+iert")
_PARTICLES = frozenset("ab an auf aus ein mit nach vor zu zurück hinzu dagegen fort weiter zusammen bei los".split())
_PREFIXES = frozenset("vor zurück entgegen".split())
_SAVOIR = frozenset("savoir valoir remarquer observer saber".split())  # croit savoir, fait valoir
_LONGEST_INCISE = 2000  # characters of a quotation that is searched for its own attribution


class Answer(NamedTuple):
    """A speaker, found: the phrase, the tokens it stands in, and the verb's token and lemma, if there is one."""

    noun: Noun
    tokens: Tokens
    cue: tuple[Token, ...]
    lemma: str | None
    rule: str
    score: float


class Reader:
    """One sentence of the frame: who speaks what stands in marks in it."""

    def __init__(
        self, body: str, tokens: Tokens, grammar: Grammar, named: Sequence[Mention], marks: Sequence[Marked]
    ) -> None:
        self.body, self.tokens, self.grammar, self.marks, self.named = body, tokens, grammar, marks, named
        self.words = grammar.words
        self.language = grammar.language
        self.nouns = Nouns(tokens, grammar, named)
        self._verbs: dict[tuple[int, bool], Verb | None] = {}
        self._befores: dict[int, Noun | None] = {}
        self._inversions: dict[tuple[int, bool], Answer | None] = {}

    # -------------------------------------------------------------- what the marks are

    def is_alone(self, place: int) -> bool:
        """Is there nothing but marks before this quotation, and nothing after it that goes on with the sentence?"""
        if any(t.kind not in ("quote", "mark") for t in self.tokens[:place]):
            return False
        after = next((t for t in self.tokens[place + 1 :] if t.kind != "mark"), None)
        if after is None or after.kind == "quote":
            return True
        return (
            self.tokens[place + 1].text in _PARTING
            or self.tokens[place + 1].text == ":"
            or is_ended(self.tokens[place].text)
        )

    def is_last(self, place: int) -> bool:
        """Does nothing but marks follow, so that no words can name another speaker?"""
        return all(t.kind != "word" and t.kind != "name" for t in self.tokens[place + 1 :])

    def is_introduced(self, place: int) -> bool:
        """Does a colon lead into these marks?"""
        return place > 0 and self.tokens[place - 1].text == ":"

    def is_inside(self, place: int) -> bool:
        """Does the reporter's own clause lead into these marks, with no mark between?"""
        return place > 0 and self.tokens[place - 1].kind != "mark"

    def is_name(self, place: int, inner: str) -> bool:
        """Do these marks hold a name, a title or a nickname that nobody says?"""
        words = inner.split()
        if place == 0 or self.tokens[place - 1].kind in ("mark", "quote"):
            return False
        before, tokens = self.tokens[place - 1], self.tokens
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        if any(tokens[i].low in self.words["so-called"] for i in range(max(0, place - 2), place)):
            return len(words) <= _NAMING_REACH
        if after is not None and after.low in self.words["so-called"] and len(words) <= _NAMING_REACH:
            return self._auxiliary(place + 1) is None  # Ortiz hat das „mutig“ genannt
        if before.low in ("dite", "dits", "dites") and not self._is_reflexive(place - 1):
            return len(words) <= _NAMING_REACH  # la loi dite « anti-bruit »
        is_between = after is not None and _is_capital(before) and _is_capital(after)
        if is_between and after is not None and len(words) <= 2 and not self.grammar.noun("role", before.low):
            return True  # Jan „Jolle“ Roth
        if len(words) > 10 or not inner[:1].isupper() or inner[-1:] in _ENDS:
            return False
        if self.language == "de" and after is not None and after.low in _PREFIXES:
            return False  # warf dem Senat „Tricks“ vor
        if self.grammar.noun("title", before.low) and before.kind != "quote":
            return True
        if len(words) > _NAMING_REACH or (before.low in self.grammar.verbs and not _is_capital(before)):
            return False
        if self.language == "de":
            is_noun = _is_capital(before) and place > 1
            is_led = before.low in _LEADS
            small = self.words["det"] | self.words["prep"] | {"und"}
            return is_noun or (is_led and len(words) > 1 and all(w[:1].isupper() or w in small for w in words))
        if before.low in ("que", "qu’", "qu'"):
            return False
        return len(words) > 1 or before.low not in ("de", "d’", "d'", "un", "une", "como", "comme")

    def is_beside(self, place: int, inner: str) -> bool:
        """Do a colon or a comma and a verb make speech even of what looks like a name?"""
        return self.is_introduced(place) or (inner[-1:] in _ENDS and len(inner.split()) > 2)

    def is_reported(self, place: int) -> bool:
        """Is the sentence in the mood of what others say: "sei", "habe"?"""
        known = self.words.get("report", frozenset())
        if self.tokens[0].low in _DEMNACH:
            return False
        return any(t.low in known for t in self.tokens[max(0, place - _REACH) : place + 12] if t.kind == "word")

    def is_sourceless(self, place: int) -> bool:
        """Does the sentence report what a source says that it does not name: "Demnach seien die Werte „gut“"?"""
        known = self.words.get("report", frozenset())
        return self.tokens[0].low in _DEMNACH and any(t.low in known for t in self.tokens[1:place])

    def is_subjectless_cue(self, place: int) -> bool:
        """Does a verb of speech without a subject lead into the marks: "Y añadió: «...»", "Et d’ajouter"?"""
        first = max(0, place - 14)
        if any(t.kind == "quote" for t in self.tokens[first:place]):
            return False
        cue = next((i for i in range(first, place) if self._is_cue(i) or self._is_infinitive(i)), -1)
        if cue < 0:
            return self.is_introduced(place) and self.tokens[0].low in ("und", "et", "y", "weiter") and place < 5
        found = [n for n in self.nouns.all() if n.phrase.first < place and not n.is_governed and not n.is_time]
        if any(n.phrase.last <= cue or n.phrase.kind in ("name", "pronoun") for n in found):
            return False
        inside = {i for n in self.nouns.all() for i in range(n.phrase.first, n.phrase.last)}
        return all(
            i in inside or t.kind == "mark" or self._is_filling(i) for i, t in enumerate(self.tokens[first:cue], first)
        )

    def _is_filling(self, at: int) -> bool:
        classes = ("adverb", "clitic", "aux", "conj", "prep", "time", "link", "stop")
        return self.tokens[at].kind == "word" and self.nouns.is_word(at, *classes)

    def is_plural_cue(self, place: int) -> bool:
        """Is the verb that leads into the marks, or follows them, one of several speakers?"""
        cue = self.cue_of(place)[0]
        endings = {"es": "n", "fr": "nt", "de": "en"}[self.language]
        return bool(cue) and cue[0].low.endswith(endings)

    def is_dropped(self, place: int) -> bool:
        """Does a Spanish verb of speech without a subject follow the marks: «...», dijo."""
        at = place + 1
        if self.language != "es" or at >= len(self.tokens) or self.tokens[at].text != ",":
            return False
        at += 1
        while at < len(self.tokens) and self.nouns.is_word(at, "clitic", "aux"):
            at += 1
        if at >= len(self.tokens) or self._verb(at, beside=True) is None:
            return False
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return after is None or after.kind == "mark" or self.nouns.is_word(at + 1, "adverb", "prep")

    def cue_of(self, place: int) -> tuple[tuple[Token, ...], str | None]:
        """The verb of speech nearest before the marks."""
        for at in range(place - 1, max(-1, place - 15), -1):
            verb = self._verb(at)
            if verb is not None:
                return self.tokens[at : at + 1], verb.lemma
        return (), None

    def _is_infinitive(self, at: int) -> bool:
        return self.language != "de" and self.tokens[at].low in self.grammar.infinitives

    # -------------------------------------------------------------- verbs

    def _is_cue(self, at: int) -> bool:
        return self._verb(at) is not None

    def _verb(self, at: int, *, beside: bool = False) -> Verb | None:
        """The verb of speech that this token is a form of; those of short reach only where asked for."""
        if (at, beside) not in self._verbs:
            self._verbs[at, beside] = self._read_verb(at, beside=beside)
        return self._verbs[at, beside]

    def _read_verb(self, at: int, *, beside: bool) -> Verb | None:
        token = self.tokens[at]
        if token.kind != "word" or (token.text[0].isupper() and at > 0 and self.tokens[at - 1].kind == "word"):
            return None
        if self.nouns.is_word(at - 1, "det") and self.language != "de" and not self.nouns.is_word(at - 1, "clitic"):
            return None  # la demande, una denuncia
        for verb in self.grammar.verbs.get(token.low, ()):
            if verb.reach == "beside" and not beside:
                continue
            if verb.lemma in ("appeler", "llamar") and self._is_reflexive(at):
                continue  # the boat is called so
            if not verb.prefix or token.low.startswith(verb.prefix) or self._has_prefix(at, verb.prefix):
                return verb
        return None

    def _has_prefix(self, at: int, prefix: str) -> bool:
        """Does the part of a German verb stand after it in its clause?"""
        for token in self.tokens[at + 1 : at + 30]:
            if token.low == prefix:
                return True
            if token.text in ";.:":
                return False
        return False

    # -------------------------------------------------------------- speakers

    def speaker(self, place: int, inner: str) -> Answer | None:
        """Who says these marks; None where the sentence does not tell."""
        found = self.after(place, inner)
        if found is not None:
            return found
        found = self.before(place)
        if found is not None:
            return found
        return self.last_clause(place) or self._incise(place)

    def _incise(self, place: int) -> Answer | None:
        """The speaker whom words within the marks name, as in « Non, a dit Ortiz, jamais »."""
        mark = self.marks[self.tokens[place].ref]
        if self.language == "de" or mark.end - mark.start > _LONGEST_INCISE:
            return None
        inner = tuple(
            t._replace(start=t.start + mark.start, end=t.end + mark.start)
            for t in cut_tokens(self.body[mark.start : mark.end])
        )
        reader = Reader(self.body, inner, self.grammar, self.named, self.marks)
        for at in range(1, len(inner) - 2):
            if inner[at].text not in ",–—" or inner[at + 1].kind != "word":
                continue
            found = reader.inverted(at + 1, is_bare=True)
            if found is None or found.rule == "according-to":
                continue
            end = found.noun.phrase.last if found.tokens is inner else at + 2
            if end < len(inner) and (found.tokens is not inner or inner[end].text in ",.–—"):
                return found._replace(rule="split", score=0.88)
        return None

    def after(self, place: int, inner: str) -> Answer | None:
        """The speaker whom the words right after the marks name."""
        tokens = self.tokens
        at = place + 1
        parts = [t.text for t in tokens[at : at + 3] if t.kind == "mark"]
        while at < len(tokens) and at < place + 4 and tokens[at].kind == "mark" and tokens[at].text in "…!?,–—―-":
            at += 1
        if at >= len(tokens) or tokens[at].kind == "quote":
            return None
        if tokens[at].text == ":" and place == 0 and at == 1:
            return self._about(at + 1)
        is_parted = at > place + 1 or inner[-1:] in ",.!?…"
        is_first = all(t.kind in ("mark", "quote") for t in tokens[:place]) or self.is_introduced(place)
        if parts and tokens[place + 1].text == "(":
            return self._credit(place + 2, ")")
        if not (is_parted or is_first):
            return None
        found = self.inverted(at, is_bare=not is_parted)
        if found is not None and (is_first or self.language == "de" or self._is_sure(found.noun)):
            return found  # no object: autrice d’« Années froides », a critiqué la décision
        if at > place + 1 and tokens[at - 1].text in "–—―":
            return self._credit(at, "")
        return self._subject_first(at) if is_parted and is_first else None

    def _about(self, at: int) -> Answer | None:
        """The one person whom the words after a quotation and a colon are about: « Jamais » : Lena Ortiz est claire."""
        found = self.nouns.at(at)
        if found is None or found.phrase.kind != "name" or found.kind != "person" or found.is_governed:
            return None
        full = with_apposition(self.nouns, found)
        others = [n for n in self.nouns.all() if n.phrase.first >= full.phrase.last]
        if any(n.kind == "person" and n.phrase.kind == "name" for n in others):
            return None
        return Answer(full, self.tokens, (), None, "colon", 0.75)

    def _credit(self, at: int, closer: str) -> Answer | None:
        """A name alone after the marks: „...“ (Lena Ortiz), « ... » — Lena Ortiz."""
        found = self.nouns.at(at)
        if found is None or found.phrase.kind != "name" or found.kind != "person" or found.is_governed:
            return None
        found = with_apposition(self.nouns, found)
        end = found.phrase.last
        rest = self.tokens[end:]
        is_end = not rest or rest[0].text == closer or all(t.kind == "mark" for t in rest)
        is_end = is_end or (
            closer == "" and len(rest) < 9 and rest[0].low in ("über", "zu", "zum", "sur", "à", "sobre")
        )
        return Answer(found, self.tokens, (), None, "credit", 0.85) if is_end else None

    def inverted(self, at: int, *, is_bare: bool = False) -> Answer | None:
        """The speaker of "sagte Ortiz", "a déclaré Ortiz", "so Ortiz", "selon Ortiz", which begin with this token."""
        if (at, is_bare) not in self._inversions:
            self._inversions[at, is_bare] = self._read_inversion(at, is_bare=is_bare)
        return self._inversions[at, is_bare]

    def _read_inversion(self, at: int, *, is_bare: bool) -> Answer | None:
        tokens = self.tokens
        if at >= len(tokens):
            return None
        source = self._source(at)
        if source is not None:
            return source
        clause = self._as_clause(at)
        if clause is not None:
            return clause
        start = at
        low = tokens[at].low
        clitic = CLITIC.fullmatch(tokens[at].text) if self.language == "fr" else None
        if clitic is not None:
            return self._clitic(at, clitic)
        while at < len(tokens) and at < start + 4 and self.nouns.is_word(at, "clitic"):
            at += 1
        if at < len(tokens) and (clitic := CLITIC.fullmatch(tokens[at].text)) and self.language == "fr":
            return self._clitic(at, clitic)
        if at < len(tokens) and self.nouns.is_word(at, "aux", "passive"):
            return self._compound(at)
        if self.language == "de" and low in ("will", "wollte", "wollten", "wollen"):
            subject = self.subject_after(at + 1)
            end = subject.phrase.last if subject is not None else len(tokens)
            wissen = next((i for i in range(end, min(len(tokens), end + 8)) if tokens[i].low == "wissen"), -1)
            return None if subject is None or wissen < 0 else self._found(subject, wissen, "wissen wollen", "QVS", 0.9)
        verb = self._verb(at, beside=True) if at < len(tokens) else None
        if verb is None:
            return None if is_bare else self._unknown_verb(at)
        if verb.lemma in ("heißen", "verlauten", "lire", "stehen", "leer", "rezar", "apprendre") or low in (
            "heißt",
            "hieß",
            "reza",
        ):
            return self._impersonal(at, verb)
        if verb.lemma == "lassen" and not any(
            t.low in ("mitteilen", "wissen", "ausrichten", "erklären", "verlauten") for t in tokens[at : at + 14]
        ):
            return None
        if verb.lemma in ("geben", "zeigen") and not any(t.low == "sich" for t in tokens[at : at + 3]):
            return None
        subject = self.subject_after(self._past_infinitive(at + 1))
        if (
            subject is not None
            and self.language == "de"
            and subject.phrase.kind == "name"
            and self._is_lone_word(subject)
        ):
            is_coordinate = tokens[at + 1].low in ("aber", "jedoch", "zugleich", "auch", "zudem", "dann")
            if is_coordinate or subject.noun.endswith(_NOUN_ENDINGS):
                return None  # ..., mahnte aber Nachbesserungen an
        return None if subject is None else self._found(subject, at, verb.lemma, "QVS", 0.94)

    def _clitic(self, at: int, clitic: re.Match[str]) -> Answer | None:
        """The speaker of "dit-il", "a-t-elle déclaré", "s’est-il réjoui", "a-t-on appris auprès du parquet"."""
        tokens, word = self.tokens, clitic["verb"].lower()
        cue = at
        if word in self.words["aux"]:
            cue = next((i for i in range(at + 1, min(len(tokens), at + 5)) if self._verb(i, beside=True)), -1)
        known = self.grammar.verbs.get(tokens[cue].low if cue != at else word, ()) if cue >= 0 else ()
        if word == "peut":
            cue = next((i for i in range(at + 1, min(len(tokens), at + 3)) if tokens[i].low == "lire"), -1)
            known = self.grammar.verbs["lire"] if cue > 0 else ()
        if not known:
            return None
        lemma = known[0].lemma
        if clitic["who"].lower() == "on":
            return self._impersonal(cue, known[0])
        token = tokens[at]
        who = piece(token, len(token.text) - len(clitic["who"]), len(token.text))
        phrase = Phrase(0, 1, 0, "pronoun", (0, 1))
        kind: EntityKind = "group" if who.low in ("ils", "elles") else "person"
        noun = Noun(phrase, kind, who.low, PRONOUN_GENDERS.get(who.low), False, False)
        said = piece(token, 0, len(word)) if cue == at else tokens[cue]
        return Answer(noun, (who,), (said,), lemma, "QVS", 0.95)

    def _compound(self, at: int) -> Answer | None:
        """The speaker of "hat Ortiz am Montag gesagt", "a déclaré Ortiz", "wird Ortiz zitiert"."""
        tokens = self.tokens
        if self.language == "de":
            subject = self.subject_after(at + 1)
            if subject is None:
                return None
            end = min(len(tokens), subject.phrase.last + 14)
            for i in range(subject.phrase.last, end):
                if tokens[i].kind == "quote" or tokens[i].text in ";:.":
                    break
                verb = self._verb(i, beside=True)
                if (
                    verb is not None
                    and verb.is_participle
                    and (tokens[at].low in self.words["aux"]) == (verb.lemma != "zitieren")
                ):
                    return self._found(subject, i, verb.lemma, "QVS", 0.93)
            return None
        after = at + 1
        while after < min(len(tokens), at + 5) and self.nouns.is_word(after, "adverb", "clitic", "aux"):
            after += 1
        verb = self._verb(after, beside=True) if after < len(tokens) else None
        if verb is None:
            return None
        subject = self.subject_after(self._past_infinitive(after + 1))
        return None if subject is None else self._found(subject, after, verb.lemma, "QVS", 0.94)

    def _impersonal(self, at: int, verb: Verb) -> Answer | None:
        """Where it was said, if no one says it: "heißt es in dem Bericht", "peut-on lire dans le rapport"."""
        tokens = self.tokens
        for i in range(at + 1, min(len(tokens), at + 8)):
            if tokens[i].kind == "quote" or tokens[i].text in ".;:":
                return None
            if tokens[i].low not in _FROM:
                continue
            place = i + 1
            while place < len(tokens) and tokens[place].low in ("de", "d’", "d'", "du", "von"):
                place += 1
            found = self.nouns.at(place)
            if found is None or found.is_time or found.phrase.kind == "pronoun":
                continue
            if not self._can_speak(found):
                continue
            return self._found(found._replace(is_governed=False), at, verb.lemma, "QVS", 0.85)
        if verb.lemma in ("rezar", "leer"):
            subject = self.subject_after(at + 1)
            return None if subject is None else self._found(subject, at, verb.lemma, "QVS", 0.85)
        return None

    def _unknown_verb(self, at: int) -> Answer | None:
        """The speaker where a verb that no list has stands between the marks and a person: „...“, barmt Lena Ortiz."""
        token = self.tokens[at]
        if token.kind != "word" or not token.text.isalpha() or not token.text[0].islower() or len(token.text) < 4:
            return None
        endings = {"de": ("te", "t"), "fr": ("e", "ait"), "es": ("ó", "a", "e")}[self.language]
        is_closed = self.nouns.is_word(at, "det", "stop", "prep", "adverb", "conj", "link", "pron", "rel", "opening")
        if is_closed or not token.low.endswith(endings) or self.nouns._is_known(token.low):
            return None
        found = self.nouns.at(at + 1)
        if found is None or found.is_governed or found.kind != "person":
            return None
        full = with_apposition(self.nouns, found)
        is_sure = full.phrase.kind in ("name", "pronoun") or self.grammar.noun("role", found.noun)
        end = found.phrase.last
        is_closed = end == len(self.tokens) or self.tokens[end].kind == "mark"
        is_closed = is_closed or (self.language == "de" and self.tokens[end].low in _PARTICLES)  # winkt Ortiz ab
        if not is_sure or not is_closed:
            return None
        return Answer(full, self.tokens, (), None, "QVS", 0.75)

    def _as_clause(self, at: int) -> Answer | None:
        """The speaker of "wie Ortiz sagte", "comme l’a dit Ortiz", "según explicó Ortiz"."""
        tokens, low = self.tokens, self.tokens[at].low
        if low == "wie" and self.language == "de":
            found = self.nouns.at(at + 1)
            if found is None:
                return None
            found = with_apposition(self.nouns, found)
            for i in range(found.phrase.last, min(len(tokens), found.phrase.last + 14)):
                if tokens[i].kind == "quote" or tokens[i].text in ".;:":
                    return None
                verb = self._verb(i, beside=True)
                if verb is not None and verb.lemma in ("heißen", "nennen") and found.noun != "es":
                    return None  # die „Hexe“, wie das Stadion heißt
                if verb is not None and (verb.lemma != "geben") and not verb.prefix:
                    return self._as_subject(found, i, verb)
                if verb is not None and tokens[i].low.startswith(verb.prefix):
                    return self._as_subject(found, i, verb)
            return None
        if low in ("comme", "como", "según", "tal"):
            i = at + 1
            while i < min(len(tokens), at + 5) and self.nouns.is_word(i, "clitic", "aux", "adverb"):
                i += 1
            verb = self._verb(i) if i < len(tokens) else None
            if verb is not None:
                subject = self.subject_after(i + 1)
                return None if subject is None else self._found(subject, i, verb.lemma, "QVS", 0.9)
        return None

    def _as_subject(self, found: Noun, at: int, verb: Verb) -> Answer | None:
        if found.phrase.kind == "pronoun" and found.noun == "es":
            for i in range(found.phrase.last, at):
                if self.tokens[i].low in ("in", "im", "aus", "vom", "beim", "von", "bei"):
                    where = self.nouns.at(i + 1)
                    if where is not None and not where.is_time:
                        return self._found(where._replace(is_governed=False), at, verb.lemma, "QVS", 0.85)
            return None
        return None if found.is_governed else self._found(found, at, verb.lemma, "QSV", 0.9)

    def _source(self, at: int) -> Answer | None:
        """The speaker of "so Ortiz", "laut Ortiz", "nach Angaben der Polizei", "d’après Ortiz", "a juicio de Ortiz"."""
        tokens, low = self.tokens, self.tokens[at].low
        start, lemma = self._source_words(at)
        if start < 0 or start >= len(tokens):
            return None
        found = self.nouns.at(start)
        if found is None or found.is_time:
            return None
        if found.phrase.kind == "pronoun" and found.noun not in ("elle", "elles", "él", "ella", "ellos", "ellas"):
            return None
        if low == "so" and (found.is_governed or not self._can_speak(found)):
            return None
        found = coordinated(self.nouns, with_apposition(self.nouns, found))
        return Answer(found._replace(is_governed=False), tokens, tokens[at:start], lemma, "according-to", 0.9)

    def _source_words(self, at: int) -> tuple[int, str]:
        """Where the phrase after "laut", "selon" or their like begins, and what they are; -1 where there are none."""
        tokens, low = self.tokens, self.tokens[at].low
        start = -1
        if low in self.words["source"]:
            return self._past_of(at + 1), low
        if self.language == "de":
            if low == "so":
                start = at + 1
                while start < len(tokens) and self.nouns.is_word(start, "adverb"):
                    start += 1
            elif low in ("nach", "aus"):
                near = range(at + 1, min(len(tokens), at + 4))
                noun = next((i for i in near if tokens[i].low in self.words["source noun"]), -1)
                if noun > 0:
                    start = noun + 1
                    start += start < len(tokens) and tokens[start].low in ("von", "vom")
            return start, low
        for words in _SOURCES[self.language]:
            if [t.low.replace("'", "’") for t in tokens[at : at + len(words)]] == list(words):
                start = at + len(words)
                # de source policière: the source is the speaker
                return (start - 1 if words[-1] in ("source", "sources") else self._past_of(start)), " ".join(words)
        return -1, low

    def _past_of(self, at: int) -> int:
        while self.language == "fr" and at < len(self.tokens) and self.tokens[at].low in ("de", "d’", "d'"):
            at += 1
        return at

    def _can_speak(self, found: Noun) -> bool:
        kinds: tuple[NounKind, ...] = ("role", "proxy", "org", "group", "anonymous", "document")
        return found.phrase.kind != "nominal" or any(self.grammar.noun(kind, found.noun) for kind in kinds)

    def subject_after(self, at: int) -> Noun | None:
        """The subject that stands after a verb, past when, where and to whom it was said."""
        tokens = self.tokens
        if at < len(tokens) and tokens[at].text == ",":
            closer = next((i for i in range(at + 1, min(len(tokens), at + 7)) if tokens[i].text == ","), -1)
            found = self.nouns.at(closer + 1) if closer > at + 1 else None
            if found is None or any(t.kind != "word" for t in tokens[at + 1 : closer]) or found.phrase.kind != "name":
                return None  # lâche, écœuré, Lena Ortiz
            return None if found.is_governed else with_apposition(self.nouns, found)
        for _ in range(6):
            while at < len(tokens) and self.nouns.is_word(at, "adverb") and not self._is_pronoun_subject(at):
                if self.nouns.is_word(at, "det") and at + 1 < len(tokens) and _is_capital(tokens[at + 1]):
                    break  # ergänzt ihr Mann
                at += 1
            if at >= len(tokens) or tokens[at].kind not in ("word", "name"):
                return None
            low = tokens[at].low
            if self.nouns.is_word(at, "det") and self.nouns.is_word(at + 1, "time"):
                at += 2  # este lunes, ce mardi
                continue
            if tokens[at].kind == "word" and low in self.words["prep"] and not self._is_pronoun_subject(at):
                end = self._prepositional(at)
                if end == at:
                    return None
                at = end
                continue
            found = self.nouns.at(at)
            if found is None and self._is_manner(at):
                at += 1
                continue
            if found is None:
                return None
            if found.is_time or (found.is_governed and found.phrase.kind != "pronoun"):
                at = found.phrase.last
                continue
            return coordinated(self.nouns, with_apposition(self.nouns, found))
        return None

    def _is_manner(self, at: int) -> bool:
        """Is it a small word that says how: "dit tout bas Lena Ortiz"?"""
        token = self.tokens[at]
        closed = ("det", "stop", "prep", "aux", "pron", "conj", "rel", "link", "source")
        return (
            token.kind == "word"
            and token.text.isalpha()
            and token.text.islower()
            and not self.nouns.is_word(at, *closed)
            and token.low not in self.grammar.verbs
            and token.low not in self.grammar.infinitives
        )

    def _is_pronoun_subject(self, at: int) -> bool:
        return self.tokens[at].low in self.words["pron"] and self.tokens[at].low in (
            "er",
            "sie",
            "él",
            "ella",
            "ich",
            "wir",
        )

    def _past_infinitive(self, at: int) -> int:
        return at + 1 if at < len(self.tokens) and self.tokens[at].low in _SAVOIR else at

    def _prepositional(self, at: int) -> int:
        """Where the phrase that this preposition opens ends; `at` where none follows."""
        tokens, words = self.tokens, self.words
        i = at + 1
        while (
            i < len(tokens) and tokens[i].kind == "word" and (tokens[i].low in words["prep"] or tokens[i].low == "de")
        ):
            i += 1
        first = i
        while i < len(tokens) and tokens[i].kind == "word" and tokens[i].low in words["det"] and i < first + 2:
            i += 1
        noun = i
        while i < len(tokens) and i < noun + 6:
            token = tokens[i]
            if token.kind == "name":
                i += i == noun or self.named[token.ref].entity_kind != "person"  # en voz baja Lena Ortiz
                break
            if token.kind != "word":
                break
            if self.language == "de":
                if token.text[0].isupper():
                    i += 1
                    break
                if token.low in words["det"] or token.low in words["stop"]:
                    break
                i += 1
                continue
            if token.low in ("de", "del", "du", "d’", "d'") and i > noun:
                i += 1
                while i < len(tokens) and tokens[i].low in ("la", "l’", "l'") and i < noun + 6:
                    i += 1
                continue
            if token.low in words["det"] or token.low in words["prep"] or token.low in words["stop"]:
                break
            before = tokens[i - 1]
            is_new = i > noun and before.kind == "word" and token.text[0].isupper() and before.text[0].islower()
            if is_new and before.low not in _GOES_ON:
                break
            i += 1
        return i if i > at + 1 else at

    def subject_before(self, at: int) -> Noun | None:
        """The subject that stands before the verb (or its auxiliary) at this token."""
        if at not in self._befores:
            self._befores[at] = self._read_before(at)
        return self._befores[at]

    def _read_before(self, at: int) -> Noun | None:
        tokens = self.tokens
        k = at
        while (
            k > 0
            and k > at - 5
            and (self.nouns.is_word(k - 1, "clitic", "adverb"))
            and not self._is_pronoun_subject(k - 1)
        ):
            if self.language == "de" and tokens[k - 1].low in self.words["pron"]:
                break
            if tokens[k - 1].low in self.words["pron"] and not (k - 2 >= 0 and self.nouns.is_word(k - 2, "pron")):
                break
            k -= 1
        if k <= 0:
            return None
        if tokens[k - 1].text == ",":
            return self._around(k - 1)
        found = self._ending(k)
        if tokens[k - 1].kind == "quote":
            return self._in_marks(k - 1)
        if found is None and tokens[k - 1].text == ")":
            found = self._ending(next((i for i in range(k - 1, max(-1, k - 10), -1) if tokens[i].text == "("), k))
        for _ in range(2):
            if found is None or not (found.is_governed or found.is_time) or found.phrase.first < 2:
                break
            back = found.phrase.first - 1
            if self.language == "de":
                break
            found = self._ending(back)
        if found is None or found.is_governed or found.is_time:
            return None
        first = found.phrase.first
        other = self._ending(first - 1) if first > 1 and self.nouns.is_word(first - 1, "conj") else None
        return found if other is None or other.is_governed else coordinated(self.nouns, other)

    def _in_marks(self, at: int) -> Noun | None:
        """A subject whose name stands in marks: das „Abendblatt“, l’association « Faune libre »."""
        mark = self.marks[self.tokens[at].ref]
        inner = self.body[mark.start : mark.end]
        if at == 0 or not inner[:1].isupper() or len(inner.split()) > _NAMING_REACH or inner[-1:] in _ENDS:
            return None
        before = self._ending(at)
        if before is not None and before.kind in ("org", "document") and not before.is_governed:
            return before._replace(phrase=before.phrase._replace(last=at + 1), kind="org")
        if before is None and self.nouns.is_word(at - 1, "det") and not self.nouns.is_word(at - 2, "prep"):
            return Noun(Phrase(at - 1, at + 1, at, "nominal", (at, at + 1)), "org", inner.lower(), None, False, False)
        return None

    def _ending(self, end: int) -> Noun | None:
        """The phrase that ends right before this token."""
        for found in self.nouns.all():
            if found.phrase.last == end:
                return found
            if found.phrase.first >= end:
                break
        return None

    def _around(self, comma: int) -> Noun | None:
        """The subject before an aside in commas that ends here: "Jan Roth, le maire, a déclaré"."""
        tokens = self.tokens
        opener = next((i for i in range(comma - 1, max(-1, comma - 40), -1) if tokens[i].text == ","), -1)
        if opener <= 0:
            return None
        subject = self._ending(opener)
        if subject is not None and tokens[opener - 1].text == ")":
            subject = None
        aside = self.nouns.at(opener + 1)
        if subject is not None and not subject.is_governed and not subject.is_time:
            return with_apposition(self.nouns, subject)
        if aside is not None and aside.phrase.last == comma and not aside.is_governed:
            is_person = aside.phrase.kind == "name" and aside.kind == "person"
            return aside if is_person and subject is not None and subject.is_governed else None
        further = next((i for i in range(opener - 1, max(-1, opener - 40), -1) if tokens[i].text == ","), -1)
        subject = self._ending(further) if further > 0 else None
        return subject if subject is not None and not subject.is_governed and not subject.is_time else None

    def before(self, place: int) -> Answer | None:
        """The speaker whom the sentence names before the marks: by a verb, a colon, or "laut"."""
        tokens = self.tokens
        is_colon = place > 0 and tokens[place - 1].text == ":"
        first = max(0, place - _REACH)
        for at in range(place - 1, first - 1, -1):
            token = tokens[at]
            if token.kind == "mark" and token.text == ";":
                break
            if token.kind != "word":
                continue
            found = self._cue_before(at, place, is_colon=is_colon)
            if found is not None:
                return found
            if (
                at == 0
                or tokens[at - 1].kind in ("mark", "quote")
                or token.low in ("laut", "selon", "según", "d’", "d'")
            ):
                source = self._source(at)
                is_aside = token.low != "so" or (
                    source is not None and tokens[source.noun.phrase.last].text == (":" if at == 0 else ",")
                )
                if source is not None and source.noun.phrase.last <= place and is_aside:
                    return source
                source = self._in_eyes_of(at, place)
                if source is not None:
                    return source
                if at == 0:
                    clause = self._as_clause(at)
                    if clause is not None and clause.noun.phrase.last <= place:
                        return clause._replace(rule="SVq", score=0.85)
        postponed = self._bracket(place)
        if postponed is not None:
            return postponed
        return self._colon(place) if is_colon else self._postposed(place)

    def _in_eyes_of(self, at: int, place: int) -> Answer | None:
        """The speaker of "Pour Lena Ortiz, ..." and "Für Ortiz ist ...": only a person, only first in the sentence."""
        if self.tokens[at].low not in self.words["for"] or at:
            return None
        found = self.nouns.at(at + 1)
        if found is None or found.kind != "person" or found.phrase.kind == "pronoun":
            return None
        if found.phrase.kind != "name" and not self.grammar.noun("role", found.noun):
            return None
        full = with_apposition(self.nouns, found)
        end = full.phrase.last
        follows = self.tokens[end].low if end < place else ""
        if follows == "," or (self.language == "de" and follows in ("ist", "war", "sind", "bleibt")):
            return Answer(full._replace(is_governed=False), self.tokens, (), None, "according-to", 0.75)
        return None

    def _postposed(self, place: int) -> Answer | None:
        """The speaker of "dem Verband zufolge", before the marks."""
        for at in range(1, place):
            if self.tokens[at].low == "zufolge" and self.language == "de":
                found = self._ending(at)
                if found is not None:
                    cue = self.tokens[at : at + 1]
                    return Answer(found._replace(is_governed=False), self.tokens, cue, "zufolge", "according-to", 0.9)
        return None

    def _cue_before(self, at: int, place: int, *, is_colon: bool) -> Answer | None:
        """The speaker of the verb at this token, if it is one of speech with a subject of its own."""
        tokens = self.tokens
        is_told = tokens[at].low in ("heißt", "hieß") and tokens[at + 1].low == "es"
        is_shown = is_told or (
            place - at < 9
            and (
                tokens[at + 1].low == "sich"
                if self.language == "de"
                else tokens[at].low[:5] in ("montr", "mostr", "muest") and self._is_reflexive(at)
            )
        )
        if is_colon and place - at < 12 and self.language != "de" and tokens[at].low in self.grammar.infinitives:
            return self._infinitive(at)
        verb = self._verb(at, beside=(is_colon and place - at < 12) or is_shown)
        clitic = CLITIC.fullmatch(tokens[at].text) if self.language == "fr" else None
        if verb is None and clitic is None:
            return None
        rule, score = ("SVQ", 0.94) if is_colon or place - at < 3 else ("SVq", 0.85)
        if clitic is not None:
            found = self._clitic(at, clitic)
            return None if found is None else found._replace(rule=rule, score=score)
        assert verb is not None
        if verb.lemma in ("heißen", "verlauten", "stehen", "lire", "leer", "rezar", "apprendre"):
            found = self._impersonal(at, verb) or self._document_before(at, verb)
            return None if found is None else found._replace(rule=rule, score=score - 0.05)
        if verb.lemma in ("geben", "zeigen") and not any(t.low == "sich" for t in tokens[at : at + 3]):
            return None
        if verb.lemma in ("lassen", "zitieren"):
            return None
        head = self._finite(at, verb)
        if head is None:
            return None
        after = self.subject_after(max(at, head) + 1 if self.language != "de" else head + 1)
        if after is not None and (after.phrase.first > place or after.phrase.last > place):
            after = None
        before = self.subject_before(head)
        is_aside = (
            after is not None
            and head > 0
            and tokens[head - 1].text == ","
            and after.phrase.last < len(tokens)
            and tokens[after.phrase.last].text == ","
        )
        subject = after if is_aside else self._choose(before, after, head)
        if subject is None:
            subject = self._inherited(head)
        if subject is not None and subject.phrase.kind == "pronoun" and subject.noun in ("on", "man"):
            first = next((n for n in self.nouns.all() if n.phrase.first < 4), None)
            if first is None or not first.is_governed or first.phrase.kind == "pronoun" or not self._can_speak(first):
                return None
            subject = first._replace(is_governed=False)  # Dans l’opposition, on juge ...
        if subject is None:
            return None
        is_heard = self.language == "de" and tokens[place - 1].low in ("dem", "der", "den")
        if is_heard and after is not None and subject.phrase == after.phrase and after.phrase.last == place - 1:
            return None  # sagte Ortiz dem „Tagesblatt“
        is_inverted = (
            after is not None
            and subject.phrase == after.phrase
            and any(t.kind == "quote" for t in tokens[max(0, at - 4) : at])
        )
        return self._found(subject, at, verb.lemma, "split" if is_inverted and place - at < 12 else rule, score)

    def _infinitive(self, at: int) -> Answer | None:
        """The speaker of "Ortiz se limitó a decir: ..." and "Et Ortiz de conclure : ..."."""
        tokens = self.tokens
        if at < 2 or tokens[at - 1].low not in ("de", "d’", "d'", "a", "à", "en"):
            return None
        subject = self._ending(at - 1)
        for found in self.nouns.all():
            if subject is not None or found.phrase.last > at:
                break
            is_first = found.phrase.first == 0 or tokens[found.phrase.first - 1].text == ","
            if is_first and not found.is_governed and not found.is_time and self._is_sure(found):
                subject = found
        if subject is None or not self._is_sure(subject) or subject.is_governed:
            return None
        return self._found(with_apposition(self.nouns, subject), at, tokens[at].low, "SVQ", 0.85)

    def _is_reflexive(self, at: int) -> bool:
        return any(t.low in ("se", "s’", "s'") for t in self.tokens[max(0, at - 3) : at])

    def _finite(self, at: int, verb: Verb) -> int | None:
        """The token of the finite verb whose participle or own form stands here; None where it is no predicate."""
        tokens = self.tokens
        if self.language == "de":
            low = tokens[at].low
            if verb.prefix and low.startswith(verb.prefix):
                if "ge" not in low[len(verb.prefix) : len(verb.prefix) + 2]:
                    return None  # verb last in a subordinate clause
            elif not (verb.is_participle and low.startswith("ge")):
                aux = self._auxiliary(at) if verb.is_participle else None
                return at if aux is None else aux
            return self._auxiliary(at)
        k = at - 1
        if k > 2 and tokens[k].text == ",":  # "a, lui, évoqué", "a, pour sa part, promis"
            opener = next((i for i in range(k - 1, max(0, k - 6), -1) if tokens[i].text == ","), k)
            k = opener - 1 if self.nouns.is_word(opener - 1, "aux") else k
        while k >= 0 and k > at - 6 and self.nouns.is_word(k, "adverb", "clitic") and not self.nouns.is_word(k, "aux"):
            k -= 1
        while k > 0 and self.nouns.is_word(k, "aux") and self.nouns.is_word(k - 1, "aux"):
            k -= 1
        if k >= 0 and self.nouns.is_word(k, "aux"):
            return k
        return None if verb.is_participle and not self._is_finite_too(at) else at

    def _is_finite_too(self, at: int) -> bool:
        """Forms like "dit", "écrit", "craint", "réagit": present tense as well as participle."""
        low = self.tokens[at].low
        return self.language == "fr" and not low.endswith(("é", "ée", "és", "ées", "u", "ue", "i", "is"))

    def _auxiliary(self, at: int) -> int | None:
        for k in range(at - 1, max(-1, at - 30), -1):
            token = self.tokens[k]
            if token.kind == "quote" and at - k > 3:
                continue
            if token.text in ";:":
                return None
            if token.kind == "word" and token.low in self.words["aux"]:
                return k
        return None

    def _choose(self, before: Noun | None, after: Noun | None, head: int) -> Noun | None:
        """The subject, of what stands before and after its verb; None where both could be."""
        if self.language != "de":
            if before is not None:
                return before
            # "Dijo el ministro que ...", but no object: "a dénoncé une honte"
            if after is None or (head > 3 and self.language == "fr"):
                return None
            return after if self._is_sure(after) else None
        if after is not None and (after.phrase.kind in ("name", "pronoun") or self.grammar.noun("role", after.noun)):
            is_firm = before is not None and (before.phrase.kind == "pronoun" or before.phrase.kind == "name")
            is_noun = after.phrase.kind == "name" and self._is_lone_word(after)
            if not is_firm and not (is_noun and before is not None and self._can_speak(before)):
                return after
        if before is not None and (self._can_speak(before) or before.phrase.kind in ("name", "pronoun", "group")):
            return before
        if after is not None and self._can_speak(after):
            return after
        if before is not None and before.gender is not None and after is None:
            return before
        return None

    def _is_sure(self, found: Noun) -> bool:
        return found.phrase.kind == "name" or (
            found.phrase.kind in ("nominal", "group", "pronoun") and self._can_speak(found)
        )

    def _inherited(self, head: int) -> Noun | None:
        """The subject of the verb that "und", "et" or "y" joins this one to."""
        tokens = self.tokens
        k = head - 1
        while k > 0 and k > head - 4 and self.nouns.is_word(k, "clitic", "adverb"):
            k -= 1
        if k < 1 or not (self.nouns.is_word(k, "conj") or tokens[k].low in ("aber", "mais", "pero", "puis")):
            return None
        for at in range(k - 1, max(-1, k - 40), -1):
            token = tokens[at]
            if token.kind != "word":
                continue
            verb = self._verb(at, beside=True)
            if verb is not None:
                finite = self._finite(at, verb)
                if finite is not None:
                    subject = self._choose(self.subject_before(finite), self.subject_after(finite + 1), finite)
                    if subject is not None and subject.phrase.last <= head:
                        return subject
        first = self.nouns.at(0)
        is_first = first is not None and not first.is_governed and not first.is_time and self._is_sure(first)
        return with_apposition(self.nouns, first) if first is not None and is_first else None

    def _document_before(self, at: int, verb: Verb) -> Answer | None:
        """The document of "In dem Brief heißt es: ..." and "Im Bericht steht, ..."."""
        if verb.lemma in ("lire", "apprendre"):
            return None
        for found in self.nouns.all():
            if found.phrase.last > at:
                break
            is_place = found.phrase.first in (1, 2) and found.is_governed and not found.is_time
            if is_place or self.grammar.noun("document", found.noun) or self.grammar.noun("org", found.noun):
                if found.phrase.kind == "nominal" and not self._can_speak(found):
                    is_from = self.tokens[found.phrase.first - 1].low in ("aus", "bei", "beim", "von", "vom")
                    found = found._replace(kind="org" if is_from else "document")
                return self._found(found._replace(is_governed=False), at, verb.lemma, "SVQ", 0.85)
        return None

    def _bracket(self, place: int) -> Answer | None:
        """The speaker of "Ortiz hat den Plan als „absurd“ bezeichnet": the participle follows the marks."""
        if self.language != "de":
            return None
        tokens = self.tokens
        for at in range(place + 1, min(len(tokens), place + 10)):
            token = tokens[at]
            if token.kind == "quote" or token.text in ",;:.":
                return None
            verb = self._verb(at)
            is_judged = tokens[place - 1].low == "als" and at == place + 1 and bool(_JUDGED.fullmatch(token.text))
            if (verb is None or not verb.is_participle) and not is_judged:
                continue
            aux = self._auxiliary(at)
            if aux is None or aux > place:
                return None
            subject = self._choose(self.subject_before(aux), self.subject_after(aux + 1), aux)
            if subject is None or subject.phrase.last > place:
                return None
            if verb is None:
                return Answer(subject, tokens, (), None, "SVq", 0.8)
            return self._found(subject, at, verb.lemma, "SVq", 0.88)
        return None

    def _colon(self, place: int) -> Answer | None:
        """The person whom the words before a colon are about: "Ortiz: ...", "Ortiz bleibt hart: ..."."""
        start = 0
        while start < place and self.nouns.is_word(start, "adverb"):
            start += 1
        first = self.nouns.at(start)
        if first is None or first.is_governed or first.is_time:
            return None
        if first.phrase.kind == "pronoun" and first.noun in _FIRST:
            return None
        is_person = first.phrase.kind == "pronoun" or (
            first.kind == "person" and (first.phrase.kind == "name" or self.grammar.noun("role", first.noun))
        )
        if not is_person:
            return None
        full = with_apposition(self.nouns, first)
        others = [n for n in self.nouns.all() if full.phrase.last <= n.phrase.first < place]
        if any(n.kind == "person" and n.phrase.kind == "name" for n in others):
            return None
        score = 0.85 if full.phrase.last == place - 1 else 0.75
        return Answer(full, self.tokens, (), None, "colon", score)

    def last_clause(self, place: int) -> Answer | None:
        """The speaker whom the end of the sentence names: "Der Plan sei „absurd“ und müsse weg, sagte Ortiz."."""
        tokens = self.tokens
        for at in range(place + 1, min(len(tokens) - 1, place + _REACH)):
            if tokens[at].text == ";" or (tokens[at].text == ":" and tokens[at].kind == "mark"):
                return None
            if tokens[at].text not in (",", "–", "—"):
                continue
            found = self.inverted(at + 1, is_bare=True)
            if found is not None:
                rest = tokens[max(found.noun.phrase.last if found.tokens is tokens else at, at) : place + _REACH]
                if not any(t.text == ":" for t in rest[:12]):
                    return found._replace(rule="qVS", score=min(found.score, 0.88))
        return None

    def _subject_first(self, at: int) -> Answer | None:
        """The speaker of "..., Lena Ortiz a déclaré" and „...“ – das sagt Ortiz."""
        tokens = self.tokens
        if tokens[at].low in ("das", "dies") and self.language == "de":
            verb = self._verb(at + 1) if at + 1 < len(tokens) else None
            if verb is not None:
                subject = self.subject_after(at + 2)
                return None if subject is None else self._found(subject, at + 1, verb.lemma, "QVS", 0.85)
            return None
        found = self.nouns.at(at)
        if found is None or found.is_governed or found.phrase.kind not in ("name", "pronoun"):
            return None
        i = found.phrase.last
        while i < len(tokens) and i < found.phrase.last + 4 and self.nouns.is_word(i, "clitic", "aux", "adverb"):
            i += 1
        verb = self._verb(i) if i < len(tokens) else None
        if verb is None or (i + 1 < len(tokens) and tokens[i + 1].text == ":"):
            return None
        return self._found(found, i, verb.lemma, "QSV", 0.85)

    def verdict(self) -> Answer | None:
        """The speaker of a sentence about the quotation before it: "So die Ministerin.", "Así lo dijo Ortiz."."""
        tokens = self.tokens
        if tokens[0].low == "so" and self.language == "de":
            found = self._source(0)
            if found is not None and found.noun.phrase.last >= len(tokens) - 6:
                return found
        for at in range(1, min(len(tokens), 12)):
            if tokens[at].kind != "word":
                continue
            verb = self._verb(at)
            if verb is None:
                continue
            subject = self.subject_after(at + 1)
            finite = self._finite(at, verb)
            if subject is None and self.language == "de" and finite is not None:
                subject = self.subject_after(finite + 1)
            return (
                None
                if subject is None or not self._is_sure(subject)
                else self._found(subject, at, verb.lemma, "before-attribution", 0.85)
            )
        return None

    def _found(self, noun: Noun, at: int, lemma: str, rule: str, score: float) -> Answer:
        tokens = self.tokens
        if noun.phrase.kind == "pronoun" and noun.noun == "sie" and self.language == "de":
            is_participle = any(v.is_participle for v in self.grammar.verbs.get(tokens[at].low, ()))
            finite = self._auxiliary(at) if is_participle else at
            low = tokens[at if finite is None else finite].low
            is_plural = low in ("haben", "hatten") or (low.endswith("en") and finite == at)
            noun = noun._replace(kind="group" if is_plural else "person", gender=None if is_plural else "f")
        if (
            self.language == "de"
            and noun.phrase.kind == "nominal"
            and noun.kind == "person"
            and tokens[noun.phrase.first].low == "die"
            and tokens[at].low.endswith(("ten", "en"))
            and not tokens[at].low.startswith("ge")
        ):
            noun = noun._replace(kind="group", gender=None)
        if noun.noun in ("ils", "elles", "ellos", "ellas", "wir", "nous", "nosotros"):
            noun = noun._replace(kind="group")
        if noun.phrase.kind == "name" and self._is_lone_word(noun):
            score = min(score, 0.8)
        return Answer(noun, tokens, tokens[at : at + 1], lemma, rule, score)

    def _is_lone_word(self, noun: Noun) -> bool:
        """Is this name one capital word that no list knows? In German that may be any noun."""
        first, last = noun.phrase.core
        return last - first == 1 and self.tokens[noun.phrase.head].kind == "word"


_SOURCES = {
    "fr": (
        ("d’", "après"), ("d’après",), ("aux", "yeux", "de"), ("de", "l’", "avis"), ("à", "en", "croire"),
        ("de", "source"), ("de", "sources"),
    ),
    "es": (
        ("en", "palabras", "de"), ("en", "palabras", "del"), ("en", "opinión", "de"), ("en", "opinión", "del"),
        ("a", "juicio", "de"), ("a", "juicio", "del"), ("de", "acuerdo", "con"),
    ),
}  # fmt: skip


def _is_capital(token: Token) -> bool:
    return token.kind == "name" or (token.kind == "word" and token.text[:1].isupper())


def is_ended(text: str) -> bool:
    """Does this end with a full stop or its like, before its closing marks?"""
    inner = text.rstrip(_CLOSING)
    return inner[-1:] in _ENDS


def opens_like_a_sentence(inner: str) -> bool:
    """Is the first letter or digit a capital or a digit?"""
    first = next((c for c in inner if c.isalnum()), "")
    return first.isupper() or first.isdigit()
