"""The pipeline: inputs -> readers -> language -> extractors -> rows -> parts -> one package.

One bad input is one problem, never the end of the run.
"""

from __future__ import annotations

import functools
import glob
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from os.path import commonpath
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from corpus import assembly, containers, extract, language, package, readers, store, tables
from corpus.containers import Document, Facts, Limits
from corpus.engines import guard, local
from corpus.errors import CorpusError, PackageError, ReadError
from corpus.record import Article, Found, Problem, Severity

# A shard is as many whole files, in order, as make this many bytes: 1 to 3 seconds of work, so that the cost of handing
# it out is lost in it, and a few hundred MB of memory at most.
_SHARD_BYTES = 32_000_000
_SHARD_FILES = 2_000
# Articles and characters that are held before a part of the shard is written: one huge file is one shard. A thousand
# articles of 5 kB with their rows are 40 MB, and to write a part's dozen files costs as much as four articles.
_PART_ARTICLES, _PART_CHARACTERS = 1_000, 8_000_000
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
    """How a corpus is converted; the same for every shard. `format` None: each document is sniffed.

    `mapping` is what the readers of dumps are given.
    """

    format: str | None = None
    mapping: object = None
    extractors: tuple[str, ...] = ("rules",)
    limits: Limits = field(default_factory=Limits)
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
    mapping: str | Path | None = None,
    limits: Limits | None = None,
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
        mapping: how the readers of dumps find the columns: a TOML file, or a preset's name; None to tell the preset by
            the keys of the records.
        limits: how deep and how much containers (archives, compressed files) are opened; None for the defaults.
        extractors: names of installed extractors, in the order to run them; ``NAME:MODEL`` for one that takes a model.
        about: what the descriptor says of the package; None for a name and nothing more.
        is_strict: raise for the first input that cannot be read, instead of keeping a problem.
        force: replace `out` where it is a package.
        workers: processes; None for one per CPU.
        progress: called with the files done and their number.

    Raises:
        PackageError: an input is not there, or `out` exists and is no empty folder, or with `force` holds more than a
            package that may be lost (`package.must_be_replaceable`).
        UnknownFormatError: there is no reader `format`.
        MappingError: `mapping` is none; the message says what in it.
        PluginError: a reader or extractor that is needed is broken, or there is no such extractor.
        ReadError: with `is_strict`, an input or an item of it could not be read.
    """
    begin = time.perf_counter()
    about = about or package.About()
    out = Path(out)
    package.check_about(about)
    named = [path for given in inputs for path in _expand(Path(given))]
    package.must_be_replaceable(out, force=force, sources=[*named, *_file(mapping)])
    options = Options(
        format=format,
        mapping=None if mapping is None else _mapping(mapping),
        limits=limits or Limits(),
        extractors=tuple(extractors),
        is_strict=is_strict,
    )
    if format is not None:
        readers.find(format)
    for name in extractors:
        extract.find(name)
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
            for name, paths in result.parts.items():
                parts.setdefault(name, []).extend(paths)
            done += result.files
            if progress:
                progress(done, len(found))
        rows = {"problems": [tables.problem_row(problem, uri) for uri, problem in left_out]}
        for name, path in tables.write_part(rows, lambda name: work / f"{name}.parquet").items():
            parts.setdefault(name, []).append(path)
        heights = assembly.finish({name: sorted(paths) for name, paths in parts.items()}, folder, work)
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
            elif file != path and _is_beside_the_point(uri):
                left_out[uri] = _not_an_article()
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


def _mapping(given: str | Path) -> object:
    path = Path(given)
    if path.suffix != ".toml" and not path.exists():
        return readers.preset(str(given))
    try:
        return readers.mapping(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise PackageError(f"{path}: cannot be read as a mapping: {error}") from error


def _file(mapping: str | Path | None) -> list[Path]:
    """The file of a mapping; none where it is a preset."""
    return [] if mapping is None or not Path(mapping).exists() else [Path(mapping)]


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


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


# ------------------------------------------------------------------ one shard


@dataclass(frozen=True, slots=True)
class ShardResult:
    """The part files that a shard wrote, by table, and the files that it read."""

    parts: dict[str, tuple[Path, ...]]
    files: int


def convert_shard(shard: Shard, *, options: Options, folder: Path) -> ShardResult:
    """Read, extract and write one shard. The same shard gives the same bytes, whoever runs it."""
    rows: tables.Rows = {"problems": []}
    numbers = count(shard.number << 32)
    pieces = count()
    parts: dict[str, list[Path]] = {}
    characters = 0

    def write() -> None:
        number = f"{shard.number:06}-{next(pieces):06}"
        for name, path in tables.write_part(rows, lambda name: folder / f"{name}-{number}.parquet").items():
            parts.setdefault(name, []).append(path)
        rows.clear()
        rows["problems"] = []

    for given in shard.inputs:
        for uri, item in _read(given, options):
            if isinstance(item, Problem):
                rows["problems"].append(tables.problem_row(item, uri))
                continue
            article = _with_language(item)
            found, problem = _extract(article, options)
            if problem is not None:
                article = replace(article, problems=(*article.problems, problem))
            for name, table_rows in tables.rows(article, found, uri, next(numbers)).items():
                rows.setdefault(name, []).extend(table_rows)
            characters += len(article.body)
            if len(rows["articles"]) >= _PART_ARTICLES or characters >= _PART_CHARACTERS:
                write()
                characters = 0
    write()
    return ShardResult({name: tuple(paths) for name, paths in parts.items()}, len(shard.inputs))


def _read(given: Input, options: Options) -> Iterator[tuple[str, Article | Problem]]:
    """The articles and problems of one file, and of each document in it where it holds others, with their names."""
    try:
        with given.path.open("rb") as stream:
            beside = _Folder(given.path.parent)
            is_empty = True
            for document in containers.documents(stream, given.uri, options.limits, beside=beside):
                is_empty = False
                if isinstance(document, Problem):
                    if options.is_strict and document.severity == "error":
                        raise ReadError(given.uri, document.message, at=document.item, code=document.code)
                    yield given.uri, document
                elif document.uri != given.uri and _is_beside_the_point(document.uri):
                    yield document.uri, _not_an_article()
                else:
                    for item in _read_document(document, options):
                        yield document.uri, item
            if is_empty:
                why = "an archive that holds no document"
                if options.is_strict:
                    raise ReadError(given.uri, why, code="no-article")
                yield given.uri, Problem(code="no-article", severity="error", message=why)
    except OSError as error:
        if options.is_strict:
            raise ReadError(given.uri, f"cannot be read: {error.strerror}") from error
        yield (
            given.uri,
            Problem(code="unreadable", severity="error", message=f"cannot be read: {error.strerror or error}"),
        )


def _read_document(document: Document, options: Options) -> Iterator[Article | Problem]:
    """The articles and problems of one document; what ends its reading is a problem, or an error with `is_strict`."""
    uri = document.uri
    is_empty = True
    try:
        if readers.is_blank(document.head):
            raise ReadError(uri, "there is nothing in it", code="no-text")
        name = options.format or document.format or readers.sniff(document.head, uri, mapping=options.mapping)
        if name is None:
            raise readers.why_unknown(document.head, uri)
        items = readers.read(name, document.stream, uri, beside=document.beside, mapping=options.mapping)
        for item in guard.each(items, options.limits.seconds):
            if options.is_strict and isinstance(item, Problem) and item.severity == "error":
                says_where = item.item and re.match(rf"\w+ {re.escape(item.item)}\b", item.message)
                raise ReadError(uri, item.message, at=None if says_where else item.item, code=item.code)
            is_empty = False
            yield _with_facts(item, document.facts)
        if options.mapping is not None and not readers.takes_mapping(name):
            why = f"the mapping is not used: the reader {name!r} takes none; name another format with --format"
            yield _with_facts(Problem(code="mapping-unused", severity="note", message=why), document.facts)
        if is_empty:
            raise ReadError(uri, f"holds no article that the reader {name!r} can see", code="no-article")
    except guard.TooSlowError as error:
        why = f"an item takes longer than {options.limits.seconds} seconds to read; the rest of the input is left"
        if options.is_strict:
            raise ReadError(uri, why, code="time-limit") from error
        yield _with_facts(Problem(code="time-limit", severity="error", message=why), document.facts)
    except CorpusError as error:
        if options.is_strict or not isinstance(error, ReadError):
            raise
        problem = Problem(code=error.code, severity="error", message=_without_uri(error))
        yield _with_facts(problem, document.facts)
    except OSError:
        raise
    except Exception as error:  # a fault of the reader, on one input among many: it is said, and costs this input only
        why = f"the reader broke: {type(error).__name__}: {error}"
        if options.is_strict:
            raise ReadError(uri, why, code="reader-broke") from error
        yield _with_facts(Problem(code="reader-broke", severity="error", message=why), document.facts)


@dataclass(frozen=True, slots=True)
class _Folder:
    """The files beside an input (`record.Beside`)."""

    folder: Path

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir() if path.is_file())

    def open(self, name: str) -> BinaryIO | None:
        path = self.folder / Path(name).name  # never out of the folder
        return path.open("rb") if path.is_file() else None


def _with_facts(item: Article | Problem, facts: Facts) -> Article | Problem:
    """The item with what its container says of it and it does not say itself."""
    if facts.item is None:
        return item
    if isinstance(item, Problem):
        return replace(item, item=facts.item)
    name = facts.item if item.source_item == "1" else f"{facts.item} {item.source_item}"
    return replace(
        item,
        source_item=name,
        guid=item.guid or facts.guid,
        url=item.url or facts.url,
        retrieved_at=item.retrieved_at or facts.retrieved_at,
        problems=tuple(replace(problem, item=name) for problem in item.problems),
    )


def _is_beside_the_point(uri: str) -> bool:
    return PurePosixPath(uri).stem.lower() in _NOT_ARTICLES


def _not_an_article() -> Problem:
    message = "left out of the folder by its name; name the file itself to convert it"
    return Problem(code="not-an-article", severity="note", message=message)


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
