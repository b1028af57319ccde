"""The pipeline: inputs -> readers -> language -> extractors -> rows -> parts -> one package.

One bad input is one problem, never the end of the run.
"""

from __future__ import annotations

import functools
import glob
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from os.path import commonpath
from pathlib import Path

from corpus import extract, language, package, plugins, readers, store, tables
from corpus.engines import local
from corpus.errors import CorpusError, PackageError, ReadError
from corpus.record import Article, Found, Problem, Severity

# A shard is as many whole files, in order, as make this many bytes: 1 to 3 seconds of work, so that the cost of handing
# it out is lost in it, and a few hundred MB of memory at most.
_SHARD_BYTES = 32_000_000
_SHARD_FILES = 2_000
# A folder of texts often holds these beside the texts. Named on the command line, they are read like any file.
_NOT_ARTICLES = ("readme", "license", "licence", "copying", "changelog", "makefile")


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read; `uri` is what the package calls it."""

    path: Path
    uri: str


@dataclass(frozen=True, slots=True)
class Shard:
    """Files that are converted together; `number` is their place in the plan."""

    number: int
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a corpus is converted; the same for every shard. `format` None: each file is sniffed."""

    format: str | None = None
    extractors: tuple[str, ...] = ("rules",)
    is_strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What a conversion did: rows per table, problems per severity, files read, and the seconds it took."""

    out: Path
    rows: Mapping[str, int]
    problems: Mapping[Severity, int]
    files: int
    seconds: float = field(compare=False)


def convert(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    format: str | None = None,  # noqa: A002  (the word of the command line, and of every user)
    extractors: Sequence[str] = ("rules",),
    about: package.About | None = None,
    is_strict: bool = False,
    force: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Conversion:
    """Convert files, folders and patterns of files into a package at `out`, which appears when it is complete.

    The same inputs give the same bytes, in whatever order they are named and with however many workers.

    Args:
        inputs: files, folders (walked, without names that begin with a dot) and glob patterns.
        out: the folder to make.
        format: read every file as this format; None to sniff each.
        extractors: names of installed extractors, in the order to run them.
        about: what the descriptor says of the package; None for a name and nothing more.
        is_strict: raise for the first input that cannot be read, instead of keeping a problem.
        force: replace `out` where it is a package.
        workers: processes; None for one per CPU.
        progress: called with the files done and their number.

    Raises:
        PackageError: an input is not there, or `out` exists and is no empty folder.
        UnknownFormatError: there is no reader `format`.
        PluginError: a reader or extractor that is needed is broken, or there is no such extractor.
        ReadError: with `is_strict`, an input or an item of it could not be read.
    """
    begin = time.perf_counter()
    about = about or package.About()
    out = Path(out)
    package.check_about(about)
    _refuse_to_lose(out, force=force)
    options = Options(format=format, extractors=tuple(extractors), is_strict=is_strict)
    if format is not None:
        readers.find(format)
    for name in extractors:
        plugins.load("corpus.extractors", name)
    found, left_out = plan([Path(i) for i in inputs], out)
    if is_strict:
        for uri, problem in left_out:
            if problem.severity == "error":
                raise ReadError(uri, problem.message, code=problem.code)
    shards = list(cut(found))
    parts: dict[str, list[Path]] = {}
    with store.new_folder(out, replace=force) as folder:
        work = folder / ".parts"
        work.mkdir()
        done = 0
        for result in local.run(functools.partial(convert_shard, options=options, folder=work), shards, workers):
            for name, path in result.parts.items():
                parts.setdefault(name, []).append(path)
            done += result.files
            if progress:
                progress(done, len(found))
        rows = {"problems": [tables.problem_row(problem, uri) for uri, problem in left_out]}
        for name, path in tables.write_part(rows, lambda name: work / f"{name}.parquet").items():
            parts.setdefault(name, []).append(path)
        heights = tables.finish({name: sorted(paths) for name, paths in parts.items()}, folder)
        problems = tables.problem_counts(folder)
        _remove(work)
        sources = about.sources or tables.publishers(folder)
        descriptor = package.describe(folder, replace(about, sources=sources))
        (folder / package.FILE_NAME).write_bytes(package.dump(descriptor))
    return Conversion(out=out, rows=heights, problems=problems, files=len(found), seconds=time.perf_counter() - begin)


# ------------------------------------------------------------------ the plan


def plan(inputs: Sequence[Path], out: Path | None = None) -> tuple[list[Input], list[tuple[str, Problem]]]:
    r"""Every file to read, in the order of `uri`, and a problem for each that is left out; nothing in `out` is read.

    A file's `uri` is its path below the folder that was given; of several inputs, below the folder that holds them all.
    Bytes of a name that are no UTF-8 are written as `\xff`.

    Raises:
        PackageError: an input is not there, or there is nothing to read.
    """
    named = [path for given in inputs for path in _expand(given)]
    if not named:
        raise PackageError("nothing to convert: name a file or a folder")
    absolute = [path.absolute() for path in named]
    base = (
        absolute[0]
        if len(set(absolute)) == 1 and absolute[0].is_dir()
        else Path(commonpath([p.parent for p in absolute]))
    )
    found: dict[str, Input] = {}
    left_out: dict[str, Problem] = {}
    for path in absolute:
        for file in _walk(path, out.absolute() if out else None) if path.is_dir() else [path]:
            uri = os.fsencode(file.relative_to(base).as_posix()).decode("utf-8", "backslashreplace")
            if not file.is_file():
                message = "is no file that can be read: a broken link, a pipe or a device"
                left_out[uri] = Problem(code="unreadable", severity="error", message=message)
            elif file != path and file.stem.lower() in _NOT_ARTICLES:
                message = "left out of the folder by its name; name the file itself to convert it"
                left_out[uri] = Problem(code="not-an-article", severity="note", message=message)
            else:
                found[uri] = Input(file, uri)
    if not found:
        raise PackageError(f"{', '.join(map(str, inputs))}: no file to convert")
    return [found[uri] for uri in sorted(found)], sorted(left_out.items())


def cut(inputs: Iterable[Input]) -> Iterator[Shard]:
    """Shards of the inputs, a function of their order and sizes only."""
    batch: list[Input] = []
    size, number = 0, 0
    for item in inputs:
        bytes_ = item.path.stat().st_size if item.path.exists() else 0
        if batch and (size + bytes_ > _SHARD_BYTES or len(batch) >= _SHARD_FILES):
            yield Shard(number, tuple(batch))
            batch, size, number = [], 0, number + 1
        batch.append(item)
        size += bytes_
    if batch:
        yield Shard(number, tuple(batch))


def _expand(given: Path) -> list[Path]:
    if given.exists() or given.is_symlink():
        return [given]
    # Not Path.glob: a pattern may be absolute.
    matches = sorted(glob.glob(str(given), recursive=True)) if glob.has_magic(str(given)) else []  # noqa: PTH207
    if not matches:
        raise PackageError(f"{given}: not there; expected a file or a folder to convert")
    return [Path(match) for match in matches]


def _walk(folder: Path, out: Path | None) -> Iterator[Path]:
    # Links to folders are not followed: they can lead in a circle. What is written is not what is read.
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path == out or (path.is_dir() and path.is_symlink()):
            continue
        if path.is_dir():
            yield from _walk(path, out)
        else:
            yield path


def _refuse_to_lose(out: Path, *, force: bool) -> None:
    if store.is_free(out):
        return
    if not force:
        raise PackageError(f"{out}: exists; choose another name, or replace it with --force")
    if not (out / package.FILE_NAME).is_file():
        raise PackageError(f"{out}: is no package, so --force does not replace it; choose another name")
    old = package.read(out)
    its_own = {old.folder / package.FILE_NAME, *(path for name in old.resources for path in old.paths(name))}
    other = next((path for path in sorted(out.rglob("*")) if path.is_file() and path not in its_own), None)
    if other is not None:
        raise PackageError(
            f"{out}: holds {other.relative_to(out)}, which is not the package's, so --force does not replace it"
        )


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


# ------------------------------------------------------------------ one shard


@dataclass(frozen=True, slots=True)
class ShardResult:
    """The part files that a shard wrote, by table, and the files that it read."""

    parts: dict[str, Path]
    files: int


def convert_shard(shard: Shard, *, options: Options, folder: Path) -> ShardResult:
    """Read, extract and write one shard. The same shard gives the same bytes, whoever runs it."""
    rows: tables.Rows = {"problems": []}
    numbers = count(shard.number << 32)
    for given in shard.inputs:
        for item in _read(given, options):
            if isinstance(item, Problem):
                rows["problems"].append(tables.problem_row(item, given.uri))
                continue
            article = _with_language(item)
            found, problem = _extract(article, options)
            if problem is not None:
                article = replace(article, problems=(*article.problems, problem))
            for name, table_rows in tables.numbered(tables.rows(article, found, given.uri), next(numbers)).items():
                rows.setdefault(name, []).extend(table_rows)
    written = tables.write_part(rows, lambda name: folder / f"{name}-{shard.number:06}.parquet")
    return ShardResult(written, len(shard.inputs))


def _read(given: Input, options: Options) -> Iterator[Article | Problem]:
    """The articles and problems of one file; what ends its reading early is a problem, or an error with `is_strict`."""
    is_empty = True
    try:
        with given.path.open("rb") as stream:
            head = stream.read(readers.HEAD)
            if not head.strip():
                raise ReadError(given.uri, "there is nothing in it", code="no-text")
            name = options.format or readers.sniff(head, given.uri)
            if name is None:
                raise ReadError(
                    given.uri,
                    "no reader knows this content or its encoding; name its format with --format",
                    code="unknown-format",
                )
            stream.seek(0)
            for item in readers.find(name)(stream, given.uri):
                if options.is_strict and isinstance(item, Problem) and item.severity == "error":
                    raise ReadError(given.uri, item.message, at=item.item, code=item.code)
                is_empty = False
                yield item
        if is_empty:
            raise ReadError(given.uri, f"holds no article that the reader {name!r} can see", code="no-article")
    except CorpusError as error:
        if options.is_strict or not isinstance(error, ReadError):
            raise
        yield Problem(code=error.code, severity="error", message=_without_uri(error))
    except OSError as error:
        if options.is_strict:
            raise ReadError(given.uri, f"cannot be read: {error.strerror}") from error
        yield Problem(code="unreadable", severity="error", message=f"cannot be read: {error.strerror}")
    except Exception as error:  # a fault of the reader, on one input among many: it is said, and costs this input only
        if options.is_strict:
            raise ReadError(
                given.uri, f"the reader broke: {type(error).__name__}: {error}", code="reader-broke"
            ) from error
        yield Problem(
            code="reader-broke", severity="error", message=f"the reader broke: {type(error).__name__}: {error}"
        )


def _without_uri(error: ReadError) -> str:
    return error.why if error.at is None else f"{error.at}: {error.why}"


def _with_language(article: Article) -> Article:
    if article.language is not None:
        return article
    detected = language.detect(article.body)
    return replace(article, language=detected, language_origin="detected" if detected else "none")


def _extract(article: Article, options: Options) -> tuple[Found, Problem | None]:
    try:
        return extract.extract(article, options.extractors), None
    except CorpusError:
        raise
    except (
        Exception
    ) as error:  # a fault of an extractor, on one article among many: the article stays, without its rows
        message = f"nothing was extracted, because an extractor broke: {type(error).__name__}: {error}"
        if options.is_strict:
            raise ReadError(article.source_item, message, code="extractor-broke") from error
        return Found(), Problem(code="extractor-broke", severity="warning", message=message)
