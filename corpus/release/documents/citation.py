"""How to cite a version: `CITATION.cff` (Citation File Format 1.2.0), a line of words, and BibTeX."""

from __future__ import annotations

import re
from typing import Any

import yaml

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
        # A name that is not known to be a person's is an entity's; the format asks for one at least.
        "authors": [{"name": name} for name in about.makers],
    }
    if about.license_id:
        told["license"] = about.license_id
    elif about.licenses and "://" in about.licenses[0]:
        told["license-url"] = about.licenses[0]
    if homepage := about.descriptor.get("homepage"):
        told["url"] = str(homepage)
    return str(yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120))


def words(about: About) -> str:
    """The citation as one line, in the style of the APA (7th edition, 10.9: data sets)."""
    return f"{', '.join(about.makers)} ({about.day[:4]}). {about.title} (Version {about.version}) [Data set]."


def bibtex(about: About) -> str:
    """The citation for biblatex, which has a type for data."""
    makers = " and ".join(f"{{{_in_tex(name)}}}" for name in about.makers)
    key = re.sub(r"[^a-z0-9]+", "-", f"{about.descriptor['name']}-{about.version}".lower())
    return (
        f"@dataset{{{key},\n  author = {{{makers}}},\n  title = {{{_in_tex(about.title)}}},\n"
        f"  year = {{{about.day[:4]}}},\n  version = {{{about.version}}}\n}}"
    )


def _in_tex(text: str) -> str:
    return re.sub(r"([{}%$&#_])", r"\\\1", re.sub(r"[\\^~`]", "", text))
