"""Any pile of news articles in; a clean, checked, versioned data package out.

The public names. What is heavy is imported when it is first used, so that `import corpus` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.check import check as validate
    from corpus.check.by_pandera import schema
    from corpus.conversion import Conversion, convert
    from corpus.diff import Diff, compare
    from corpus.loading import Corpus, load
    from corpus.package import About
    from corpus.release import Release, erratum, publish, takedown, yank

from corpus.errors import (
    ContractError,
    CorpusError,
    IntegrityError,
    PackageError,
    PluginError,
    ReadError,
    ReleaseError,
    UnknownFormatError,
)
from corpus.record import Article, Found, Problem
from corpus.report import Finding, Report

__all__ = [
    "About", "Article", "ContractError", "Conversion", "Corpus", "CorpusError", "Diff", "Finding", "Found",
    "IntegrityError", "PackageError", "PluginError", "Problem", "ReadError", "Release", "ReleaseError", "Report",
    "UnknownFormatError", "compare", "convert", "erratum", "load", "publish", "schema", "takedown", "validate", "yank",
]  # fmt: skip

_HOMES = {
    "About": "corpus.package:About",
    "Conversion": "corpus.conversion:Conversion",
    "convert": "corpus.conversion:convert",
    "compare": "corpus.diff:compare",
    "Corpus": "corpus.loading:Corpus",
    "Diff": "corpus.diff:Diff",
    "erratum": "corpus.release:erratum",
    "load": "corpus.loading:load",
    "Release": "corpus.release:Release",
    "publish": "corpus.release:publish",
    "schema": "corpus.check.by_pandera:schema",
    "takedown": "corpus.release:takedown",
    "validate": "corpus.check:check",
    "yank": "corpus.release:yank",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value
