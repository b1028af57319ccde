"""Build the sample package from `seeds/`: `sample/*.parquet` and the repository's own `datapackage.json`.

`--check` (the default) compares what is there with what the seeds give today, byte for byte; `--write` renews it.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from corpus import package
from corpus.conversion import convert

ROOT = Path(__file__).parent.parent
ABOUT = package.About(
    name="newscorpus-sample",
    title="Articles in thirty formats about places that do not exist",
    version="2026.11.0",
    created="2026-11-23T00:00:00Z",
    licenses=("CC-BY-4.0",),
    contributors=("The newscorpus authors",),
)


def build() -> dict[str, bytes]:
    """Every file of the sample by its path from the root of the repository."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        convert([ROOT / "seeds"], folder / "sample", about=ABOUT)
        described = package.read(folder / "sample").descriptor
        about = replace(ABOUT, sources=tuple(source["title"] for source in described["sources"]))
        files = {f"sample/{p.name}": p.read_bytes() for p in sorted((folder / "sample").glob("*.parquet"))}
        return files | {package.FILE_NAME: package.dump(package.describe(folder, about, data="sample"))}


def main(mode: str) -> int:
    """Compare or write every file; 1 when one is stale."""
    fresh = build()
    if mode == "--write":
        for path, content in fresh.items():
            (ROOT / path).write_bytes(content)
        return 0
    stale = [
        path for path, content in fresh.items() if not (ROOT / path).exists() or (ROOT / path).read_bytes() != content
    ]
    for path in stale:
        print(f"{path} is not what the seeds give: run `python sample/build.py --write` and say why in the commit")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else "--check"))
