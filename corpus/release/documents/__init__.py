"""What is to be read about a version, beside its tables. One module for each kind of document; one door, `write`.

Every text is a function of the tables, the descriptor and the version before: the same version is told in the same
bytes. What comes from the data is escaped for where it stands.
"""

from __future__ import annotations

from pathlib import Path

from corpus import package
from corpus.release.documents import card, changelog, charts, citation, croissant, deposit, provenance
from corpus.release.documents.about import About
from corpus.release.documents.figures import count

__all__ = ["About", "write"]


def write(folder: Path, about: About) -> None:
    """Write the documents of a version into the folder that has its tables and its descriptor."""
    figures, told = count(folder, about), about.with_originals(folder)
    drawn = charts.draw(figures)
    texts: dict[str, str | bytes] = {
        "README.md": card.text(told, figures, drawn),
        "CHANGELOG.md": changelog.text(about),
        "CITATION.cff": citation.text(about),
        ".zenodo.json": package.dump(deposit.metadata(about)),
        "provenance.json": package.dump(provenance.record(about, figures)),
        "changes.json": package.dump(changelog.record(about)),
        **drawn,
    }
    for name, content in texts.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    changelog.write_rows(about, folder / "changes.parquet")
    # Last: it names files with their hashes. In a line, as of a version in parts it would be the longest file to write.
    (folder / "croissant.json").write_bytes(package.dump(croissant.metadata(folder, told), is_for_people=False))
