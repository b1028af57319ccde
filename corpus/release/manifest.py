"""`manifest.json`: every file of a version with its hash, each table with a digest of its values, and what came before.

It is written last: a folder without one is no version. `SHA256SUMS` says the same of the files in the form that
`sha256sum -c` reads, so that nobody needs this program to check a version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from corpus import package
from corpus.errors import IntegrityError

FORM = 1
SUMS = "SHA256SUMS"
SIGNATURE = f"{package.MANIFEST}.sig"
_ROWS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The version before, and the SHA-256 of its manifest: so that a chain of versions cannot be changed unseen."""

    version: str
    manifest_sha256: str


def write_sums(folder: Path) -> None:
    """Write `SHA256SUMS` of every file that is in the folder."""
    lines = [f"{package.sha256(path)}  {name}\n" for name, path in sorted(_files(folder))]
    (folder / SUMS).write_text("".join(lines), "utf-8", newline="\n")


def read_sums(content: bytes, says: str) -> dict[str, str]:
    """The SHA-256 of each file by its path.

    Raises:
        IntegrityError: a line is not one that `sha256sum` writes.
    """
    sums = {}
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        digest, gap, name = line[:64], line[64:66], line[66:]
        if gap != "  " or not name or set(digest) - set("0123456789abcdef"):
            raise IntegrityError(
                f"{says}:{number}: is no line of sha256sum; expected 64 hex digits, two blanks, a path"
            )
        sums[name] = digest
    return sums


def write(
    folder: Path,
    descriptor: Mapping[str, Any],
    *,
    tables: Mapping[str, Sequence[str]],
    rows: Mapping[str, int],
    partition: str,
    classes: Sequence[str],
    previous: Link | None,
) -> str:
    """Write the manifest of a folder that is complete but for it; its SHA-256.

    `tables` has the files of each table of Parquet, in order, and `rows` their rows.
    """
    edition = descriptor.get("x-edition")
    manifest = {
        "manifest": FORM,
        "name": descriptor["name"],
        "version": descriptor["version"],
        "created": descriptor["created"],
        "contract": descriptor.get("x-contract"),
        "edition": edition["kind"] if isinstance(edition, dict) else "full",
        "partition": partition,
        "changes": list(classes),
        "previous": None if previous is None else {
            "version": previous.version, "manifest_sha256": previous.manifest_sha256,
        },
        "writer": f"pyarrow {pa.__version__}",
        "rows": dict(rows),
        "content": {name: content_digest([folder / path for path in paths]) for name, paths in tables.items()},
        "files": [
            {"path": name, "bytes": path.stat().st_size, "sha256": package.sha256(path)}
            for name, path in sorted(_files(folder))
        ],
    }  # fmt: skip
    content = package.dump(manifest)
    (folder / package.MANIFEST).write_bytes(content)
    return package.sha256_of(content)


def parse(content: bytes, says: str) -> dict[str, Any]:
    """A manifest, its form checked; the files by name are in `files`.

    Raises:
        IntegrityError: it is none, or one of a form that this version of corpus does not know.
    """
    try:
        manifest = json.loads(content)
        if manifest["manifest"] != FORM:
            raise IntegrityError(
                f"{says}: has the form {manifest['manifest']!r}; this version of corpus reads form {FORM}"
            )
        files = manifest["files"]
        is_whole = isinstance(manifest["version"], str) and isinstance(manifest["content"], dict)
        for entry in files:
            is_whole &= isinstance(entry["path"], str) and isinstance(entry["sha256"], str)
            is_whole &= isinstance(entry["bytes"], int)
        previous = manifest["previous"]
        is_whole &= previous is None or (
            isinstance(previous["version"], str) and isinstance(previous["manifest_sha256"], str)
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise IntegrityError(f"{says}: is no manifest: {type(error).__name__}: {error}") from error
    if not is_whole:
        raise IntegrityError(f"{says}: is no manifest: a path, a hash or a version is none")
    return dict(manifest)


def _files(folder: Path) -> Iterable[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


# ------------------------------------------------------------------ what the tables hold, whoever wrote them


def content_digest(paths: Sequence[Path]) -> str:
    """The digest of a table's values: it stays where only the writer, its version or the parting into files changed.

    `sha256:` and the SHA-256 of the number of rows and, for each column in order, of its name, its kind and three
    digests: of a byte for each row (1, or 0 for null), of the lengths of texts in bytes of UTF-8 (unsigned, 64 bits,
    little-endian; 0 for null), and of the values themselves: UTF-8, integers and instants (microseconds from 1970 in
    UTC) as signed 64 bits, numbers as IEEE 754 doubles, booleans as a byte, all little-endian, a null as zeros.
    docs/reference/release.md has it step by step.
    """
    columns: dict[str, _Column] = {}
    height = 0
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS):
                height += batch.num_rows
                for name, array in zip(batch.schema.names, batch.columns, strict=True):
                    columns.setdefault(name, _Column(_kind(array.type))).add(array)
            for field in file.schema_arrow:
                columns.setdefault(field.name, _Column(_kind(field.type)))
    whole = hashlib.sha256(f"{height}\n".encode())
    for name, column in columns.items():
        whole.update(f"{json.dumps(name)} {column.kind} {column.hexdigest()}\n".encode())
    return f"sha256:{whole.hexdigest()}"


def _kind(type_: pa.DataType) -> str:
    if pa.types.is_dictionary(type_):
        type_ = type_.value_type
    if pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_):
        return "string"
    if pa.types.is_boolean(type_):
        return "boolean"
    if pa.types.is_integer(type_):
        return "integer"
    if pa.types.is_floating(type_):
        return "number"
    return "datetime" if pa.types.is_timestamp(type_) else "string"


class _Column:
    """The digests of one column while its batches pass by."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.given, self.lengths, self.values = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()

    def add(self, array: pa.Array) -> None:
        self.given.update(pc.cast(array.is_valid(), pa.uint8()).to_numpy(zero_copy_only=False).tobytes())
        match self.kind:
            case "string":
                texts = pc.fill_null(pc.cast(array, pa.large_string()), "")
                _, offsets, content = texts.buffers()
                ends = np.frombuffer(offsets, "<i8")[texts.offset : texts.offset + len(texts) + 1]
                self.lengths.update(np.diff(ends).astype("<u8").tobytes())
                if content is not None:
                    self.values.update(memoryview(content)[ends[0] : ends[-1]])
                return
            case "boolean":
                values = pc.cast(pc.fill_null(array, False), pa.uint8()).to_numpy(zero_copy_only=False)
            case "number":
                values = pc.fill_null(pc.cast(array, pa.float64()), 0.0).to_numpy(zero_copy_only=False).copy()
                values[np.isnan(values)] = np.nan
                values[values == 0] = 0.0
            case _:
                if self.kind == "datetime":
                    array = pc.cast(array, pa.timestamp("us", "UTC"))
                values = pc.fill_null(pc.cast(array, pa.int64()), 0).to_numpy(zero_copy_only=False)
        self.values.update(np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<"), copy=False).tobytes())

    def hexdigest(self) -> str:
        return f"{self.given.hexdigest()} {self.lengths.hexdigest()} {self.values.hexdigest()}"
