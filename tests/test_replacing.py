"""What `--force` may replace: a package that can be made again, and nothing else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import editions
from corpus.conversion import convert
from corpus.errors import PackageError
from corpus.hydration import hydrate

pytestmark = pytest.mark.slow

Make = Callable[[Path], object]


@pytest.fixture
def mine(build: Path, tmp_path: Path) -> Path:
    """Files of one's own, in a folder of their own."""
    return shutil.copytree(build.parent / "in", tmp_path / "mine")


@pytest.fixture
def standoff(build: Path, tmp_path: Path) -> Path:
    return editions.make(build, tmp_path / "standoff", "standoff").folder


@pytest.fixture(params=["convert", "hydrate"])
def make(request: pytest.FixtureRequest, mine: Path, standoff: Path) -> Make:
    """A command that writes a folder, with `--force`."""
    if request.param == "convert":
        return lambda out: convert([mine], out, force=True, workers=1)
    return lambda out: hydrate(standoff, [mine], out, force=True, workers=1)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_package_alone_in_its_folder_is_replaced(make: Make, tmp_path: Path) -> None:
    make(tmp_path / "out")

    make(tmp_path / "out")

    assert (tmp_path / "out" / "articles.parquet").exists()


@pytest.mark.parametrize("what", ["releases", "releases/v", "releases/v/2026.11.0", "thesis", "thesis/chapter.txt"])
def test_a_store_a_version_and_what_is_no_package_are_never_replaced(
    what: str, make: Make, published: Path, tmp_path: Path
) -> None:
    shutil.copytree(published, tmp_path / "releases")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("irreplaceable")
    before = tree(tmp_path)

    with pytest.raises(PackageError, match="--force does not replace it"):
        make(tmp_path / what)

    assert tree(tmp_path) == before


def test_a_package_with_something_beside_it_is_never_replaced(
    make: Make, build: Path, mine: Path, tmp_path: Path
) -> None:
    shutil.copytree(build, tmp_path / "build")
    (tmp_path / "build" / "archive").symlink_to(mine)

    with pytest.raises(PackageError, match="holds archive"):
        make(tmp_path / "build")

    assert (tmp_path / "build" / "archive").is_symlink()


def test_what_is_read_is_never_replaced(build: Path, mine: Path, standoff: Path, tmp_path: Path) -> None:
    shutil.copytree(build, tmp_path / "dump")
    (tmp_path / "link").symlink_to(standoff)
    before = tree(tmp_path)

    for inputs in ([tmp_path / "dump"], [tmp_path / "dump" / "articles.parquet"]):
        with pytest.raises(PackageError, match="holds what is read"):
            convert(inputs, tmp_path / "dump", force=True)
    for out in (standoff, standoff / "whole", tmp_path / "link", tmp_path / "link" / "whole", mine, mine / "whole"):
        for force in (False, True):
            with pytest.raises(PackageError, match="lies in what is read, or holds it"):
                hydrate(standoff, [mine], out, force=force)
    with pytest.raises(PackageError, match="lies in what is read, or holds it"):
        hydrate(standoff, [mine], tmp_path / "dump", mapping=tmp_path / "dump" / "map.toml", force=True)

    assert tree(tmp_path) == before


def test_nothing_is_written_among_the_versions_of_a_store(make: Make, published: Path, tmp_path: Path) -> None:
    store = shutil.copytree(published, tmp_path / "releases")
    before = tree(store)

    with pytest.raises(PackageError, match="lies among the versions of a store"):
        make(store / "v" / "2026.12.0")

    assert tree(store) == before
