from pathlib import Path

import pytest

from corpus.errors import PackageError
from corpus.store import new_folder, write_file


def test_a_folder_appears_when_it_is_complete(tmp_path: Path) -> None:
    with new_folder(tmp_path / "new") as folder:
        (folder / "one").write_text("1")
        assert not (tmp_path / "new").exists()

    assert (tmp_path / "new" / "one").read_text() == "1"
    assert [p.name for p in tmp_path.iterdir()] == ["new"]


def test_a_failure_leaves_nothing_behind_and_the_old_folder_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "one").write_text("1")

    with pytest.raises(RuntimeError), new_folder(tmp_path / "old", replace=True) as folder:
        (folder / "two").write_text("2")
        raise RuntimeError

    assert [p.name for p in tmp_path.iterdir()] == ["old"]
    assert [p.name for p in (tmp_path / "old").iterdir()] == ["one"]


def test_a_folder_that_holds_something_is_not_replaced_unasked(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "one").write_text("1")

    with pytest.raises(PackageError, match="exists"), new_folder(tmp_path / "old"):
        pass


def test_a_folder_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="exists"), new_folder(tmp_path / "new") as folder:
        (folder / "one").write_text("1")
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "other").write_text("2")

    assert [p.name for p in (tmp_path / "new").iterdir()] == ["other"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()

    with new_folder(tmp_path / "new") as folder:
        (folder / "one").write_text("1")

    assert [p.name for p in (tmp_path / "new").iterdir()] == ["one"]


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "one").write_text("1")

    with new_folder(tmp_path / "old", replace=True) as folder:
        (folder / "two").write_text("2")

    assert [p.name for p in tmp_path.iterdir()] == ["old"]
    assert [p.name for p in (tmp_path / "old").iterdir()] == ["two"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(PackageError, match="file"), new_folder(tmp_path / "file" / "new"):
        pass


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "latest.json", b"one")
    write_file(tmp_path / "latest.json", b"two")

    assert (tmp_path / "latest.json").read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["latest.json"]
