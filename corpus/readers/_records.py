"""Records to articles: an object of a dump, read as a mapping says."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast
from urllib.parse import urljoin

from corpus import text as pure
from corpus.readers import (
    _credits,
    _dates,
    _draft,
    _figures,
    _furniture,
    _languages,
    _layout,
    _mapping,
    _markup,
    _story,
    _wire,
)
from corpus.record import Article, Kind, Moment, Problem, Redistribution, Status

Record = Mapping[str, object]

_EPOCH = datetime.fromtimestamp(0, UTC)
_MANY = 1_000  # keys, authors, subjects: what is more is data of another kind
_NAMED = 20  # records without an article that are named one by one
_DEEPEST = 12  # lists and objects within the value of a column
_STUMP = re.compile(r"\s{0,9}\[\+?\d{1,9} char(?:s|acters)\]\s{0,9}$")
# Narrower than what pages say of themselves: a dump's text is taken to be the story's, until it says otherwise.
_CUT_OFF = re.compile(
    r"\b(?:subscribe|sign in|log in|register|become a (?:member|subscriber))\b.{0,60}\b(?:continue|keep) reading\b"
    r"|\bto continue reading\b.{0,40}\b(?:subscribe|sign in|log in|register)\b"
    r"|\bthis (?:article|story) is (?:only )?(?:available )?(?:for|to) subscribers\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d{1,19}(?:\.\d{1,9})?")
_EPOCH_TEXT = re.compile(r"\d{9,13}\.\d{1,9}")  # as tables write what programs count in seconds
_DAY = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,20}:")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
# A paragraph of nothing but a link, as markup says it: below a story it leads to another one.
_LINK = re.compile(
    r"\s*(?:<(?:p|b|strong|em|i)>\s*){0,4}<a\s[^<>]{1,2000}>[^<>]{0,400}</a>\s*(?:</(?:p|b|strong|em|i)>\s*){0,4}"
)
_BOLD = re.compile(r"\s*<(?:b|strong)>[^<>]{0,100}</(?:b|strong)>:?\s*")
# The entries of a list that a table holds as text, as Python and JSON write it.
_LONGEST_LIST = 20_000  # characters; more is no list of names
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)\"""")
_NAMING = ("name", "title", "label", "value", "text")


class Records:
    """The records of one input, read one by one.

    Args:
        format: the reader's name.
        mapping: the mapping to read with; None to choose one for each record by its keys.
    """

    def __init__(self, format: str, mapping: _mapping.Mapping | None) -> None:  # noqa: A002  (the word of the contract)
        self.format, self.mapping = format, mapping
        self._unknown: dict[str, None] = {}
        self._met: set[str] = set()
        self._empty = 0

    def article(
        self,
        record: Record,
        position: int | str,
        data: bytes,
        encoding: str | None = None,
        said: Iterable[Problem] = (),
    ) -> Iterator[Article | Problem]:
        """The article of a record, or a problem where no column is read from it; `data` are its bytes.

        Of records that give nothing the first few are named, the others counted at last: a whole input may be of them.
        """
        source = record.get("_source")
        if isinstance(source, dict) and "_index" in record:  # a hit of Elasticsearch or OpenSearch
            record = {"_id": record.get("_id"), **source}
        keys = tuple(record)
        mapping = self.mapping or _mapping.choose(frozenset(keys)) or _mapping.preset("generic")
        for key in keys:
            if key not in mapping.keys and len(self._unknown) < _MANY:
                self._unknown[key] = None
        if self.mapping is not None:
            self._met.update(self.mapping.keys.intersection(keys))
        rules = mapping.rules(keys)
        item = _first_text(rules.get("source_item", ()), record) or str(position)
        draft = _draft.Draft(self.format, item, data, encoding, said)
        _fill(draft, mapping, rules, record)
        has_any = draft.texts or draft.paragraphs or draft.published or draft.captions or draft.authors
        if not has_any and all(rule.value is None for column in rules.values() for rule in column):
            named = ", ".join(repr(key[:40]) for key in keys[:12]) or "none"
            self._empty += 1
            if self._empty <= _NAMED:
                message = f"nothing that a column is read from; a mapping can say what holds what; its keys: {named}"
                yield Problem(
                    code="no-article", severity="error", message=pure.one_line(message) or "", item=str(position)
                )
            return
        article = draft.article()
        if "body" not in mapping.columns:
            # A dump of metadata: that an article has no text is no fault of it.
            article = replace(article, problems=tuple(p for p in article.problems if p.code != "empty-body"))
        yield article

    def last_words(self) -> Iterator[Problem]:
        """What there is to say when all records are read: how many gave nothing, the keys that no column takes."""
        if self._empty > _NAMED:
            message = f"{self._empty - _NAMED} more records that no column is read from"
            yield Problem(code="no-article", severity="error", message=message)
        if self.mapping is not None and (unmet := _unmet(self.mapping, self._met)):
            message = pure.one_line(f"columns of the mapping that no record has the keys of: {unmet}") or ""
            yield Problem(code="mapping-unused", severity="note", message=message[:1_000])
        if not self._unknown:
            return
        keys = [key if len(key) <= 60 else f"{key[:59]}…" for key in self._unknown]
        named = ", ".join(map(repr, keys[:40])) + (f" and {len(keys) - 40} more" if len(keys) > 40 else "")
        message = pure.one_line(f"keys that no field is read from: {named}") or ""
        yield Problem(code="unknown-keys", severity="note", message=message)


def _unmet(mapping: _mapping.Mapping, met: set[str]) -> str:
    """The columns that a mapping gives itself, with their paths, where none of these begins with a key that was met."""
    unmet = []
    for column, rules in mapping.columns.items():
        paths = [path for rule in rules for path in rule.paths]
        is_met = any(not path.first or path.flat in met or not met.isdisjoint(path.first) for path in paths)
        if column in mapping.own and not is_met and all(rule.value is None for rule in rules):
            unmet.append(f"{column} ({', '.join(repr(path.text) for path in paths[:5])})")
    return ", ".join(unmet)


def certainty(keys: Iterable[str], mapping: _mapping.Mapping | None = None) -> float:
    """How surely records with these keys are articles.

    0.9 by keys of the mapping or of a known dump, 0.8 by usual ones, 0.3 by others.
    """
    there = frozenset(keys)
    if (mapping is not None and not mapping.keys.isdisjoint(there)) or _mapping.choose(there):
        return 0.9
    return 0.3 if _headed().isdisjoint(there) else 0.8


@functools.cache
def _headed() -> frozenset[str]:
    """The usual keys of headlines and texts."""
    usual = _mapping.preset("generic").columns
    return frozenset(path.text for column in ("headline", "body") for rule in usual[column] for path in rule.paths)


# ------------------------------------------------------------------ columns


def _fill(
    draft: _draft.Draft, mapping: _mapping.Mapping, rules: Mapping[str, tuple[_mapping.Rule, ...]], record: Record
) -> None:
    for column, given in rules.items():
        if column in _draft.TEXTS and column != "byline":
            _put(draft, column, given, record)
        elif column in _mapping.TIMES:
            _time(draft, column, given, record)
    words = {column: _word(column, rules.get(column, ()), record) for column in _mapping.WORDS}
    draft.kind = cast("Kind", words["kind"] or draft.kind)
    draft.status = cast("Status", words["status"] or draft.status)
    draft.redistribution = cast("Redistribution", words["redistribution"] or draft.redistribution)
    for rule in rules.get("language", ()):
        for text in _texts(rule, record):
            draft.speak(_languages.tag_of(text), text)
    draft.is_truncated = any(
        _is_true(value) for rule in rules.get("is_truncated", ()) for value in _values(rule, record)
    )
    _sign(draft, rules, record)
    for rule in rules.get("captions", ()):
        _captions(draft, rule, record)
    for rule in rules.get("subjects", ()):
        _subjects(draft, rule, record)
    _tell(draft, rules.get("body", ()), record)
    if rules.get("body") and not draft.paragraphs and (draft.get("summary") or draft.get("deck")):
        draft.is_truncated = True  # a teaser: the text was not asked for, or is not given
    _say_left_out(draft, mapping, record)


def _put(draft: _draft.Draft, column: str, rules: Sequence[_mapping.Rule], record: Record) -> None:
    for rule in rules:
        texts = _texts(rule, record)
        if rule.join is not None:
            texts = [rule.join.join(line for text in texts if (line := pure.one_line(draft.mend(text))))]
        if rule.base is not None:
            texts = [
                text if _SCHEME.match(text) else urljoin(rule.base, text.strip()) for text in texts if text.strip()
            ]
        if draft.put(column, *texts):
            return


def _time(draft: _draft.Draft, column: str, rules: Sequence[_mapping.Rule], record: Record) -> None:
    refused = None
    for rule in rules:
        for value in _values(rule, record):
            if isinstance(value, list) and len(value) == 1:
                value = value[0]
            if value is False or value == "":  # what some programs write for none
                continue
            if not isinstance(value, (str, int, float, date)) or isinstance(value, bool):
                refused = refused or f"{column} {str(value)[:80]!r}: a text or a number was expected"
                continue
            try:
                found = _moment(rule, value)
            except (ValueError, OverflowError) as error:
                refused = refused or f"{column} {str(value)[:80]!r}: {error}"
                continue
            if column == "published":
                draft.published = found
                return
            if found.precision == "instant":
                draft.instants[column] = found.at
                return
            refused = refused or f"{column} {str(value)[:80]!r}: a {found.precision} where an instant was expected"
    if refused:
        draft.say("date-unread", "warning", refused)


def _moment(rule: _mapping.Rule, value: str | float | date) -> Moment:
    """The time that a value gives under a rule.

    Midnight to the second without a zone is taken for a day, because dumps write days so and clocks hardly ever show
    it; where the rule says that midnight is a day, so is one with a zone. A day is the source's, not that of UTC.
    """
    if isinstance(value, date):
        value = value.isoformat()
    if rule.units and (not isinstance(value, str) or _NUMBER.fullmatch(value.strip())):
        number = float(value) if isinstance(value, float) or "." in str(value) else int(value)
        at = _EPOCH + timedelta(microseconds=int(number * 1_000_000 / rule.units))
        if not 1500 <= at.year <= 2100:
            raise ValueError(f"{at.year} is no year of a newspaper")
        found = Moment(at, "instant", "Z")
    else:
        if isinstance(value, str):
            value = _ordered(value, rule.order) if rule.order else value
            value = float(value) if _EPOCH_TEXT.fullmatch(value) else value
        found = _dates.moment(value)
    if found.precision != "instant":
        return found
    clock = found.at
    if offset := _OFFSET.fullmatch(found.zone or ""):
        east = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        clock += east if offset[1] == "+" else -east
    day = clock.replace(hour=0, minute=0, second=0, microsecond=0)
    means_day = rule.midnight == "day" or (rule.midnight is None and found.zone is None)
    if rule.precision or (means_day and clock == day):
        precision = rule.precision or "day"
        first = day if precision == "day" else day.replace(day=1)
        return Moment(first.replace(month=1) if precision == "year" else first, precision, None)
    if rule.zone and found.zone is None:
        name, zone = rule.zone
        return Moment(found.at.replace(tzinfo=zone).astimezone(UTC), "instant", name)
    return found


def _ordered(text: str, order: _mapping.Order) -> str:
    """The text with a date in numbers written as ISO 8601 has it, where its order is known."""

    def iso(found: re.Match[str]) -> str:
        day, month = (found[1], found[3]) if order == "dmy" else (found[3], found[1])
        year = int(found[4])
        if len(found[4]) == 2:
            year += 2000 if year < 50 else 1900
        return f"{year:04}-{int(month):02}-{int(day):02}"

    return _DAY.sub(iso, text, count=1)


def _word(column: str, rules: Sequence[_mapping.Rule], record: Record) -> str | None:
    texts = (text for rule in rules for text in _texts(rule, record))
    return next((text for text in texts if text in _mapping.WORDS[column]), None)


def _sign(draft: _draft.Draft, rules: Mapping[str, tuple[_mapping.Rule, ...]], record: Record) -> None:
    for rule in rules.get("authors", ()):
        for entry in _first(draft, "authors", _entries(_values(rule, record), rule.split)):
            if names := _names(rule, entry):
                draft.credit(names, rule.kind)
        if draft.authors:
            break
    # Only a line of text is a byline as printed; a list of names is not.
    lines = (value for rule in rules.get("byline", ()) for value in _values(rule, record) if isinstance(value, str))
    if line := next((line for line in lines if line.strip()), None):
        draft.sign(line)


def _names(rule: _mapping.Rule, entry: object) -> list[str]:
    if "name" not in rule.inner or not isinstance(entry, dict):
        return [text] if (text := _text(entry)) else []
    parts = [text for path in rule.inner["name"] for value in path.values(entry) if (text := _text(value))]
    if any(not part.isupper() for part in parts):  # "Wesley MORRIS": the family name in capitals, as in catalogues
        parts = [_lowered(part) if part.isupper() and len(part) > 2 else part for part in parts]
    return [" ".join(parts)] if parts else []


def _lowered(name: str) -> str:
    """A family name in capitals as it is written elsewhere.

    >>> _lowered("O'DELL-MCKAY"), _lowered("VAN LIND")
    ("O'Dell-McKay", 'Van Lind')
    """
    words = (re.sub(r"(?:^|[-'’.])[^\W\d_]", lambda m: m[0].upper(), word) for word in name.lower().split())
    return " ".join(re.sub(r"\bMc[a-z]", lambda m: m[0][:2] + m[0][2].upper(), word) for word in words)


def _captions(draft: _draft.Draft, rule: _mapping.Rule, record: Record) -> None:
    for entry in _first(draft, "captions", _entries(_values(rule, record), ())):
        if isinstance(entry, dict):
            text = _inner(rule, "text", entry, ("text", "caption"))
            credit = _inner(rule, "credit", entry, ("credit",))
        else:
            text, credit = _text(entry), None
        line = pure.one_line(draft.mend(text or "")) or ""
        if line and not credit and (found := _credits.split_caption(line)):
            line, credit = found.text, found.credit
        draft.caption(line, credit)


def _subjects(draft: _draft.Draft, rule: _mapping.Rule, record: Record) -> None:
    for entry in _first(draft, "subjects", _entries(_values(rule, record), rule.split)):
        scheme, code, name, relevance = rule.scheme, None, None, None
        if isinstance(entry, dict):
            name = _inner(rule, "name", entry, _NAMING if "code" not in rule.inner else ())
            code = _inner(rule, "code", entry, ())
            kind = _inner(rule, "scheme_from", entry, ())
            scheme = f"{scheme}:{kind}" if scheme and kind else scheme or kind
            relevance = _relevance(_inner(rule, "relevance", entry, ()))
        elif "code" in rule.inner:  # texts that are codes, not names
            code = _text(entry)
        else:
            name = _text(entry)
        draft.subject(scheme, code, name, relevance)


def _relevance(text: str | None) -> float | None:
    try:
        number = float(text or "nan")
    except ValueError:
        return None
    if not 0 <= number <= 100:  # also what is no number
        return None
    return number / 100 if number > 1 else number


def _tell(draft: _draft.Draft, rules: Sequence[_mapping.Rule], record: Record) -> None:
    for rule in rules:
        if raw := [text for value in _values(rule, record) for text in _scalars(value, 0)]:
            _body(draft, raw)
            if draft.paragraphs:
                return


def _body(draft: _draft.Draft, raw: list[str]) -> None:
    """The body's paragraphs; what else stands with them goes to its own column or is said."""
    links: list[str] = []
    if len(raw) > 3:
        while len(raw) > 1 and (_LINK.fullmatch(raw[-1]) or not raw[-1].strip()):
            links.insert(0, raw.pop())
        if any(link.strip() for link in links) and _BOLD.fullmatch(raw[-1]):
            links.insert(0, raw.pop())
    plain = "\n\n".join(_unmarked(draft, text) if _markup.is_markup(text) else text for text in raw)
    if _STUMP.search(plain[-60:]):
        draft.is_truncated = True
        plain = _STUMP.sub("", plain)
    paragraphs = [p for p in _layout.as_paragraphs(plain).split("\n\n") if p.strip()]
    headline, deck = draft.get("headline"), draft.get("deck")
    if deck and len(paragraphs) > 1 and _says(paragraphs[0], deck) and not _story.is_sentence(deck):
        del paragraphs[0]
    has_head = bool(headline and paragraphs) and _says(paragraphs[0], headline or "")
    wire = _wire.sort_out(paragraphs, headline=headline if has_head else None, byline=draft.get("byline"))
    if wire.byline:
        draft.sign(wire.byline)
    draft.surround(wire)
    kept = [paragraph for paragraph in wire.paragraphs if not _is_furniture(paragraph)]
    shown = [paragraph for paragraph in wire.paragraphs if _is_furniture(paragraph)]
    shown += [line for line in wire.left_out if any(map(str.isalnum, line))]
    shown += [text for link in links if (text := pure.one_line(draft.mend(link)))]
    if kept and len(kept[-1]) < 160 and _CUT_OFF.search(kept[-1]):
        draft.is_truncated = True
        shown.append(kept.pop())
    if shown:
        _say_furniture(draft, shown)
    draft.tell(kept)


def _unmarked(draft: _draft.Draft, markup: str) -> str:
    """The paragraphs of a body's markup; its captions go to the draft, and what is set aside in it is said."""
    if "<fig" not in markup and "<img" not in markup and "<aside" not in markup:
        return _markup.plain(markup)
    tree = _markup.fragment(markup)
    if tree is None:
        return _markup.plain(markup)
    for caption in _figures.take_captions(tree):
        draft.caption(caption.text, caption.credit)
    beside = [line for node in tree.iter("aside") if (line := pure.one_line("".join(map(str, node.itertext()))))]
    if beside:
        _say_furniture(draft, beside)
    paragraphs = []
    for block in _markup.blocks(tree, drop=frozenset({"aside"})):
        if block.kind == "caption":
            found = _credits.split_caption(block.text, is_above=True)
            draft.caption(found.text if found else block.text, found.credit if found else None)
        else:
            paragraphs.append(block.text)
    return "\n\n".join(paragraphs)


def _say_furniture(draft: _draft.Draft, lines: Sequence[str]) -> None:
    draft.say("furniture-left-out", "note", f"not in the body: {', '.join(repr(line[:60]) for line in lines[:10])}")


_known_furniture = functools.lru_cache(maxsize=4_096)(
    _furniture.is_furniture
)  # the same stands in every story of a site


def _is_furniture(paragraph: str) -> bool:
    """Whether a paragraph is a button, a menu or a link to elsewhere. Sentences are not asked, which would be slow."""
    return len(paragraph) <= 120 and paragraph.rstrip()[-1] not in '.!?…"”’»)' and _known_furniture(paragraph)


def _says(paragraph: str, other: str) -> bool:
    """Whether two short texts are the same; folding a long one is slow, and it is not."""
    return abs(len(paragraph) - len(other)) < 20 and pure.fold(paragraph) == pure.fold(other)


def _say_left_out(draft: _draft.Draft, mapping: _mapping.Mapping, record: Record) -> None:
    for key, chains in mapping.filters.items():
        entries = record.get(key)
        if not isinstance(entries, list):
            continue
        left: dict[str, int] = {}
        for entry in entries:
            if not any(all(step.takes(entry) for step in chain) for chain in chains):
                names = (step.key for step in chains[0]) if isinstance(entry, dict) else ()
                what = " ".join(str(entry.get(name))[:30] for name in names if entry.get(name) is not None)
                left[what or str(type(entry).__name__)] = left.get(what or str(type(entry).__name__), 0) + 1
        if left:
            counted = ", ".join(f"{count} {what}" for what, count in list(left.items())[:10])
            code = "entries-left-out"
            draft.say(code, "note", f"entries of {key!r} that no column takes: {counted}")


# ------------------------------------------------------------------ values


def _values(rule: _mapping.Rule, record: Record) -> list[object]:
    """What a rule takes from a record, in order, nothing of it empty."""
    if rule.value is not None:
        return [rule.value]
    found: list[object] = []
    for path in rule.paths:
        found += [bare for value in path.values(record) if not _is_empty(bare := _bare(value))]
        if found and not rule.is_all:
            break
    if rule.between is not None:
        found = [inner for value in found if isinstance(value, str) and (inner := _cut(value, rule.between))]
    if rule.words is not None:
        found = [rule.words.get(text, value) if (text := _text(value)) else value for value in found]
        found = [value for value in found if value != ""]
    return found


def _bare(value: object) -> object:
    """The value itself where it is wrapped in its type, as MongoDB exports it: {"$date": {"$numberLong": "17"}}."""
    for _ in range(3):
        if not (isinstance(value, dict) and len(value) == 1 and (key := next(iter(value))).startswith("$")):
            break
        value = value[key]
        if key == "$numberLong" and isinstance(value, str) and _NUMBER.fullmatch(value):
            value = int(value)
    return value


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {}) or (isinstance(value, float) and value != value)  # the last: NaN


def _cut(text: str, marks: tuple[str, str]) -> str:
    _, found, rest = text.partition(marks[0])
    inner, ended, _ = rest.partition(marks[1])
    return inner if found and ended else ""


def _texts(rule: _mapping.Rule, record: Record) -> list[str]:
    return [text for value in _values(rule, record) for text in _scalars(value, 0)]


def _first_text(rules: Sequence[_mapping.Rule], record: Record) -> str | None:
    texts = (pure.one_line(text) for rule in rules for text in _texts(rule, record))
    return next(filter(None, texts), None)


def _scalars(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, list):
        for entry in value if depth < _DEEPEST else ():
            yield from _scalars(entry, depth + 1)
    elif isinstance(value, str):
        yield value
    elif text := _text(value):
        yield text


def _text(value: object) -> str | None:
    """A scalar as text; of an object its name; None for anything else."""
    if isinstance(value, dict):
        value = next((value[key] for key in _NAMING if isinstance(value.get(key), str)), None)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)  # a whole number in a table with gaps
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or value != value:
        return None
    return str(value) if str(value).strip() else None


def _inner(rule: _mapping.Rule, name: str, entry: Mapping[str, object], usual: Sequence[str]) -> str | None:
    if name in rule.inner:
        values = (value for path in rule.inner[name] for value in path.values(entry))
    else:
        values = (entry.get(key) for key in usual)
    return next((text for value in values for text in _scalars(value, 0)), None)


def _entries(values: Sequence[object], split: Sequence[str], depth: int = 0) -> Iterator[object]:
    """The entries of lists and, of texts that are to be split or hold a list, the parts."""
    for value in values:
        if isinstance(value, list):
            if depth < _DEEPEST:
                yield from _entries(value, split, depth + 1)
        elif isinstance(value, str) and depth == 0 and _is_list(value):
            yield from (one or two for one, two in _QUOTED.findall(value))
        elif isinstance(value, str) and split:
            parts = [value]
            for mark in split:
                parts = [part for text in parts for part in text.split(mark)]
            yield from (part.strip() for part in parts if part.strip())
        else:
            yield value


def _first(draft: _draft.Draft, column: str, entries: Iterator[object]) -> Iterator[object]:
    """As many entries as an article can have; that there are more is said."""
    yield from itertools.islice(entries, _MANY)
    if more := sum(1 for _ in entries):
        code = "entries-left-out"
        draft.say(code, "note", f"{more} of the {_MANY + more} {column} are left out: no article has so many")


def _is_list(text: str) -> bool:
    return len(text) <= _LONGEST_LIST and text.lstrip()[:1] == "[" and text.rstrip()[-1:] == "]"


def _is_true(value: object) -> bool:
    return value is True or (
        isinstance(value, (str, int, float)) and str(value).strip().lower() in {"true", "1", "yes"}
    )
