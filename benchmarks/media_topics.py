"""The table of Media Topics that readers use, out of IPTC's own file: python benchmarks/media_topics.py FILE.

FILE is `cptall-x-all.json` of http://cv.iptc.org/newscodes/mediatopic/, all languages (CC-BY 4.0, IPTC). A row of the
table is a concept: its code, its item in Wikidata, the old subject code that it stands for, its name in English.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TABLE = Path(__file__).parent.parent / "corpus" / "readers" / "vocabularies" / "media_topics.tsv"


def main(path: str) -> None:
    """Write the table anew from IPTC's file."""
    release = json.loads(Path(path).read_text(encoding="utf-8"))
    # An old code may stand for several concepts: then for the one that is not retired, and matches best.
    best: dict[str, tuple[bool, int, str]] = {}
    rows: dict[str, tuple[str, str]] = {}
    for concept in release["conceptSet"]:
        code = concept["qcode"].removeprefix("medtop:")
        items = [uri.rpartition("/")[2] for uri in concept.get("exactMatch", []) if "wikidata.org/entity/" in uri]
        rows[code] = (items[0] if len(items) == 1 else "", concept["prefLabel"]["en-GB"].strip())
        for rank, relation in enumerate(("exactMatch", "closeMatch")):
            for uri in concept.get(relation, []):
                if "/subjectcode/" in uri:
                    old = uri.rpartition("/")[2]
                    best[old] = min(best.get(old, (True, 9, "")), ("retired" in concept, rank, code))
    olds: dict[str, list[str]] = {}
    for old, (_, _, code) in sorted(best.items()):
        olds.setdefault(code, []).append(old)
    released = release["dateReleased"][:10]
    lines = [f"# IPTC Media Topics, release {released}, (c) IPTC, https://iptc.org, CC-BY 4.0; see NOTICE"]
    lines += [
        "\t".join([code, item, " ".join(olds.get(code, [])), name]) for code, (item, name) in sorted(rows.items())
    ]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows)} concepts, {len(best)} old codes, {TABLE.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
