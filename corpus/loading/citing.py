"""How a package is cited, from what its descriptor says: nothing is added that is not there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from corpus.errors import PackageError


def cite(descriptor: Mapping[str, Any], style: Literal["apa", "bibtex"], address: str | None) -> str:
    """A reference to a data set; `address` stands in it where the descriptor has neither `id` nor `homepage`.

    Raises:
        PackageError: there is no such style.
    """
    if style not in ("apa", "bibtex"):
        raise PackageError(f"no style {style!r}; there are apa, bibtex")
    title = str(descriptor.get("title") or descriptor.get("name") or "Untitled")
    version = str(descriptor.get("version") or "")
    authors = [_author(one) for one in descriptor.get("contributors", ()) if isinstance(one, dict)]
    authors = [one for one in authors if one]
    year = str(descriptor.get("created") or "")[:4]
    where = str(descriptor.get("id") or descriptor.get("homepage") or address or "")
    if re.fullmatch(r"10\.\d{4,9}/\S+", where):
        where = f"https://doi.org/{where}"
    if style == "apa":
        who = authors[0] if len(authors) == 1 else ", ".join(authors[:-1]) + ", & " + authors[-1] if authors else ""
        named = f"{title} (Version {version}) [Data set]" if version else f"{title} [Data set]"
        date = f"({year or 'n.d.'})"
        # Without an author the title moves to his place (section 9.12).
        parts = [f"{who.rstrip('.')}. {date}. {named}." if who else f"{named}. {date}.", where]
        return " ".join(part for part in parts if part)
    key = re.sub(r"[^a-z0-9]+", "-", f"{descriptor.get('name') or title}-{version}".lower()).strip("-")
    fields = {
        "title": title,
        "author": " and ".join(f"{{{one}}}" for one in authors),
        "year": year,
        "version": version,
        "url": where,
        "type": "Data set",
    }
    lines = [f"  {name} = {{{_tex(value) if name != 'url' else value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _author(contributor: Mapping[str, Any]) -> str:
    return str(contributor.get("title") or "").strip()


def _tex(words: str) -> str:
    """The words with what TeX takes for its own; the braces that were put around a name stay."""
    return re.sub(r"([&%$#_])", r"\\\1", words)
