"""Editions of a package: all of the texts, excerpts around the quotations, or places and hashes without a word."""

from __future__ import annotations

from corpus.editions.making import KINDS, ORIGINALS, Edition, Kind, Shown, make, shown_of, temporary
from corpus.editions.schemas import originals_table, tables

__all__ = [
    "KINDS", "ORIGINALS", "Edition", "Kind", "Shown", "make", "originals_table", "shown_of", "tables", "temporary",
]  # fmt: skip
