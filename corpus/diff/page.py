"""A diff as one page of HTML: self-contained, nothing fetched, readable on a telephone and in the dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from corpus.diff import outline
from corpus.diff.edits import Edit, shown
from corpus.diff.outline import Line, Section
from corpus.diff.values import Diff, TableDiff

_NUMBERS = ("added", "removed", "withdrawn", "changed")
_AROUND = 160

_STYLE = """
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1d1c1a;--soft:#5f5b54;--rule:#e3dfd6;--accent:#8a3b12;
--ins:#d8f0dd;--ins-ink:#0d4a22;--del:#fbdcd7;--del-ink:#7c1d12;--loud:#fff4e0;--loud-rule:#d98a1f;--bar:#c9c2b4}
@media (prefers-color-scheme:dark){:root{--paper:#161513;--card:#1f1d1b;--ink:#ece8e1;--soft:#a8a298;--rule:#37332e;
--accent:#f0a67a;--ins:#123d22;--ins-ink:#b9efc8;--del:#4d1d18;--del-ink:#ffc9c0;--loud:#33270f;--loud-rule:#d98a1f;
--bar:#575149}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif;
overflow-wrap:anywhere}
main{max-width:70rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
header{border-bottom:3px double var(--rule);padding-bottom:1.25rem;margin-bottom:2rem}
h1{font:600 clamp(1.5rem,4.5vw,2.4rem)/1.2 Georgia,"Times New Roman",serif;margin:0 0 .75rem;text-wrap:balance}
h1 small{display:block;font:400 .95rem/1.4 system-ui,sans-serif;color:var(--soft);margin-bottom:.35rem}
h2{font:600 1.3rem/1.3 Georgia,"Times New Roman",serif;margin:2.5rem 0 .75rem}
h3{font-size:1rem;margin:0}
.classes{display:flex;flex-wrap:wrap;gap:.5rem;margin:0;padding:0;list-style:none}
.classes li{border:1px solid var(--rule);border-radius:99px;padding:.15rem .8rem;font-size:.9rem;background:var(--card)}
.classes .grave{border-color:var(--loud-rule);background:var(--loud)}
nav{font-size:.9rem;color:var(--soft);margin-top:1rem}
nav a{color:var(--accent);margin-right:1rem;white-space:nowrap}
section.loud{background:var(--loud);border-left:4px solid var(--loud-rule);border-radius:0 .5rem .5rem 0;
padding:1rem 1.25rem;margin:1.25rem 0}
section.loud h2{margin:0 0 .5rem}
ul.lines{list-style:none;margin:0;padding:0}
ul.lines li{padding:.5rem 0;border-top:1px solid var(--rule)}
ul.lines li:first-child{border-top:0}
.loud ul.lines li{border-color:color-mix(in srgb,var(--loud-rule) 30%,transparent)}
.note,.more{color:var(--soft);font-size:.875rem}
q,blockquote{quotes:none;font-family:Georgia,"Times New Roman",serif}
ins,del{border-radius:.2rem;padding:.05em .25em;text-decoration:none;-webkit-box-decoration-break:clone;
box-decoration-break:clone}
ins{background:var(--ins);color:var(--ins-ink)}
del{background:var(--del);color:var(--del-ink);text-decoration:line-through;text-decoration-thickness:1px}
.arrow{color:var(--soft);padding:0 .35rem}
.scroll{overflow-x:auto;border:1px solid var(--rule);border-radius:.5rem;background:var(--card)}
table{border-collapse:collapse;width:100%;font-size:.925rem;font-variant-numeric:tabular-nums}
th,td{padding:.5rem .75rem;text-align:right;border-top:1px solid var(--rule);white-space:nowrap;vertical-align:baseline}
thead th{border-top:0;color:var(--soft);font-weight:500;font-size:.85rem}
tbody th,thead th:first-child{text-align:left;font-weight:600}
tbody tr.same{color:var(--soft)}
td.columns,thead th:last-child{text-align:left}
td.columns{white-space:normal;color:var(--soft);min-width:15rem;font-size:.85rem}
td.zero{color:var(--bar)}
article{background:var(--card);border:1px solid var(--rule);border-radius:.5rem;padding:1rem 1.25rem;margin:1rem 0}
article h3{font:600 1.1rem/1.35 Georgia,"Times New Roman",serif}
article p{font-family:Georgia,"Times New Roman",serif;line-height:1.7;margin:.75rem 0 0;white-space:pre-line;
max-width:46rem}
code{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--soft)}
@media (max-width:40rem){main{padding:1.5rem 1rem 3rem}th,td{padding:.45rem .55rem}article{padding:.85rem 1rem}
.scroll{border:0;background:none;overflow:visible}table,tbody{display:block}thead{display:none}
tbody tr{display:grid;grid-template-columns:1fr 1fr;gap:.1rem 1rem;background:var(--card);border:1px solid var(--rule);
border-radius:.5rem;padding:.75rem 1rem;margin:.6rem 0}tbody th{grid-column:1/-1;padding:0 0 .2rem;border:0}
td{display:flex;justify-content:space-between;padding:0;border:0}td::before{content:attr(data-head);color:var(--soft)}
td.zero{display:none}td.columns{grid-column:1/-1;min-width:0;padding-top:.3rem}td.columns::before{content:none}
td.columns:empty{display:none}}
@media print{main{max-width:none}article,section.loud,tr{break-inside:avoid}}
"""


def as_html(found: Diff, edits: Sequence[Edit] = (), *, limit: int = 200) -> str:
    """The diff as a whole page; every text of the data is escaped, and the page may load nothing."""
    sections = list(outline.sections(found, limit))
    loud = [one for one in sections if one.is_loud]
    rest = [one for one in sections if not one.is_loud]
    title = escape(outline.title(found))
    links = [*(one.title for one in sections), "Rows", *(["Edited bodies"] if edits else [])]
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>",
        f"<header><h1>{_heading(found)}</h1>{_classes(found)}",
        "<nav>" + " ".join(f'<a href="#{_anchor(one)}">{escape(one)}</a>' for one in links) + "</nav></header>",
        *(_section(one) for one in loud),
        _rows(found),
        *(_section(one) for one in rest),
        *_edits(found, edits),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _heading(found: Diff) -> str:
    old, new = found.old, found.new
    name = old.name if old.name == new.name else f"{old.name} and {new.name}"
    return (
        f"<small>What changed in {escape(name)}</small>"
        f'{escape(old.version)}<span class="arrow">→</span>{escape(new.version)}'
    )


def _classes(found: Diff) -> str:
    grave = {"schema-breaking", "withdrawn", "rows-removed"}
    items = "".join(
        f'<li class="{"grave" if one in grave else "mild"}">{escape(outline.MEANINGS[one])}</li>'
        for one in found.classes
    )
    return f'<ul class="classes">{items or "<li>no difference</li>"}</ul>'


def _section(section: Section) -> str:
    more = f'<p class="more">and {section.more:,} more</p>' if section.more else ""
    lines = "".join(f"<li>{_line(line)}</li>" for line in section.lines)
    kind = ' class="loud"' if section.is_loud else ""
    anchor = _anchor(section.title)
    return (
        f'<section{kind} id="{anchor}"><h2>{escape(section.title)}</h2><ul class="lines">{lines}</ul>{more}</section>'
    )


def _line(line: Line) -> str:
    what = f"<q>{escape(line.what)}</q>" if line.what.startswith("“") else f"<strong>{escape(line.what)}</strong>"
    values = [f"<{tag}>{escape(value)}</{tag}>" for tag, value in (("del", line.old), ("ins", line.new)) if value]
    change = '<br><span class="change">' + '<span class="arrow">→</span>'.join(values) + "</span>" if values else ""
    note = f' <span class="note">{escape(line.note)}</span>' if line.note else ""
    return f"{what}{change}{note}"


def _rows(found: Diff) -> str:
    heads = ["table", "before", "after", *_NUMBERS, "columns that changed"]
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join(_row(one) for one in found.tables.values())
    return (
        f'<section id="rows"><h2>Rows</h2><div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></section>"
    )


def _row(table: TableDiff) -> str:
    numbers = {"before": table.old_rows, "after": table.new_rows} | {what: getattr(table, what) for what in _NUMBERS}
    cells = "".join(
        f'<td data-head="{what}"{"" if number or what in ("before", "after") else " class=zero"}>'
        f"{f'{number:,}' if number or what in ('before', 'after') else '–'}</td>"
        for what, number in numbers.items()
    )
    columns = f'<td class="columns">{escape(outline.columns(table, 8))}</td>'
    kind = ' class="same"' if table.is_same else ""
    return f'<tr{kind}><th scope="row">{escape(table.name)}</th>{cells}{columns}</tr>'


def _edits(found: Diff, edits: Sequence[Edit]) -> Iterator[str]:
    if not edits:
        return
    yield f'<section id="{_anchor("Edited bodies")}"><h2>Edited bodies</h2>'
    if found.edited.len() > len(edits):
        yield f'<p class="more">{len(edits):,} of {found.edited.len():,} are shown.</p>'
    tags = {"deleted": ("<del>", "</del>"), "inserted": ("<ins>", "</ins>"), "same": ("", "")}
    for one in edits:
        lines = "".join(
            "<p>" + "".join(f"{tags[kind][0]}{escape(text)}{tags[kind][1]}" for kind, text in line) + "</p>"
            for line in shown(one, _AROUND)
        )
        yield f"<article><h3>{escape(one.headline or 'Without a headline')}</h3>"
        yield f"<code>{escape(one.article_id)}</code>{lines}</article>"
    yield "</section>"


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")
