"""The report as one HTML file that needs nothing else: no network, no font, no script for reading it."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from html import escape
from importlib.resources import files

from corpus.check.verdict import Group, Verdict
from corpus.record import Severity
from corpus.report import Finding
from corpus.reports.about import About, Checked
from corpus.reports.pages import page
from corpus.reports.plain import allowances, conclusion, extent, meaning, number, percent, size, subject, tally
from corpus.text import printable, steerless

_FIRST, _MORE = 5, 20
_OPEN = 4
_BAR, _STEP = 8, 40


def render(checked: Sequence[Checked]) -> str:
    """One page for all packages: the verdict, the rows of each table, the findings by code, and each broken rule.

    A rule is told with its meaning, how to mend it and its first rows. The page has the colours, light or dark, that
    its reader prefers; its only script filters the rules. Everything from the data is escaped, and the page's policy
    (Content Security Policy 3) lets no other script run and nothing be fetched.
    """
    css, script = _file("page.css"), _file("page.js")
    own = f"style-src '{_hash(css)}'; script-src '{_hash(script)}'"
    policy = f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"
    title = "; ".join(f"{one.about.called}: {conclusion(one.verdict)}" for one in checked[:3])
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="generator" content="newscorpus">',
        f"<title>{_text(title)}</title>",
        f"<style>{css}</style>",
        "</head>",
        "<body>",
        "<main>",
        *(_contents(checked) if len(checked) > 1 else ()),
        *(line for n, one in enumerate(checked) for line in _package(one, n)),
        "<footer>Rows count from 0. The reference of newscorpus explains every code, on its page “Findings”.</footer>",
        "</main>",
        f"<script>{script}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


@cache
def _file(name: str) -> str:
    return "\n" + (files("corpus.reports") / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _text(text: str) -> str:
    """Text from anywhere as HTML, for an element or an attribute in double quotes."""
    return escape(steerless(printable(text)))


def _contents(checked: Sequence[Checked]) -> Iterator[str]:
    failing = sum(not one.verdict.is_ok for one in checked)
    yield '<nav class="contents" aria-label="Packages">'
    yield f"<h1>{number(len(checked), 'package')}, {failing} failing</h1><ul>"
    for n, one in enumerate(checked):
        yield f'<li><a href="#p{n}">{_text(one.about.called)}</a>: {_text(conclusion(one.verdict))}</li>'
    yield "</ul></nav>"


def _package(one: Checked, n: int) -> Iterator[str]:
    about, verdict = one.about, one.verdict
    yield f'<article id="p{n}">'
    yield f"<h1>{_text(about.title or about.called)}</h1>"
    known = [about.called] if about.title else []
    yield f'<p class="who">{_text(" · ".join([*known, about.path, size(verdict)]))}</p>'
    yield f'<div class="verdict {"is-ok" if verdict.is_ok else "is-bad"}" role="status">'
    said = conclusion(verdict)
    yield f"<strong>{'✓' if verdict.is_ok else '✗'} {_text(said[0].upper() + said[1:])}</strong>"
    yield f"<span>{tally(verdict)}</span>"
    yield from (f"<p>{_text(more[0].upper() + more[1:])}.</p>" for more in allowances(verdict))
    yield "</div>"
    yield '<div class="overview">'
    if verdict.groups:
        yield from _chart(verdict, n)
    if verdict.report.rows:
        yield from _tables(about, verdict)
    yield "</div>"
    if verdict.groups:
        yield from _rules(verdict, n)
    yield "</article>"


def _chart(verdict: Verdict, n: int) -> Iterator[str]:
    """Findings by code as bars: lengths in percent, so that the letters keep their size at every width."""
    counts: Counter[tuple[str, Severity]] = Counter()
    first: dict[tuple[str, Severity], int] = {}
    for at, group in enumerate(verdict.groups):
        counts[group.code, group.severity] += len(group.findings)
        first.setdefault((group.code, group.severity), at)
    longest = max(counts.values())
    yield f'<figure class="card chart"><h2 id="chart{n}">Findings by code</h2>'
    yield f'<svg height="{_STEP * len(counts) - 10}" role="group" aria-labelledby="chart{n}">'
    for at, ((code, severity), count) in enumerate(counts.most_common()):
        y = at * _STEP
        width = max(count / longest * 100, 0.8)
        label = code if len(code) <= 36 else code[:35] + "…"
        yield (
            f'<a href="#r{n}-{first[code, severity]}" aria-label="{_text(code)}: {number(count, severity)}">'
            f'<text y="{y + 14}">{_text(label)}</text><text class="count" x="100%" y="{y + 14}">{count:,}</text>'
            f'<rect class="track" y="{y + 21}" width="100%" height="{_BAR}" rx="4"/>'
            f'<rect class="{severity}" y="{y + 21}" width="{width:.2f}%" height="{_BAR}" rx="4"/></a>'
        )
    yield "</svg></figure>"


def _tables(about: About, verdict: Verdict) -> Iterator[str]:
    yield '<section class="card tables"><h2>Tables</h2><table>'
    yield (
        '<thead><tr><th scope="col">Table</th><th scope="col" class="number">Rows</th>'
        '<th scope="col" class="number">Rules broken</th>'
        '<th scope="col" class="number">Rows with findings</th></tr></thead><tbody>'
    )
    for name, rows in verdict.report.rows.items():
        groups = [group for group in verdict.groups if group.table == name]
        broken = {(group.code, group.field) for group in groups}
        checked = len({*about.rules(name), *broken})
        touched = len({one.row for group in groups for one in group.findings if one.row is not None})
        share = f" <span>({percent(touched / rows)})</span>" if touched and rows else ""
        yield (
            f'<tr><td>{_text(name)}</td><td class="number">{rows:,}</td>'
            f'<td class="number {"some" if broken else "zero"}">{len(broken):,} <span>of {checked:,}</span></td>'
            f'<td class="number {"some" if touched else "zero"}">{touched:,}{share}</td></tr>'
        )
    yield "</tbody></table></section>"


def _rules(verdict: Verdict, n: int) -> Iterator[str]:
    yield f'<section class="rules" aria-labelledby="rules{n}"><h2 id="rules{n}">Rules that are broken</h2>'
    yield '<form class="filter" hidden>'
    yield '<input type="search" placeholder="Filter by word" aria-label="Filter the rules by a word">'
    for severity, count in verdict.counts.items():
        if count:
            label = f'<span class="pill {severity}">{severity}</span>'
            yield f'<label><input type="checkbox" value="{severity}" checked> {label}</label>'
    yield '<span class="subject" role="status"></span></form>'
    for at, group in enumerate(verdict.groups):
        yield from _rule(group, f"r{n}-{at}", is_open=at < _OPEN)
    yield "</section>"


def _rule(group: Group, anchor: str, *, is_open: bool) -> Iterator[str]:
    told = page(group.code)
    severity = group.severity
    yield f'<details class="rule" id="{anchor}" data-severity="{severity}"{" open" if is_open else ""}><summary>'
    yield f'<span class="pill {severity}">{severity}{", tolerated" if group.is_tolerated else ""}</span>'
    yield f'<h3>{_text(group.code)}</h3> <span class="subject"><code>{_text(subject(group))}</code></span>'
    yield f'<span class="extent">{extent(group)}</span></summary><div>'
    yield f'<p class="meaning">{_prose(meaning(group.code))}</p>'
    yield from (f'<p class="more">{_prose(part)}</p>' for part in told.more.split("\n\n") if part)
    if told.mend:
        yield f'<p class="mend"><strong>Mend.</strong> {_prose(told.mend[0].upper() + told.mend[1:])}</p>'
    yield from _first_rows(group)
    yield "</div></details>"


def _first_rows(group: Group) -> Iterator[str]:
    """The first findings as a table, some more of them behind a fold."""
    findings = group.findings[:_MORE]
    is_slice = group.code == "slice"
    wanted = {one.expected for one in group.findings}
    in_common = None if is_slice or len(wanted) > 1 else next(iter(wanted))
    if in_common:
        yield f'<p class="wanted">Expected: <code>{_text(in_common)}</code></p>'
    columns = ["Row", "Key", "Row says" if is_slice else "Cell"]
    columns += ["Text has" if is_slice else "Expected"] if is_slice or len(wanted) > 1 else []
    columns += ["What is wrong"]
    is_empty = {
        "Row": all(one.row is None for one in findings),
        "Key": all(one.key is None for one in findings),
        "Cell": all(one.value is None for one in findings),
    }
    columns = [name for name in columns if not is_empty.get(name)]
    yield from _rows(findings[:_FIRST], columns, is_slice=is_slice)
    if more := findings[_FIRST:]:
        yield f'<details class="again"><summary>{len(more)} more</summary>'
        yield from _rows(more, columns, is_slice=is_slice)
        yield "</details>"
    if len(group.findings) > _MORE:
        yield f'<p class="rest">{len(group.findings) - _MORE:,} beyond these are in the report as JSON.</p>'


def _rows(findings: Sequence[Finding], columns: Sequence[str], *, is_slice: bool) -> Iterator[str]:
    # Roles are said, for on a narrow screen rows are shown as blocks, and browsers then forget what they are.
    heads = "".join(f'<th scope="col" role="columnheader">{name}</th>' for name in columns)
    yield '<div class="rows"><table role="table">'
    yield f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">'
    for one in findings:
        cells = _cells(one, is_slice=is_slice)
        row = (
            f'<td role="cell" data-label="{name}"{cells[name][0]}><span dir="auto">{cells[name][1]}</span></td>'
            for name in columns
        )
        yield f'<tr role="row">{"".join(row)}</tr>'
    yield "</tbody></table></div>"


def _cells(one: Finding, *, is_slice: bool) -> dict[str, tuple[str, str]]:
    """The cells of a row, by the heading of their column: attributes, and HTML."""
    value, expected = _cell(one.value), _cell(one.expected)
    if is_slice and one.value is not None and one.expected is not None:
        value, expected = _marked(one.value, one.expected)
    return {
        "Row": (' class="number"', "" if one.row is None else f"{one.row:,}"),
        "Key": (' class="key"', _text(one.key or "")),
        "Row says": (' class="cell"', value),
        "Text has": (' class="cell"', expected),
        "Cell": (' class="cell"', value),
        "Expected": (' class="cell"', expected),
        "What is wrong": ("", _text(_briefly(one) if is_slice else one.message)),
    }


def _cell(value: str | None) -> str:
    if value is None:
        return '<span class="zero">null</span>'
    return _text(value) if value else '<span class="zero">empty</span>'


def _briefly(one: Finding) -> str:
    """Where a slice's words stand: the rest of its message quotes the two texts, which have columns of their own."""
    head, _, tail = one.message.partition("; ")
    return f"{head.partition(' stands ')[0]}; {tail}" if " stands " in head and tail else one.message


def _marked(one: str, other: str) -> tuple[str, str]:
    """Two texts as HTML with what only one of them has marked."""
    parts: tuple[list[str], list[str]] = ([], [])
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for into, text in ((parts[0], one[a:b]), (parts[1], other[c:d])):
            if text:
                into.append(_text(text) if kind == "equal" else f"<mark>{_text(text)}</mark>")
    return "".join(parts[0]), "".join(parts[1])


def _prose(markdown: str) -> str:
    """A paragraph of the page of findings as HTML: code and emphasis; a link is its words."""
    html = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", escape(markdown, quote=False))
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", html)
    return re.sub(r"(?<![\w*])\*([^*<>]+)\*(?![\w*])", r"<em>\1</em>", html)
