"""Small charts as SVG, for the card: they are read in the light and in the dark, without a font or a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.release.documents.about import in_xml
from corpus.release.documents.figures import Counts, Figures

PERIODS = "chart-articles.svg"
SPEAKERS = "chart-speakers.svg"
PUBLISHERS = "chart-publishers.svg"

_WIDTH = 640
_SPEAKERS = {
    "person": "a person", "org": "an organisation", "anonymous": "somebody unnamed", "group": "a group",
    "document": "a document", "unknown": "not told",
}  # fmt: skip

_STYLE = (
    "text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;fill:#57606a}"
    ".n{font-variant-numeric:tabular-nums}.b{fill:#2f6f9f}.l{stroke:#d0d7de}"
    "@media(prefers-color-scheme:dark){text{fill:#9da7b3}.b{fill:#6cb6e8}.l{stroke:#3d444d}}"
)


def draw(figures: Figures) -> dict[str, str]:
    """The charts that there is something to draw in, by the name of their file."""
    made = {}
    if len(figures.periods) > 1:
        made[PERIODS] = _columns("Articles by time of publication", figures.periods)
    if figures.speakers:
        kinds = tuple((_SPEAKERS.get(name, name), n) for name, n in figures.speakers)
        made[SPEAKERS] = _bars("Quotations by who speaks", kinds)
    if len(figures.publishers) > 1:
        made[PUBLISHERS] = _bars("Articles by publisher", figures.publishers)
    return made


def _columns(title: str, counts: Counts) -> str:
    """A column for each period; some of them are named, and the highest is told."""
    left, top, height = 56, 16, 120
    most = max(n for _, n in counts)
    step = (_WIDTH - left - 8) / len(counts)
    wide = max(1.0, min(step * 0.8, 40))
    base = top + height
    parts = [
        f'<line class="l" x1="{left}" y1="{top}" x2="{_WIDTH - 8}" y2="{top}" stroke-dasharray="2 3"/>',
        f'<text class="n" x="{left - 8}" y="{top + 4}" text-anchor="end">{most:,}</text>',
        f'<text class="n" x="{left - 8}" y="{base + 4}" text-anchor="end">0</text>',
    ]
    for at, (name, n) in enumerate(counts):
        tall = max(1.0, height * n / most) if n else 0.0
        x = left + at * step + (step - wide) / 2
        parts.append(
            f'<rect class="b" x="{x:.1f}" y="{base - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}">'
            f"<title>{in_xml(name)}: {n:,}</title></rect>"
        )
    parts.append(f'<line class="l" x1="{left}" y1="{base}.5" x2="{_WIDTH - 8}" y2="{base}.5"/>')
    parts += _labels(counts, left, step, base + 18)
    return _svg(title, base + 26, parts)


def _labels(counts: Counts, left: float, step: float, y: float) -> Iterator[str]:
    """The names of as many columns as there is room for, each under its own."""
    every = max(1, -(-len(counts) * 64 // int(_WIDTH - left)))
    for at in range(0, len(counts), every):
        x = left + (at + 0.5) * step
        if x < _WIDTH - 30:
            yield f'<text class="n" x="{x:.1f}" y="{y}" text-anchor="middle">{in_xml(counts[at][0])}</text>'


def _bars(title: str, counts: Counts) -> str:
    """A bar for each name, with its number."""
    left, row = 200, 24
    most = max(n for _, n in counts)
    room = _WIDTH - left - 72
    parts = []
    for at, (name, n) in enumerate(counts):
        y = 4 + at * row
        wide = max(1.0, room * n / most)
        parts += [
            f'<text x="{left - 10}" y="{y + 15}" text-anchor="end">{in_xml(_cut(name))}</text>',
            f'<rect class="b" x="{left}" y="{y + 4}" width="{wide:.1f}" height="14" rx="2"/>',
            f'<text class="n" x="{left + wide + 8:.1f}" y="{y + 15}">{n:,}</text>',
        ]
    return _svg(title, 8 + len(counts) * row, parts)


def _cut(name: str) -> str:
    return name if len(name) <= 28 else f"{name[:27].rstrip()}…"


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    body, told = "\n".join(parts), in_xml(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-label="{told}">\n<title>{told}</title>\n<style>{_STYLE}</style>\n{body}\n</svg>\n'
    )
