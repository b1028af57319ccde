"""`.zenodo.json`: what a deposit of the version says of it (Zenodo, "deposit metadata")."""

from __future__ import annotations

from typing import Any

from corpus.release.documents.about import About, in_xml


def metadata(about: About) -> dict[str, Any]:
    """The metadata; a licence only where it is one id, because a deposit has one."""
    articles, quotes = about.rows.get("articles", 0), about.rows.get("quotes", 0)
    description = about.descriptor.get("description") or (
        f"{about.title}: {articles:,} news articles with {quotes:,} quotations, each with its speaker and its place in "
        "the text, as Parquet tables in a Data Package."
    )
    told: dict[str, Any] = {
        "title": about.title,
        "upload_type": "dataset",
        "description": f"<p>{in_xml(str(description))}</p>",
        "creators": [{"name": maker.sorted_name} for maker in about.makers],
        "version": about.version,
        "publication_date": about.day,
        "keywords": ["news", "corpus", "quotations", "data package"],
    }
    return told | ({"license": about.license_id.lower()} if about.license_id else {})
