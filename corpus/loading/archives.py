"""A zip archive of a package or a store, unpacked into the cache once; after that it is a folder like any other."""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from pathlib import Path

from corpus import package
from corpus.errors import PackageError
from corpus.loading.cache import Cache

# A package has a dozen files, a store of a hundred versions a few thousand. Parquet is compressed already, so that
# deflating it saves 0.04 % (measured on 75 MB): what grows a hundredfold is no package.
_MOST_FILES = 100_000
_MOST_GROWTH = 100
_SMALL = 100_000_000

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)


def is_zip(file: Path) -> bool:
    """Whether a file is a zip archive, by its bytes."""
    return file.is_file() and zipfile.is_zipfile(file)


def unpack(file: Path, cache: Cache) -> Path:
    """The folder of the package or store in a zip archive, whose members may be stored or deflated.

    The package may stand at the top of the archive or in one folder of it.

    Raises:
        PackageError: it is damaged or encrypted, a name in it leads out of it, it grows beyond measure, or there is no
            package in it.
    """
    with cache.archive(package.sha256(file)) as target:
        if target is not None:
            try:
                with zipfile.ZipFile(file) as archive:
                    _extract(archive, file, target)
            except OSError as error:
                raise PackageError(f"{file}: cannot be unpacked into {target.parent}: {error.strerror}") from error
            except _DAMAGED as error:
                raise PackageError(f"{file}: cannot be read as a zip archive: {error}") from error
    return _home(cache.unpacked(package.sha256(file)), file)


def _extract(archive: zipfile.ZipFile, file: Path, target: Path) -> None:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > _MOST_FILES:
        raise PackageError(f"{file}: has {len(members):,} files; a package in an archive has at most {_MOST_FILES:,}")
    if len({member.filename.casefold() for member in members}) < len(members):
        raise PackageError(f"{file}: has two files of one name")
    allowed = max(_SMALL, _MOST_GROWTH * file.stat().st_size)
    for member in members:
        says = f"{file}: {member.filename!r}"
        if member.flag_bits & 0x1:
            raise PackageError(f"{says}: is encrypted; unpack it yourself and name the folder")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise PackageError(f"{says}: is a link; a package holds files")
        # What zipfile makes of a backslash or a drive depends on the platform: such names are refused on all of them.
        if "\\" in member.filename or ":" in member.filename:
            raise PackageError(f"{says}: is no name that a file of a package has")
        there = package.inside(target, member.filename, str(file))
        there.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, there.open("xb") as out:
            # The sizes in the archive's list are what it says of itself, so the bytes are counted as they come.
            while block := source.read(1 << 20):
                allowed -= len(block)
                if allowed < 0:
                    raise PackageError(f"{file}: grows more than {_MOST_GROWTH} times when unpacked: no package does")
                out.write(block)


def _home(folder: Path, file: Path) -> Path:
    inner = [one for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
    for candidate in (folder, *inner):
        if (candidate / package.FILE_NAME).is_file() or (candidate / package.VERSIONS).is_dir():
            return candidate
    shutil.rmtree(folder, ignore_errors=True)
    raise PackageError(f"{file}: has no {package.FILE_NAME} at its top or in a folder at its top, so it is no package")
