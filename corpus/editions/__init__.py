"""Editions of a package: all of the texts, excerpts around the quotations, or places and hashes without a word."""

from __future__ import annotations

from corpus.editions.making import KINDS, ORIGINALS, Edition, Kind, make, temporary
from corpus.editions.schemas import tables

__all__ = ["KINDS", "ORIGINALS", "Edition", "Kind", "make", "tables", "temporary"]
