"""What the documents of a version are made from, and how words of the data are written into them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from corpus import contract, editions
from corpus.diff import Diff
from corpus.editions import ORIGINALS
from corpus.loading import citing
from corpus.loading.citing import Maker
from corpus.package import Package
from corpus.release.errata import Erratum


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A version that is about to be published.

    `descriptor` has one resource for each table, `files` the names of the files of each table of the contract, `rows`
    its rows. `before` is a folder with the version before, `diff` what changed since; both None for the first version.
    `reason` says why rows were changed, where somebody said so, and `errata` which cells.
    """

    descriptor: Mapping[str, Any]
    rows: Mapping[str, int]
    files: Mapping[str, Sequence[str]]
    partition: str
    diff: Diff | None
    before: Path | None
    source: Package
    reason: str | None = None
    errata: tuple[Erratum, ...] = ()

    @property
    def tables(self) -> Mapping[str, contract.Table]:
        """The tables that it has by name, as the contract describes them, or its edition."""
        known = editions.tables(self.source)
        return {**known, ORIGINALS: editions.originals_table()} if ORIGINALS in self.files else known

    def with_originals(self, folder: Path) -> About:
        """The same where an excerpt in a folder has a table of what it was made of, with that table."""
        path = folder / f"{ORIGINALS}.parquet"
        if self.edition != "excerpt" or not path.is_file():
            return self
        rows = pq.read_metadata(path).num_rows
        return replace(self, files={**self.files, ORIGINALS: (path.name,)}, rows={**self.rows, ORIGINALS: rows})

    @property
    def title(self) -> str:
        """Its title, or its name where it has none."""
        return one_line(str(self.descriptor.get("title") or self.descriptor["name"]))

    @property
    def version(self) -> str:
        """The version, `YYYY.M.PATCH`."""
        return str(self.descriptor["version"])

    @property
    def day(self) -> str:
        """The day on which it was made, as YYYY-MM-DD in UTC."""
        return str(self.descriptor["created"])[:10]

    @property
    def licenses(self) -> list[str]:
        """SPDX ids and expressions, or addresses, in the order of the descriptor."""
        said = self.descriptor.get("licenses") or ()
        return [one_line(str(one.get("name") or one.get("path"))) for one in said]

    @property
    def makers(self) -> list[Maker]:
        """The contributors, in the order of the descriptor; who is not named is told as such."""
        return citing.makers(self.descriptor) or [Maker(name=f"The makers of {self.title}")]

    @property
    def edition(self) -> str:
        """What of the texts is in it: `full`, or what the descriptor says."""
        said = self.descriptor.get("x-edition")
        return str(said["kind"]) if isinstance(said, dict) else "full"

    @property
    def license_id(self) -> str | None:
        """The one SPDX id that all of it is under; None where there is none, or more than one."""
        is_one = len(self.licenses) == 1 and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.+-]*", self.licenses[0])
        return self.licenses[0] if is_one else None


def one_line(text: str) -> str:
    """The text on one line, without control characters."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def in_markdown(text: str) -> str:
    r"""The text on one line of Markdown or in a cell of a table, where it means nothing but itself.

    CommonMark 0.31 §2.4: any ASCII punctuation may be escaped; these can begin something within a line.

    >>> print(in_markdown("<b>Times</b> | *1*"))
    \<b\>Times\</b\> \| \*1\*
    """
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", one_line(text))


def in_xml(text: str) -> str:
    """The text as the content of an element or an attribute.

    >>> in_xml('A & "B" <C>')
    'A &amp; &quot;B&quot; &lt;C&gt;'
    """
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(mark, entity)
    return one_line(text)
