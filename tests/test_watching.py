"""What watching promises: a change is told once it is complete, a report says what differs, and Ctrl-C ends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Queue

import pytest

from corpus.check.watching import stamp, watch

pytestmark = pytest.mark.slow


@pytest.fixture
def here(build: Path, tmp_path: Path) -> Path:
    shutil.copytree(build, tmp_path / "here")
    return tmp_path / "here"


def test_a_change_is_told_once_and_only_when_it_has_settled(here):
    path, turns, moments = here / "quotes.parquet", 0, []

    def wait(_seconds: float) -> None:
        nonlocal turns
        turns += 1
        if turns in (2, 3, 4):  # somebody is writing
            path.write_bytes(path.read_bytes() + b" ")
        if turns == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        for number, now in watch([here], [stamp(here)], wait=wait):
            moments.append((turns, number, now == stamp(here)))

    assert moments == [(5, 0, True)]


def test_what_is_not_of_the_package_is_no_change(here):
    before = stamp(here)

    (here / "notes.txt").write_text("a thought")

    assert stamp(here) == before


def test_a_package_that_comes_and_goes_is_a_change(here):
    there, gone = stamp(here), dict(stamp(here))

    (here / "datapackage.json").unlink()

    assert stamp(here) != there
    assert set(gone) - set(stamp(here)) >= {here / "datapackage.json"}
    assert stamp(here / "nowhere") == {}


def test_the_files_of_any_data_package_are_watched(tmp_path):
    (tmp_path / "ferries.csv").write_text("code\nOS\n")
    path = tmp_path / "datapackage.yaml"
    path.write_text("name: tarn\nresources: [{name: a, path: ferries.csv}, {path: [../b, 5]}, 7]\n")

    assert set(stamp(path)) == {path, tmp_path / "ferries.csv"}


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process there")
def test_the_command_prints_what_differs_and_ends_on_ctrl_c(here):
    command = [sys.executable, "-m", "corpus", "validate", str(here), "--engine", "rules", "--watch"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"GITHUB_ACTIONS": ""}
    )
    lines: Queue[str] = Queue()
    threading.Thread(target=lambda: [lines.put(line) for line in process.stdout], daemon=True).start()

    def until(words: str) -> str:
        while words not in (line := lines.get(timeout=60)):
            pass
        return line

    try:
        assert until("keeps the contract")
        until("watching")
        path = here / "quotes.parquet"
        whole = path.read_bytes()
        path.write_bytes(whole + b" ")
        assert until("+ error hash-mismatch in quotes")
        assert until(" came, 0 went")
        path.write_bytes(whole)
        assert until("0 findings came, ")
        assert "keeps the contract" in until("news-corpus 0.0.0")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
