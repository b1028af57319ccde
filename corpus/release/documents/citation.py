"""How to cite a version: `CITATION.cff` (Citation File Format 1.2.0), and as `corpus.load` says it."""

from __future__ import annotations

from typing import Any

import yaml

from corpus.loading import citing
from corpus.loading.citing import Maker
from corpus.release.documents.about import About


def text(about: About) -> str:
    """The file: who made it, what it is called, which version, of which day."""
    told: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": about.title,
        "version": about.version,
        "date-released": about.day,
        "authors": [_author(maker) for maker in about.makers],
    }
    if about.license_id:
        told["license"] = about.license_id
    elif about.licenses and "://" in about.licenses[0]:
        told["license-url"] = about.licenses[0]
    if homepage := about.descriptor.get("homepage"):
        told["url"] = str(homepage)
    return str(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120))


def _author(maker: Maker) -> dict[str, str]:
    """A person, where the descriptor says so; else an entity, of which the format wants nothing but a name."""
    parts = {"family-names": maker.family, "given-names": maker.given}
    return {key: value for key, value in parts.items() if value} or {"name": maker.name}


def words(about: About) -> str:
    """The citation as one line, in the style of the APA (7th edition, 10.9: data sets)."""
    return citing.cite(about.descriptor, "apa", None)


def bibtex(about: About) -> str:
    """The citation for BibTeX and biblatex."""
    return citing.cite(about.descriptor, "bibtex", None)
