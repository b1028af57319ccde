"""What many tests start from: a few articles of our own, and a build of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tarnhollow import ARTICLES, write_jsonl

from corpus.conversion import convert
from corpus.release import publish


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A JSON Lines file of three articles."""
    return write_jsonl(tmp_path / "in" / "articles.jsonl", ARTICLES)


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the three articles; not to be changed by a test."""
    folder = tmp_path_factory.mktemp("shared")
    convert([write_jsonl(folder / "in" / "articles.jsonl", ARTICLES)], folder / "build", workers=1)
    return folder / "build"


@pytest.fixture(scope="session")
def published(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two versions of the build; not to be changed by a test."""
    store = tmp_path_factory.mktemp("published") / "releases"
    publish(build, store, "2026.10.0")
    publish(build, store, "2026.11.0")
    return store
