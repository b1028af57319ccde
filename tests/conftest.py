"""What many tests start from: a few articles of our own, and a build of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from tarnhollow import ARTICLES, MORE, write_jsonl

from corpus.conversion import convert
from corpus.release import publish

if TYPE_CHECKING:
    from s3_server import S3Server

# How long an example takes to make or to run says how busy the machine is, and nothing about the law.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


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


@pytest.fixture(scope="session")
def five(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of five articles, of which two have one body; not to be changed by a test."""
    folder = tmp_path_factory.mktemp("five")
    convert([write_jsonl(folder / "in" / "articles.jsonl", [*ARTICLES, *MORE])], folder / "build", workers=1)
    return folder / "build"


@pytest.fixture(scope="session")
def two_versions(five: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two versions, parted by month; not to be changed by a test."""
    store = tmp_path_factory.mktemp("two") / "releases"
    for version in ("2026.10.0", "2026.11.0"):
        publish(five, store, version, partition="month", created=datetime(2026, 12, 1, 12, tzinfo=UTC))
    return store


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """A server of the S3 protocol on loopback. It takes 4 s to start, so only the tests that need it ask for it."""
    from s3_server import S3Server

    server = S3Server()
    yield server
    server.stop()


@pytest.fixture
def s3(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty store on that server; the environment has its keys."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return f"{s3_server.address}/store-{next(_NUMBERS)}"


_NUMBERS = count()
