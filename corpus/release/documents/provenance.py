"""`provenance.json`: what made a version, of what, and how it was checked. No path of the machine is in it."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from corpus import package
from corpus.release.documents.about import About
from corpus.release.documents.figures import Figures

_LIBRARIES = ("polars", "pyarrow", "numpy", "lxml", "htmldate", "charset-normalizer", "ftfy", "py3langid")


def record(about: About, figures: Figures) -> dict[str, Any]:
    """The record of a version."""
    files, items, digest = figures.inputs
    hashes = {name: one["hash"] for name, one in about.source.resources.items() if one.get("hash")}
    return {
        "version": about.version,
        "created": about.descriptor["created"],
        "made_by": {
            "newscorpus": _version("newscorpus"),
            "python": platform.python_version(),
            "libraries": {name: _version(name) for name in _LIBRARIES},
        },
        "contract": about.descriptor.get("x-contract"),
        "edition": about.edition,
        "partition": about.partition,
        "inputs": {
            "files": files,
            "items": items,
            "digest": f"sha256:{digest}",
            "formats": dict(figures.formats),
            "sources": list(about.descriptor.get("sources") or ()),
        },
        "build": {"descriptor": f"sha256:{package.sha256(about.source.folder / package.FILE_NAME)}", "tables": hashes},
        "checked": {"engines": ["rules"], "rows": dict(about.rows), "errors": 0},
        "previous": None if about.diff is None else about.diff.old.version,
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
