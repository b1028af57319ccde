"""Open a package from anywhere: a build, a version, a store of releases; a folder, a zip archive, an address."""

from __future__ import annotations

from corpus.loading.loaded import Corpus
from corpus.loading.opening import Verify, load

__all__ = ["Corpus", "Verify", "load"]
