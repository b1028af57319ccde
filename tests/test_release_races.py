import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from release_races import CREATED, seal, stage

from corpus.errors import ReleaseError
from corpus.release import verify
from corpus.release.holdings import commit
from corpus.store import Store, open_store

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parent / "release_races.py"

forked = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


def run(build: Path, store: str, *options: str) -> dict[str, dict[str, int]]:
    command = [sys.executable, "-W", "ignore", str(SCRIPT), str(build), store, *options]
    done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


@pytest.fixture
def in_memory(tmp_path: Path) -> Iterator[Path]:
    """A folder that is synced at once, where the machine has such; on a busy disk every file costs 10 ms."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as name:
        yield Path(name)


@forked
def test_of_30_races_on_a_disk_each_has_one_winner_and_of_30_kills_none_leaves_half_a_version(
    build: Path, in_memory: Path
) -> None:
    told = run(build, str(in_memory))

    assert told["race"] == {"one_winner": 30, "all_told": 30, "whole": 30, "left_over": 0}
    assert told["kill"]["consistent"] == told["kill"]["swept"] == told["kill"]["again"] == 30
    assert told["kill"]["killed"] >= 10


@forked
def test_a_publish_to_an_object_store_that_is_killed_at_any_step_leaves_a_version_or_none(build: Path, s3: str) -> None:
    told = run(build, s3, "--races", "0", "--kills", "8", "--publishers", "1")

    assert told["kill"]["consistent"] == told["kill"]["swept"] == told["kill"]["again"] == 8
    assert told["kill"]["killed"] == 7  # four files, the manifest, and the two at the root; there is no eighth step


def test_of_30_races_in_an_object_store_each_has_one_winner(build: Path, s3: str, tmp_path: Path) -> None:
    folders = [tmp_path / str(n) for n in range(4)]
    folders[0].mkdir()
    stage(build, s3, "2026.11.0", folders[0], CREATED)
    for n, folder in enumerate(folders):
        if n:
            shutil.copytree(folders[0], folder)
        seal(folder, n)
    winners: list[str] = []

    def publisher(store: Store, folder: Path) -> None:
        try:
            commit(store, folder, "2026.11.0")
            winners.append(folder.name)
        except ReleaseError:
            return

    for n in range(30):
        winners.clear()
        store = open_store(f"{s3}/{n}")
        racers = [threading.Thread(target=publisher, args=(store, folder)) for folder in folders]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
        assert [f"publisher {name}" for name in winners] == [store.read("v/2026.11.0/README.md").decode()]
        assert json.loads(store.read("latest.json"))["version"] == "2026.11.0"

    assert verify(f"{s3}/29").is_ok
