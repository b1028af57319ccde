"""How often what is found is right, and how fast it is found: prints docs/accuracy.md.

    python benchmarks/accuracy.py GOLD [--date 2026-11-23] [--only quotes,names] > docs/accuracy.md

GOLD is a folder with the gold of others, which is no part of this repository: ``quotes/polnear-dev.jsonl`` and
``entities/{worldwide,wikigold,gmb}-dev.jsonl``. One line is one article: ``{"id", "text", "quotes": [{"start", "end",
"text", "type", "speaker"}], "entities": [{"start", "end", "label"}]}``. Positions are code points of `text`; a
quotation's hold its marks; `speaker` is ``{"start", "end", "text"}`` or null; labels are PER, ORG, LOC and MISC.

Each set goes through ``corpus convert`` as JSON Lines that hold ids and texts alone, and what comes out is compared in
the gold's own positions. The functions below say what they count.
"""

from __future__ import annotations

import argparse
import datetime as dt
import difflib
import hashlib
import json
import platform
import re
import resource
import runpy
import subprocess
import sys
import tempfile
import textwrap
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl

from corpus.conversion import convert
from corpus.extract.rules import extract
from corpus.record import Article, Found

HERE = Path(__file__).parent
SECTIONS = ("quotes", "names", "constructs", "abroad", "speed")
Row = dict[str, Any]
Span = tuple[int, int]
Labelled = tuple[int, int, str]

EDGE = " \t\r\n\u00a0\"“”„‟‘’‚«»‹›'`,.;:!?…—–-"
DOUBLE = '"“”„‟«»'
# Where the head of a speaker's phrase ends: "the mayor | of Tarnhollow", "a person | familiar with the talks".
AFTER_HEAD = frozenset(
    "of for at in on with from by to under near against about who whom whose which that "
    "familiar close involved briefed".split()
)
# Words before a name that are no part of it: corpora differ on them, so that neither side counts them.
TITLES = frozenset(
    "Mr. Mrs. Ms. Dr. Professor President Vice Vice-President Prime Minister Premier Chancellor Secretary of State "
    "Foreign Interior Defense Finance Senator Sen. Representative Rep. Governor Gov. Mayor Ambassador Deputy Chief "
    "Chairman Director Spokesman General Gen. Colonel Col. Captain Major Lt. Admiral Sheikh Ayatollah Pope King Queen "
    "Prince Crown Judge Justice Attorney Former former".split()
)
PRONOUNS = frozenset("he she they it i we you him her them who his their one".split())


class GoldError(Exception):
    """A gold file is not there."""


# Texts and positions.


def trim(text: str, start: int, end: int) -> Span:
    """The span without quotation marks, blanks and punctuation at both ends."""
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return start, end


def overlap(a: Span, b: Span) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def words(text: str) -> int:
    return len(re.findall(r"\w+", text))


def places(gold: str, body: str) -> list[int]:
    """For each character of the body its place in the gold text; -1 where it has none.

    White space never counts. Where more differs (an address or a furniture line that the converter leaves out), words
    are laid beside each other, and characters within what is not the same.
    """
    found = [-1] * len(body)
    here, there = ([at for at, sign in enumerate(text) if not sign.isspace()] for text in (body, gold))
    if [body[at] for at in here] == [gold[at] for at in there]:
        for at, place in zip(here, there, strict=True):
            found[at] = place
        return found
    ours, theirs = (
        [(m.group(), m.start(), m.end()) for m in re.finditer(r"\w+|[^\w\s]", text)] for text in (body, gold)
    )
    beside = difflib.SequenceMatcher(None, [w for w, _, _ in theirs], [w for w, _, _ in ours], autojunk=False)
    for what, a, b, c, d in beside.get_opcodes():
        if what == "equal":
            for (_, place, _), (_, start, end) in zip(theirs[a:b], ours[c:d], strict=True):
                found[start:end] = range(place, place + end - start)
        elif what == "replace" and (b - a) * (d - c) < 4_000:
            place, start = theirs[a][1], ours[c][1]
            pieces = gold[place : theirs[b - 1][2]], body[start : ours[d - 1][2]]
            for same in difflib.SequenceMatcher(None, *pieces, autojunk=False).get_matching_blocks():
                for n in range(same.size):
                    if not pieces[0][same.a + n].isspace():
                        found[start + same.b + n] = place + same.a + n
    return found


def placed(where: list[int], start: int, end: int) -> Span | None:
    """A span of the body in the gold text; None where the gold has none of its words."""
    known = [place for place in where[start:end] if place >= 0]
    return (min(known), max(known) + 1) if known else None


# What a build holds.


def converted(articles: Iterable[Row]) -> dict[str, Row]:
    """What ``corpus convert`` finds in articles that have `id`, `text` and perhaps `title`, by their ids.

    Each has its `body`; its `quotes`, with the `mention` of the speaker and the `person` by name; its `names`.
    """
    with tempfile.TemporaryDirectory() as folder:
        source, build = Path(folder) / "articles.jsonl", Path(folder) / "build"
        with source.open("w", encoding="utf-8") as out:
            for article in articles:
                given = {key: article[key] for key in ("id", "title", "text") if article.get(key) is not None}
                out.write(json.dumps(given, ensure_ascii=False) + "\n")
        convert([source], build, format="jsonl", workers=1)

        def rows(name: str) -> list[Row]:
            return pl.read_parquet(build / f"{name}.parquet").to_dicts()

        found = {row["article_id"]: {**row, "quotes": [], "names": []} for row in rows("articles")}
        people = {row["person_id"]: row["name"] for row in rows("people")}
        mentions = {row["mention_id"]: row for row in rows("mentions")}
        cues = defaultdict(list)
        for row in rows("cues"):
            cues[row["quote_id"]].append(row["text"])
        for row in rows("quotes"):
            more = {"mention": mentions.get(row["speaker_mention_id"]), "person": people.get(row["person_id"])}
            found[row["article_id"]]["quotes"].append({**row, **more, "cues": cues[row["quote_id"]]})
        for row in mentions.values():
            if row["field"] == "body" and row["kind"] in ("name", "short"):
                found[row["article_id"]]["names"].append(row)
    for article in found.values():
        article["quotes"].sort(key=lambda row: row["position"])
    return {article["guid"]: article for article in found.values()}


# Quotations.


@dataclass(frozen=True)
class Pair:
    """A gold quotation and the row with the same words, one of them None where the other has none."""

    gold: Row | None
    row: Row | None
    length: int  # words
    is_joint: bool = False  # the mention overlaps the gold speaker, or neither is there
    is_head: bool = False  # the head of the mention does
    is_exact: bool = False  # the mention, or speaker_text, is the gold phrase
    is_covered_head: bool = False  # is_head, of the row that shares most with the gold, half of it at least


def head(text: str, start: int, end: int, kind: str) -> Span:
    """The head of a mention: all of a name or pronoun; of a longer phrase its last run of capitals, else its last word.

    A phrase ends at the first comma, bracket, dash, relative or preposition.

    >>> text = "the deputy mayor of Tarnhollow"
    >>> text[slice(*head(text, 0, len(text), "nominal"))]
    'mayor'
    """
    if kind in ("name", "short", "pronoun"):
        return start, end
    found = [
        (m.group(), start + m.start(), start + m.end()) for m in re.finditer(r"[\w’'.&-]*\w|[^\w\s]", text[start:end])
    ]
    for at, (word, _, _) in enumerate(found):
        if at and (word[0] in ",(;:—–" or word.lower() in AFTER_HEAD):
            found = found[:at]
            break
    run = []
    for token in reversed(found):
        if token[0][0].isupper() and token[0].lower() not in ("the", "a", "an"):
            run.append(token)
        elif run:
            break
    run = run or [token for token in found if token[0][0].isalnum()][-1:]
    return (min(t[1] for t in run), max(t[2] for t in run)) if run else (start, end)


def phrase(text: str) -> str:
    """A speaker's phrase without its article, white space and final punctuation."""
    return re.sub(r"^(?:the|a|an) ", "", re.sub(r"[\s,.]+$", "", " ".join(text.split())), flags=re.IGNORECASE).lower()


def is_marked(text: str, start: int, end: int) -> bool:
    """Whether the span stands in double quotation marks."""
    before, after = text[max(0, start - 3) : start + 1], text[max(0, end - 1) : end + 3]
    return any(sign in DOUBLE for sign in before + after) or "''" in before + after or "``" in before


def paired(document: Row, article: Row | None) -> Iterator[Pair]:
    """Each gold quotation with its row, then the rows that gold does not have.

    Words are the same but for marks, blanks and punctuation at both ends. The gold holds what stands in double marks
    and is attributed. So rows of kind `indirect` are no part of this, and rows in single marks or none only where they
    touch a gold quotation; any other row that gold does not attribute (a title, a scare quote) is one too many.
    """
    text, gold = document["text"], document["quotes"]
    where = places(text, article["body"]) if article else []
    rows = []
    for row in article["quotes"] if article else ():
        span = placed(where, row["start"], row["end"])
        if row["kind"] == "indirect":
            continue
        if span and not is_marked(text, *span) and not any(overlap(span, (g["start"], g["end"])) for g in gold):
            continue
        mention = row["mention"] if row["mention"] and row["mention"]["field"] == "body" else None
        speaker = placed(where, mention["start"], mention["end"]) if mention else None
        core = head(text, *speaker, mention["kind"]) if mention and speaker else None
        rows.append({**row, "span": span or (-1, -1), "speaker": speaker, "head": core})
    same: dict[Span, Row] = {}
    for row in rows:
        if row["span"][0] >= 0:
            same.setdefault(trim(text, *row["span"]), row)
    for quotation in gold:
        said = quotation["speaker"]
        wanted = (said["start"], said["end"]) if said else None
        span = (quotation["start"], quotation["end"])
        best = max(rows, key=lambda row: overlap(row["span"], span), default=None)
        covered = best is not None and overlap(best["span"], span) * 2 >= best["span"][1] - best["span"][0] > 0
        is_covered_head = bool(covered and wanted and best["head"] and overlap(best["head"], wanted))
        row = same.get(trim(text, *span))
        if row is None:
            yield Pair(quotation, None, words(quotation["text"]), is_covered_head=is_covered_head)
            continue
        has = row["speaker"]
        is_joint = has is wanted if has is None or wanted is None else overlap(has, wanted) > 0
        phrases = (text[slice(*has)], row["speaker_text"] or "") if has else ()
        yield Pair(
            quotation,
            row,
            words(quotation["text"]),
            is_joint=is_joint,
            is_head=bool(wanted and row["head"] and overlap(row["head"], wanted)),
            is_exact=bool(wanted and is_joint and phrase(said["text"]) in map(phrase, phrases)),
            is_covered_head=is_covered_head,
        )
    taken = {id(same.get(trim(text, g["start"], g["end"]))) for g in gold}
    for row in rows:
        if id(row) not in taken:
            start, end = row["span"]
            yield Pair(None, row, words(text[start:end]) if start >= 0 else 0)


def prf(right: int, found: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and F1 in hundredths."""
    return (
        100 * right / found if found else 0.0,
        100 * right / gold if gold else 0.0,
        200 * right / (found + gold) if found + gold else 0.0,
    )


def part(right: int, of: int) -> float:
    return 100 * right / of if of else 0.0


def with_parts(rows: Iterable[list[Any]]) -> list[list[Any]]:
    """The rows of `by_row`, with heads and phrases right as hundredths of those that have a gold speaker."""
    return [[*row[:4], *(part(right, row[3]) if row[3] else "–" for right in row[4:])] for row in rows]


def surest(answers: Iterable[tuple[float, bool]], share: float) -> float:
    """The share right, in hundredths, of the surest `share` of the answers; those of one confidence count evenly."""
    groups = defaultdict(list)
    for confidence, right in answers:
        groups[confidence].append(right)
    left = wanted = sum(map(len, groups.values())) * share
    right = 0.0
    for confidence in sorted(groups, reverse=True):
        answered = groups[confidence]
        right += min(len(answered), max(left, 0)) * sum(answered) / len(answered)
        left -= len(answered)
    return 100 * right / wanted if wanted else 0.0


def calibration_error(answers: Iterable[tuple[float, bool]]) -> float:
    """How far confidence and share right lie apart, by ten equal bins of confidence, weighted by their answers."""
    bins = defaultdict(list)
    for confidence, right in answers:
        bins[min(9, int(confidence * 10))].append(confidence - right)
    count = sum(map(len, bins.values()))
    return sum(abs(sum(gaps)) for gaps in bins.values()) / count if count else 1.0


def quote_figures(pairs: Sequence[Pair]) -> dict[str, Any]:
    """The figures of quotations; P, R and F1 as triples, all in hundredths but the calibration error.

    span: the words are right. joint: and the speaker is, or neither has one. head: of the right spans with a gold
    speaker, the head of the mention lies in it. head_all: the same of all gold quotations with a speaker, where the row
    need only lie half inside. exact: the phrase is the same. surest: as head, of the surest 50, 70 and 90 %. ece: over
    the right spans whose row names a speaker.
    """
    figures: dict[str, Any] = {}
    for name, least in (("", 0), ("_min4", 4)):
        these = [p for p in pairs if p.length >= least]
        found, gold = sum(p.row is not None for p in these), sum(p.gold is not None for p in these)
        # A row of a right span may differ from gold in its words' number by its marks alone, never in a whole word.
        figures[f"span{name}"] = prf(sum(bool(p.gold and p.row) for p in these), found, gold)
        figures[f"joint{name}"] = prf(sum(p.is_joint for p in these), found, gold)
    said = [p for p in pairs if p.gold and p.gold["speaker"]]
    judged = [p for p in said if p.row]
    figures["head"] = part(sum(p.is_head for p in judged), len(judged))
    figures["head_all"] = part(sum(p.is_covered_head for p in said), len(said))
    figures["exact"] = part(sum(p.is_exact for p in judged), len(judged))
    sure = [(p.row["speaker_confidence"] if p.row["speaker"] else -1.0, p.is_head) for p in judged if p.row]
    figures["surest"] = {n: surest(sure, n / 100) for n in (50, 70, 90)}
    named = [(p.row["speaker_confidence"], p.is_head) for p in pairs if p.gold and p.row and p.row["speaker"]]
    figures["ece"] = calibration_error(named)
    return figures


def kind_of_row(row: Row) -> str:
    """The kind of speaker that a row gives; of a person, and of whom it could not tell, also by what words."""
    if row["speaker_kind"] not in ("person", "unknown"):
        return str(row["speaker_kind"])
    if not row["mention"]:
        return f"{row['speaker_kind']}, nobody named"
    words = {"name": "full name", "short": "short name", "pronoun": "a pronoun", "nominal": "a description"}
    return f"{row['speaker_kind']} by {words[row['mention']['kind']]}"


def kind_of_gold(gold: Row) -> str:
    """What a gold phrase is, told by its form: the gold has no kinds."""
    if not gold["speaker"]:
        return "nobody"
    said = gold["speaker"]["text"].split()
    if len(said) == 1 and said[0].lower() in PRONOUNS:
        return "a pronoun"
    if any(word[0].isupper() for word in said[said[0].lower() in ("the", "a", "an", "one", "some", "many") :]):
        return "a phrase with a name"
    return "a phrase without a name"


def by_row(pairs: Iterable[Pair], key: Callable[[Row], str]) -> list[list[Any]]:
    """Of the rows of each kind: number, how many gold lacks, with a gold speaker, heads right, phrases right."""
    groups = defaultdict(list)
    for pair in pairs:
        if pair.row:
            groups[key(pair.row)].append(pair)
    table = []
    for name, rows in groups.items():
        judged = [p for p in rows if p.gold and p.gold["speaker"]]
        heads, exact = sum(p.is_head for p in judged), sum(p.is_exact for p in judged)
        table.append([name, len(rows), sum(p.gold is None for p in rows), len(judged), heads, exact])
    return sorted(table, key=lambda line: (-line[1], line[0]))


def by_gold(pairs: Iterable[Pair], key: Callable[[Row], str]) -> list[list[Any]]:
    """Of the gold quotations of each kind: number, how many are found, how many with the right speaker (joint)."""
    groups = defaultdict(list)
    for pair in pairs:
        if pair.gold:
            groups[key(pair.gold)].append(pair)
    table = [
        [name, len(rows), sum(p.row is not None for p in rows), sum(p.is_joint for p in rows)]
        for name, rows in groups.items()
    ]
    return sorted(table, key=lambda line: (-line[1], line[0]))


# Names.


def bare(text: str, start: int, end: int, label: str) -> Labelled:
    """A name without the titles before it."""
    while label == "PER" and (m := re.match(r"(\S+)\s+", text[start:end])) and m[1] in TITLES:
        start += m.end()
    return start, end, label


def named(document: Row, article: Row | None) -> tuple[set[Labelled], set[Labelled]]:
    """The names of the gold and those found, exact in characters, in positions of the gold text.

    Titles before a person count on neither side. Of nested gold names the longest counts, and whoever finds one that
    lies in it has neither won nor lost. Found are names and short names of persons and organisations in the body.
    """
    text = document["text"]
    every = {bare(text, e["start"], e["end"], e["label"]) for e in document["entities"]}
    gold: set[Labelled] = set()
    last = -1
    for name in sorted((e for e in every if e[0] < e[1]), key=lambda e: (e[0], -e[1])):
        if name[0] >= last:
            gold.add(name)
            last = name[1]
    where = places(text, article["body"]) if article else []
    found = set()
    labels = {"person": "PER", "org": "ORG"}
    for n, mention in enumerate(article["names"] if article else ()):
        if mention["entity_kind"] in labels:
            label = labels[mention["entity_kind"]]
            span = placed(where, mention["start"], mention["end"])
            found.add(bare(text, *span, label) if span else (-1 - n, -n, label))
    return gold, found - (every - gold)


def name_figures(pairs: Iterable[tuple[set[Labelled], set[Labelled]]]) -> dict[str, Any]:
    """P, R and F1 of PER, ORG and both; `places`: names found wrongly where the gold has a place or another name."""
    right, found, gold, elsewhere = Counter[str](), Counter[str](), Counter[str](), 0
    for wanted, has in pairs:
        for label in ("PER", "ORG"):
            these, those = ({name for name in names if name[2] == label} for names in (wanted, has))
            right[label] += len(these & those)
            found[label] += len(those)
            gold[label] += len(these)
        others = [name for name in wanted if name[2] not in right]
        elsewhere += sum(any(overlap(name[:2], other[:2]) for other in others) for name in has - wanted)
    figures: dict[str, Any] = {label: prf(right[label], found[label], gold[label]) for label in ("PER", "ORG")}
    figures["both"] = prf(right.total(), found.total(), gold.total())
    figures["places"], figures["found"] = elsewhere, found.total()
    return figures


# Constructs: invented texts, each about one way of quoting.


def each(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def plain(text: str | None) -> str:
    """The words between the marks; straight marks inside; blanks and punctuation at both ends aside."""
    text = re.sub("[‘’`]", "'", re.sub("[“”„«»]", '"', text or ""))
    return " ".join(text.split()).strip(EDGE)


def names_the_same(said: str | None, wanted: str) -> bool:
    """Whether one of the two holds all words of the other, in order; articles and possessives aside."""
    a, b = (
        " ".join(re.findall(r"\w+", re.sub(r"\b(?:the|a|an)\b", " ", re.sub("['’]s", "", (text or "").casefold()))))
        for text in (said, wanted)
    )
    return bool(a and b) and (f" {a} " in f" {b} " or f" {b} " in f" {a} ")


def is_speaker(expected: Row, row: Row) -> bool:
    """Whether a row names one of the speakers that would do, or the full name that the text gives for it, or nobody."""
    wanted = each(expected["speaker"])
    said = [text for text in (row["mention"] and row["mention"]["text"], row["speaker_text"]) if text]
    nobody = not (said or row["person"] or row["org_id"])
    return (
        (None in wanted and nobody)
        or bool(expected.get("person") and row["person"] and plain(expected["person"]) == plain(row["person"]))
        or any(names_the_same(text, name) for text in said for name in wanted if name)
    )


def construct_figures(constructs: Iterable[Row], found: dict[str, Row]) -> dict[str, list[tuple[str, bool]]]:
    """What is right, each as the construct's group (its id to the first underscore) and yes or no.

    texts: exactly the quotations expected came out, in order, each with its speaker. spans: whoever said them.
    speakers, persons (the full name), kinds, cues: of the quotations expected, found and that right. reported: of the
    texts that say so, exactly their reported speech came out, with its speakers. A row within a quotation expected is
    neither right nor wrong.
    """
    answers: dict[str, list[tuple[str, bool]]] = {
        name: [] for name in ("texts", "spans", "speakers", "persons", "kinds", "cues", "reported")
    }
    for construct in constructs:
        group, article = construct["id"].partition("_")[0], found.get(construct["id"])
        rows = article["quotes"] if article else []
        marked = [row for row in rows if row["kind"] != "indirect"]
        rest, pairs = list(marked), []
        for expected in construct["quotes"]:
            wanted = [plain(text) for text in each(expected["text"])]
            at = next((n for n, row in enumerate(rest) if plain(row["text"]) in wanted), None)
            pairs.append((expected, None if at is None else rest[at]))
            rest = rest if at is None else rest[at + 1 :]
        taken = [id(row) for _, row in pairs if row]
        texts = [plain(text) for expected in construct["quotes"] for text in each(expected["text"])]
        others = [
            row
            for row in marked
            if id(row) not in taken and not any(plain(row["text"]) in t and plain(row["text"]) != t for t in texts)
        ]
        spans = article is not None and not others and all(row for _, row in pairs)
        answers["spans"].append((group, spans))
        answers["texts"].append((group, spans and all(row and is_speaker(e, row) for e, row in pairs)))
        for expected, row in pairs:
            answers["speakers"].append((group, bool(row and is_speaker(expected, row))))
            answers["kinds"].append((group, bool(row and row["kind"] in each(expected["type"]))))
            if expected.get("person"):
                answers["persons"].append((group, bool(row and plain(row["person"]) == plain(expected["person"]))))
            if expected["cue"]:
                cues = [cue.casefold() for cue in (row["cues"] or [row["cue"] or ""])] if row else []
                answers["cues"].append((group, expected["cue"].casefold() in cues))
        if "indirect" in construct:
            reported = [row for row in rows if row["kind"] == "indirect"]
            is_right = len(reported) == len(construct["indirect"]) and all(
                re.sub("^(?:that|to|whether) ", "", plain(row["text"])) == plain(expected["text"])
                and is_speaker(expected, row)
                for expected, row in zip(construct["indirect"], reported, strict=True)
            )
            answers["reported"].append((group, is_right))
    return answers


# Speed.


def beside(path: str) -> SimpleNamespace:
    """What another script of the benchmarks defines."""
    return SimpleNamespace(**runpy.run_path(str(HERE / path)))


def of_size(texts: Sequence[str], size: int, count: int) -> list[str]:
    """`count` texts of whole paragraphs, each of `size` bytes or up to a paragraph more, no two of them alike."""
    made: list[str] = []
    begun: list[str] = []
    length = 0
    for paragraph in cycle(paragraph for text in texts for paragraph in text.split("\n\n")):
        begun.append(paragraph)
        length += len(paragraph.encode()) + 2
        if length >= size:
            made.append("\n\n".join([*begun, f"That was No. {len(made)}."]))
            begun, length = [], 0
            if len(made) == count:
                break
    return made


def seconds_of_extraction(texts: Iterable[str]) -> float:
    """CPU seconds from texts in memory to what is found in them."""
    articles = [
        Article(source_item="1", source_format="jsonl", source_sha256="0" * 64, body=text, language="en")
        for text in texts
    ]
    begin = time.process_time()
    for article in articles:
        extract(article, Found())
    return time.process_time() - begin


def seconds_of_command(texts: Iterable[str]) -> float:
    """CPU seconds of ``corpus convert`` with one worker, its start and all its processes included."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for n, text in enumerate(texts):
                out.write(json.dumps({"id": f"urn:bench:{n}", "text": text}, ensure_ascii=False) + "\n")
        command = [sys.executable, "-m", "corpus", "convert", str(source), "-o", f"{folder}/build", "--workers", "1"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


# The page. A section is its text, and what of it belongs to the misses at the head of the page.

Section = tuple[str, list[str]]


def prose(*pieces: str) -> str:
    """A paragraph, in lines of the length that our pages have."""
    return textwrap.fill(" ".join(pieces), 125, break_long_words=False, break_on_hyphens=False)


def table(header: str, rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; columns of numbers stand to the right, floats have one decimal."""
    names = [name.strip() for name in header.split("|")]
    right = [
        all(isinstance(cell, (int, float)) or cell == "–" for cell in column) for column in zip(*rows, strict=True)
    ]
    lines = ["| " + " | ".join(names) + " |", "|" + "|".join("---:" if is_right else "---" for is_right in right) + "|"]
    for row in rows:
        cells = (
            f"{cell:.1f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else cell for cell in row
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def joined(*blocks: str) -> str:
    return "\n\n".join(blocks)


def worst(rows: Iterable[tuple[str, int, int]], least: int, count: int) -> str:
    """Of (name, wrong, of), those with `least` cases that are most often wrong: 'x (3 of 9), y (2 of 8)'."""
    known = sorted((-wrong / of, name, wrong, of) for name, wrong, of in rows if of >= least and wrong)
    return ", ".join(f"{name} ({wrong} of {of})" for _, name, wrong, of in known[:count]) or "none"


class Gold:
    """The folder of gold files; `sets` holds, by path, the articles and digest of those that were read."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.sets: dict[str, tuple[list[Row], str]] = {}

    def read(self, path: str) -> list[Row]:
        """The articles of a file.

        Raises:
            GoldError: it is not there.
        """
        if self.folder is None:
            raise GoldError(f"{path}: name the folder that holds it")
        try:
            content = (self.folder / path).read_bytes()
        except FileNotFoundError as error:
            raise GoldError(f"{self.folder / path}: not there; --help says what it holds") from error
        articles = [json.loads(line) for line in content.splitlines() if line.strip()]
        self.sets[path] = articles, hashlib.sha256(content).hexdigest()[:12]
        return articles


def quotes_section(gold: Gold) -> Section:
    documents = gold.read("quotes/polnear-dev.jsonl")
    found = converted(documents)
    pairs = [pair for document in documents for pair in paired(document, found.get(document["id"]))]
    figures = quote_figures(pairs)
    rules, kinds = by_row(pairs, lambda row: f"`{row['rule']}`"), by_row(pairs, kind_of_row)
    annotated = [
        *([f"speaker: {name}", *counts] for name, *counts in by_gold(pairs, kind_of_gold)),
        *by_gold(pairs, lambda g: "fewer than 4 words" if words(g["text"]) < 4 else "4 words and more"),
        *by_gold(pairs, lambda g: {"direct": "whole clauses", "mixed": "words of a clause"}.get(g["type"], g["type"])),
    ]
    count = sum(pair.gold is not None for pair in pairs)
    missed, extra = sum(pair.row is None for pair in pairs), sum(pair.gold is None for pair in pairs)
    other = [pair for pair in pairs if pair.gold and pair.row and not pair.is_joint]
    silent = sum(not pair.row["speaker"] for pair in other if pair.row)
    by_rule = worst(((r[0], r[3] - r[4], r[3]) for r in rules), 15, 4)
    rare = [r for r in rules if r[3] < 15]
    by_kind = worst(((r[0], r[3] - r[4], r[3]) for r in kinds), 15, 4)
    by_annotation = worst(((r[0], r[1] - r[3], r[1]) for r in annotated), 10, 4)
    no_quotations = worst(((r[0], r[2], r[1]) for r in rules), 5, 4)
    misses = [
        prose(
            f"- Of {count:,} quotations of PolNeAR, {missed} do not come out with their words, {silent} come out",
            f"without the speaker that they have, {len(other) - silent} with another. {extra} rows are none of its",
            "quotations.",
        ),
        prose(
            f"- Patterns whose speaker is wrong most often: {by_rule}; the {len(rare)} rare ones, with fewer than 15",
            f"such rows each, together {sum(r[3] - r[4] for r in rare)} of {sum(r[3] for r in rare)}.",
            f"Patterns whose rows are none of its quotations most often: {no_quotations}.",
        ),
        prose(
            f"- Kinds of speakers that are wrong most often: {by_kind}. From the annotators' side, words or speaker",
            f"are wrong most often of these: {by_annotation}.",
        ),
    ]
    counted = [
        ("words", "span"),
        ("words and speaker", "joint"),
        ("words, of quotations of 4 words and more", "span_min4"),
        ("words and speaker, of quotations of 4 words and more", "joint_min4"),
    ]
    speakers = [
        ("head of the phrase (*Ortiz*, *mayor*), where the words are right", figures["head"]),
        ("head, of all quotations with a speaker; one that does not come out is wrong", figures["head_all"]),
        ("whole phrase, exact, where the words are right", figures["exact"]),
        *((f"head, of the surest {n} % by `speaker_confidence`", share) for n, share in figures["surest"].items()),
    ]
    columns = "rows | not in gold | judged | head right, % | phrase right, %"
    text = joined(
        "## Quotations in English",
        prose(
            f"PolNeAR dev: {len(documents)} articles on American politics, {count:,} quotations in double marks.",
            "*Words* are right if they are the same but for marks, blanks and punctuation at both ends; a *speaker*",
            "is right if the mention that we give overlaps the annotated one, or neither is there.",
        ),
        table("counted | P | R | F1", [[name, *figures[key]] for name, key in counted]),
        table("the speaker's | right, %", speakers),
        prose(
            f"`speaker_confidence` and the share right are {100 * figures['ece']:.1f} hundredths apart on average",
            "(expected calibration error, ten bins).",
        ),
        "### By pattern",
        prose(
            "*Rows*: what we give. *Not in gold*: what the annotators did not mark as somebody's words. *Judged*:",
            "words right, and the gold has a speaker; the shares are of these.",
            "[What the patterns are](explanation/extraction.md#the-names-of-rules).",
        ),
        table(f"`rule` | {columns}", with_parts(rules)),
        "### By kind of speaker",
        table(f"`speaker_kind` | {columns}", with_parts(kinds)),
        prose(
            "The same from the annotators' side: how many of their quotations come out, and how many with their",
            "speaker. Their speakers have no kinds; these are told by the form of the phrase.",
        ),
        table(
            "annotated | quotations | words right, % | and speaker right, %",
            [[name, of, part(right, of), part(joint, of)] for name, of, right, joint in annotated],
        ),
    )
    return text, misses


NAMES = {"worldwide": "Worldwide", "wikigold": "Wikigold", "gmb": "Groningen Meaning Bank"}
LABELS = {"PER": "persons", "ORG": "organisations", "both": "both"}


def names_section(gold: Gold) -> Section:
    rows: list[list[Any]] = []
    astray = []
    for key, name in NAMES.items():
        documents = gold.read(f"entities/{key}-dev.jsonl")
        found = converted(documents)
        figures = name_figures(named(document, found.get(document["id"])) for document in documents)
        rows += [[f"{label} on {name}", *figures[kind]] for kind, label in LABELS.items()]
        astray.append(f"{figures['places']} of {figures['found']:,} on {name}")
    lowest = sorted((row for row in rows if not row[0].startswith("both")), key=lambda row: row[3])[:3]
    text = joined(
        "## Names in English",
        prose(
            "The dev parts of Worldwide (newspapers of all continents), Wikigold (Wikipedia) and the Groningen",
            "Meaning Bank (wires and reports; silver gold). A name is right if its characters are exact and its kind",
            "is. Titles before a person count on neither side; of nested names the longest counts.",
        ),
        table("names | P | R | F1", rows),
    )
    miss = prose(
        "- Names are worst for",
        ", ".join(f"{name} (F1 {f1:.1f})" for name, _, _, f1 in lowest) + ".",
        f"Of the names given, places or other things are {', '.join(astray)}.",
    )
    return text, [miss]


SHARES = {
    "texts": "texts with all their quotations and speakers, and no other",
    "spans": "texts with all their quotations, whoever said them",
    "speakers": "quotations with their speaker",
    "persons": "quotations with the person's full name, where the text gives it",
    "kinds": "quotations with their kind (`direct`, `partial`)",
    "cues": "quotations with their cue, where there is one",
    "reported": "texts with all their reported speech, and no other",
}


def constructs_section(_: Gold) -> Section:
    constructs = json.loads((HERE / "constructs.json").read_text("utf-8"))
    answers = construct_figures(constructs, converted(constructs))
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for group, is_right in answers["texts"]:
        groups[group].append(is_right)
    rows = []
    for key, name in SHARES.items():
        right, of = sum(is_right for _, is_right in answers[key]), len(answers[key])
        rows.append([name, right, of, part(right, of)])
    text = joined(
        "## Our own constructs",
        prose(
            f"`benchmarks/constructs.json`: {len(constructs)} invented texts, each about one way of quoting. They are",
            "written to be hard and were in view while the rules were written: no shares of the news.",
        ),
        table("what is right | number | of | %", rows),
    )
    failing = worst(((f"*{name}*", rights.count(False), len(rights)) for name, rights in groups.items()), 4, 6)
    return text, [prose(f"- Constructs that fail most, by the first word of their ids: {failing}.")]


LANGUAGES = {"de": "German", "fr": "French", "es": "Spanish"}


def abroad_section(_: Gold) -> Section:
    scorer = beside("abroad/score.py")
    rows: list[list[Any]] = []
    for half in ("second", "first"):
        for key, language in LANGUAGES.items():
            lines = (HERE / "abroad" / f"{key}.jsonl").read_text("utf-8").splitlines()
            texts = [text for text in map(json.loads, lines) if text["half"] == half]
            wanted, has, right, joint = scorer.score(texts, errors=False)
            both = [scorer.f1(count, has, wanted) for count in (right, joint)]
            rows.append([f"{language} ({half} half)", len(texts), wanted, *both])
    lowest = min(rows, key=lambda row: row[4])
    text = joined(
        "## Quotations in German, French and Spanish",
        prose(
            "[Short texts of our own](../benchmarks/abroad/README.md), counted as the quotations above. The first",
            "half was in view while the rules were written, so only the second says something; it is small and from",
            "one hand.",
        ),
        table("texts | number | quotations | words, F1 | words and speaker, F1", rows),
    )
    return text, [prose(f"- Of the other languages {lowest[0]} is the worst (words and speaker: F1 {lowest[4]:.1f}).")]


def speed_section(_: Gold) -> Section:
    articles = [str(article["text"]) for article in beside("training/articles.py").read_all()]
    few, many, long = of_size(articles, 5_000, 300), of_size(articles, 5_000, 1_000), of_size(articles, 5_000_000, 1)
    rows = []
    for name, seconds, texts in (
        ("extraction alone", seconds_of_extraction, few),
        ("`corpus convert`, everything included", seconds_of_command, many),
    ):
        best = [min(seconds(what) for _ in range(2)) for what in (texts, long)]
        rows.append([name, len(texts), round(len(texts) / best[0]), best[1]])
    text = joined(
        "## Speed",
        prose(
            "English texts out of the paragraphs of `benchmarks/training/articles`, in seconds of CPU with one",
            f"worker, the better of two runs. Python {platform.python_version()}, {processor()}.",
        ),
        table("measured | over articles of 5 kB | such a CPU second | CPU seconds for one of 5 MB", rows),
    )
    return text, []


def processor() -> str:
    """The name of this machine's processor."""
    try:
        told = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    except OSError:
        told = None
    return told[1] if told else platform.machine()


def origins_section(gold: Gold) -> str:
    known = {row["path"]: row for row in json.loads((HERE / "accuracy.json").read_text("utf-8"))["gold"]}
    rows = [
        [f"`{path}`", len(articles), f"`{digest}`", known[path]["from"], known[path]["learned"]]
        for path, (articles, digest) in gold.sets.items()
    ]
    return joined(
        "## Whose data",
        prose(
            "The constructs, the texts in other languages and those of the speed are our own writing (CC-BY-4.0) and",
            "stand in this repository. The gold of others does not: its texts are not ours to give. The head of",
            "`benchmarks/accuracy.py` tells its form.",
        ),
        table("file | articles | SHA-256 | from | what was learned from it", rows),
        prose(
            "All of these are development parts: rules and settings were chosen by what they showed, so expect",
            "somewhat less of other news. In PolNeAR a quotation is a stretch in double marks inside an attribution",
            "by the first annotator; all other marks count as none. About one in a hundred of its speakers is a slip.",
            "[What the weights learned from](explanation/models.md).",
        ),
    )


def published_section() -> str:
    rows = json.loads((HERE / "accuracy.json").read_text("utf-8"))["published"]
    columns = ("system", "data", "counted", "figures", "from")
    return joined(
        "## What others have published: other corpora, other rules of counting",
        prose(
            "Quoted, not run by us. None of it can be set above or below the figures of this page: even what is on",
            "PolNeAR is on another part of it and counts every attribution, with and without marks.",
        ),
        table(" | ".join(columns), [[row[column] for column in columns] for row in rows]),
    )


def page(gold: Gold, only: Sequence[str], date: str) -> str:
    """The page: what is bad, the sections asked for, whose data they are on, what others have published."""
    makers = (quotes_section, names_section, constructs_section, abroad_section, speed_section)
    sections = [make(gold) for name, make in zip(SECTIONS, makers, strict=True) if name in only]
    some = "" if set(only) == set(SECTIONS) else f" --only {','.join(only)}"
    misses = [miss.replace("\n", "\n  ") for _, said in sections for miss in said]
    return joined(
        "# How often it is right",
        f"Measured on {date} and printed by",
        f"    python benchmarks/accuracy.py GOLD --date {date}{some} > docs/accuracy.md",
        prose(
            "P is precision (how much of what we give is right), R recall (how much of what is there we give), F1",
            "their harmonic mean, all in hundredths. Each section names its data; [whose data](#whose-data) says what",
            "was only scored and never learned from. What others have published, at the end, is on other data.",
        ),
        *(["## What it is bad at", "\n".join(misses)] if misses else []),
        *(text for text, _ in sections),
        *([origins_section(gold)] if gold.sets else []),
        published_section(),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, help="the folder of the gold; only quotes and names need it")
    parser.add_argument("--date", default=dt.datetime.now(tz=dt.UTC).date().isoformat(), help="of the page")
    parser.add_argument("--only", default=",".join(SECTIONS), help="some of " + ",".join(SECTIONS))
    options = parser.parse_args(arguments)
    only = options.only.split(",")
    if unknown := set(only) - set(SECTIONS):
        parser.error(f"--only: no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    try:
        print(page(Gold(options.gold), only, options.date))
    except GoldError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
