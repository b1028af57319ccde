"""Three articles of our own about a town that does not exist, and how to write such as JSON Lines."""

from __future__ import annotations

import json
from pathlib import Path

ARTICLES = [
    {
        "id": "urn:tarnhollow:1",
        "title": "Bridge over the Tarn to close for a year",
        "text": "The old bridge over the Tarn will close in May, Tarnhollow council has decided.\n\n"
        "“We have run out of plaster and patience,” said Lena Ortiz, the deputy mayor of Tarnhollow.\n\n"
        "“It will open again in 𝟚 stages,” Ortiz said. “Nobody will need a boat.”",
        "published": "2026-03-04T09:30:00+01:00",
        "authors": ["Bo Marchetti"],
        "language": "en",
        "publisher": "The Tarnhollow Lantern",
        "url": "https://lantern.example/bridge",
    },
    {
        "id": "urn:tarnhollow:2",
        "title": "Ferry returns",
        "text": "The ferry is back.\n\nIt was “a long winter,” Lena Ortiz told the Lantern.",
        "published": "2026-03-05",
        "language": "en",
        "publisher": "The Tarnhollow Lantern",
    },
    {"id": "urn:tarnhollow:3", "title": "In brief", "text": "Nothing happened on Sunday."},
]

MORE: list[dict[str, object]] = [
    {
        "id": "urn:tarnhollow:4",
        "title": "Market hall to get a glass roof",
        "text": "The market hall will get a roof of glass.\n\n“Rain is no business model,” said Marek Vale, a baker.",
        "published": "2026-04-09",
        "url": "https://lantern.example/market",
        "language": "en",
        "publisher": "The Tarnhollow Lantern",
    },
    {
        "id": "urn:tarnhollow:5",
        "title": "Nothing again",
        "text": "Nothing happened on Sunday.",
        "published": "2026-04-12",
    },
]


def write_jsonl(path: Path, articles: list[dict[str, object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), "utf-8")
    return path
