"""Does a whole text match a pattern? In time that grows with the text alone, or not at all beyond a limit."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache

import polars as pl

# A pattern that only Python understands may take for ever on one text, and nothing but the end of its process stops it.
SECONDS = 10.0
_JUDGE = """
import json, re, sys
pattern, texts = json.load(sys.stdin)
whole = re.compile(pattern)
json.dump([whole.fullmatch(text) is not None for text in texts], sys.stdout)
"""
# In a class, Rust's regex reads these as sets within sets and Python as characters.
_OTHER_IN_RUST = re.compile(r"\[[^\]]*(?:\[|&&|--|~~)")


def failing(pattern: str, texts: pl.Series) -> pl.Series | None:
    """The texts, each once, that the pattern does not match from end to end; None where that took too long.

    Table Schema v2, `pattern`: "the values must match"; XML Schema, whose syntax it names, matches whole texts.
    """
    known = texts.drop_nulls().unique()
    if _is_linear(pattern):
        return known.filter(~known.str.contains(_anchored(pattern)))
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _JUDGE],
            input=json.dumps([pattern, known.to_list()]).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    return known.filter(~pl.Series(json.loads(done.stdout), dtype=pl.Boolean))


def is_known(pattern: str) -> bool:
    """Whether the pattern is a regular expression, of Rust's kind or of Python's."""
    if _is_linear(pattern):
        return True
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _anchored(pattern: str) -> str:
    return rf"\A(?:{pattern})\z"


@cache
def _is_linear(pattern: str) -> bool:
    if _OTHER_IN_RUST.search(pattern):
        return False
    try:
        pl.select(pl.lit("").str.contains(_anchored(pattern)))
    except pl.exceptions.PolarsError:
        return False
    return True
