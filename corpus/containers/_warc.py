"""WARC and WET (ISO 28500): the pages that a crawl answered with, whatever happened to the file since.

A reader that stops at the first damaged byte loses the rest of a crawl in silence. Here the next record is looked for,
and what was lost is said.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

import brotli
import zstandard

from corpus.containers._document import Document, Facts, Limits
from corpus.record import Problem

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_GZIP = b"\x1f\x8b\x08"
_LARGEST = 128 << 20  # bytes of a record, decompressed: the largest page of a newspaper that was measured had 4.6 MB
_CHUNK = 1 << 20
_BEGIN = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
_LENGTH = re.compile(rb"^Content-Length:[ \t]{0,9}(\d{1,15})[ \t]{0,9}\r?$", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_MOST_HEADER = 65_536
_CHUNK_SIZE = re.compile(rb"[ \t]{0,9}([0-9A-Fa-f]{1,15})[ \t]{0,9}(?:;[^\r\n]{0,999})?\r?\n")
_TEXTUAL = re.compile(
    r"text/html|application/(?:xhtml|rss|atom|rdf|[a-z.-]{0,40})\+?xml|text/xml|application/(?:[a-z.-]{0,40}\+)?json",
    re.IGNORECASE,
)


class _Lost(NamedTuple):
    """A stretch of the file, in bytes, that no record could be read from, and why."""

    start: int
    end: int
    why: str


def is_warc(head: bytes) -> bool:
    """Whether the bytes begin a WARC file, compressed by record (or as a whole) with gzip or not at all."""
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(31).decompress(head[:4096], 16)
        except zlib.error:
            return False
    return _BEGIN.match(head) is not None


def documents(stream: BinaryIO, outer: Document, limits: Limits) -> Iterator[Document | Problem]:
    """A document for each page that was answered with (response, status 200, text), each resource and conversion.

    At last a note that counts what is no page, and an error that says where bytes were lost.
    """
    from warcio.archiveiterator import ArchiveIterator  # here for its weight: most inputs are no web archive

    left_out: Counter[str] = Counter()
    lost: list[_Lost] = []
    for data in _records(stream, limits):
        if isinstance(data, _Lost):
            lost.append(data)
            continue
        try:
            for record in ArchiveIterator(io.BytesIO(data)):
                found = _document(record, outer)
                if isinstance(found, Document):
                    yield found
                elif found:
                    left_out[found] += 1
        except Exception as error:  # noqa: BLE001  (warcio raises many kinds, among them Exception itself)
            said = f"a record cannot be parsed: {error}"
            yield Problem(code="archive-damaged", severity="error", message=" ".join(said.split())[:300])
    for gap in lost[:20]:
        size = gap.end - gap.start
        said = f"bytes {gap.start:,} to {gap.end:,} ({size:,} bytes) hold no record that can be read: {gap.why}"
        yield Problem(code="records-lost", severity="error", message=said)
    if len(lost) > 20:
        size = sum(gap.end - gap.start for gap in lost[20:])
        said = f"{len(lost) - 20} more stretches of the file, {size:,} bytes, hold no record that can be read"
        yield Problem(code="records-lost", severity="error", message=said)
    if left_out:
        said = ", ".join(f"{count} {what}" for what, count in sorted(left_out.items()))
        yield Problem(code="records-left-out", severity="note", message=f"records that are no page: {said}")


def _document(record: ArcWarcRecord, outer: Document) -> Document | str | None:
    """The document of a record; what it is where it is no page; None where it was never meant to be one."""
    kind = record.rec_type
    if kind not in {"response", "resource", "conversion"}:
        return f"{kind} record" if kind in {"revisit", "continuation"} else None
    headers = record.rec_headers
    media = record.content_type or ""
    if kind == "response":
        if record.http_headers is None:
            return "response without HTTP"
        status = record.http_headers.get_statuscode()
        if status != "200":
            return f"answer with status {status[:3]}"
        media = record.http_headers.get_header("Content-Type") or ""
    media = media.partition(";")[0].strip().lower()
    is_plain = media == "text/plain" and kind != "response"
    if media and not is_plain and not _TEXTUAL.fullmatch(media):
        return f"page of type {media[:60]}"
    data = record.raw_stream.read()
    if kind == "response":
        data = _as_sent(data, record)
    name = headers.get_header("WARC-Record-ID")
    facts = Facts(
        item=name,
        guid=name if kind == "conversion" else None,
        url=headers.get_header("WARC-Target-URI"),
        retrieved_at=_date(headers.get_header("WARC-Date")),
    )
    if not data.strip():
        return "page without a byte"
    stream = cast("BinaryIO", io.BytesIO(data))
    return Document(
        uri=outer.uri,
        head=data[:65_536],
        stream=stream,
        facts=facts,
        format="text" if is_plain else "html" if "html" in media else None,
        is_leaf=True,
    )


def _as_sent(data: bytes, record: ArcWarcRecord) -> bytes:
    """The page out of the body of an HTTP answer (RFC 9112 §7.1, RFC 9110 §8.4).

    Crawlers often decode a body and leave the headers as they were: what does not decode is taken as it stands. A page
    of more than `_LARGEST` bytes is a fault.
    """
    headers = record.http_headers
    if "chunked" in (headers.get_header("Transfer-Encoding") or "").lower():
        data = _dechunked(data)
    encodings = (headers.get_header("Content-Encoding") or "").lower().split(",")
    for name in reversed([encoding.strip() for encoding in encodings]):
        data = _decompressed(data, name)
    return data


def _dechunked(data: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while found := _CHUNK_SIZE.match(data, at):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(data[found.end() : found.end() + size])
        at = found.end() + size + 2
    # Chunks without the last one, of size 0: the answer was cut off, and what came is what there is.
    return b"".join(pieces) if pieces else data


def _decompressed(data: bytes, name: str) -> bytes:
    if name in {"gzip", "x-gzip"} and data.startswith(_GZIP):
        return _bounded(zlib.decompressobj(31).decompress(data, _LARGEST + 1))
    if name == "deflate":  # with the frame of zlib, as RFC 9110 has it, or without, as some servers do
        for width in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
            try:
                return _bounded(zlib.decompressobj(width).decompress(data, _LARGEST + 1))
            except zlib.error:
                continue
    if name == "br":
        try:
            engine = brotli.Decompressor()
            return _bounded(engine.process(data, output_buffer_limit=_LARGEST + 1))
        except brotli.error:
            return data
    if name == "zstd" and data.startswith(b"\x28\xb5\x2f\xfd"):
        plain = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data, read_across_frames=True)
        return _bounded(plain.read(_LARGEST + 1))
    return data


def _bounded(data: bytes) -> bytes:
    if len(data) > _LARGEST:
        raise ValueError(f"a page of more than {_LARGEST >> 20} MB")
    return data


def _date(text: str | None) -> datetime | None:
    """The time of a record (W3C profile of ISO 8601, UTC; WARC 1.1 §5.4 allows fractions of a second)."""
    try:
        return datetime.fromisoformat((text or "").strip()).astimezone(UTC)
    except ValueError:
        return None


# ------------------------------------------------------------------ records out of bytes


def _records(stream: BinaryIO, limits: Limits) -> Iterator[bytes | _Lost]:
    """The bytes of each whole record, decompressed, and each stretch of the file that was lost."""
    buffer = bytearray()
    start = 0  # where in the file the buffer's first byte came from, as far as is known
    skipping = 0
    for piece in _plain(stream, limits):
        if isinstance(piece, _Lost):
            yield piece._replace(start=min(start, piece.start)) if buffer.strip() or skipping else piece
            buffer.clear()
            skipping = 0
            start = piece.end
            continue
        at, data = piece
        if not buffer:
            start = at
        if skipping:
            cut = min(skipping, len(data))
            skipping -= cut
            data = data[cut:]
        buffer += data
        while buffer:
            taken = _take(buffer, is_last=not data)
            if isinstance(taken, int):
                if taken > 0:  # a record larger than any page: passed over without holding it
                    yield _Lost(start, at, f"a record of {taken:,} bytes, larger than {_LARGEST >> 20} MB")
                    skipping = taken - min(taken, len(buffer))
                    del buffer[:taken]
                    continue
                break
            if taken is None:
                again = _BEGIN.search(buffer, 1)
                if again is None:
                    keep = 16  # a begin may be cut
                    if len(buffer) > keep:
                        yield _Lost(start, at + len(data), "no record begins where one should")
                        del buffer[:-keep]
                    break
                yield _Lost(start, at, "no record begins where one should")
                del buffer[: again.start()]
                continue
            yield taken
            start = at
    if buffer.strip():
        yield _Lost(start, start + len(buffer), "the file ends in the middle of a record")


def _take(buffer: bytearray, *, is_last: bool) -> bytes | int | None:
    """The first record of the buffer, which is cut off; 0 where more is needed, its size where it is too large.

    None where no record begins here, or it is not followed by another.
    """
    del buffer[: len(buffer) - len(buffer.lstrip(b"\r\n"))]
    if not buffer:
        return 0
    if not _BEGIN.match(buffer):
        return None if len(buffer) >= 16 else 0
    end = _HEADER_END.search(buffer, 0, _MOST_HEADER)
    if end is None:
        return None if len(buffer) > _MOST_HEADER else 0
    length = _LENGTH.search(buffer, 0, end.end())
    if length is None:
        return None
    size = end.end() + int(length[1])
    if size > _LARGEST:
        return size
    if len(buffer) < size + 4:
        return _take_by_next(buffer, end.end()) if is_last else 0
    if bytes(buffer[size : size + 4]) != b"\r\n\r\n" and not buffer[size : size + 10].lstrip(b"\r\n").startswith(
        b"WARC/"
    ):
        # The length lies (§4 wants two line ends after a record): the next record tells where this one ended.
        return _take_by_next(buffer, end.end())
    record = bytes(buffer[:size]) + b"\r\n\r\n"
    del buffer[:size]
    return record


def _take_by_next(buffer: bytearray, after: int) -> bytes | int | None:
    following = re.compile(rb"\r?\n\r?\nWARC/[01]\.\d{1,2}\r?\n").search(buffer, after)
    if following is None:
        return 0 if len(buffer) < _LARGEST else None
    head = re.sub(
        rb"(?im)^Content-Length:[^\r\n]*", b"Content-Length: %d" % (following.start() - after), bytes(buffer[:after])
    )
    record = head + bytes(buffer[after : following.start()]) + b"\r\n\r\n"
    del buffer[: following.start()]
    return record


def _plain(stream: BinaryIO, limits: Limits) -> Iterator[tuple[int, bytes] | _Lost]:
    """Decompressed pieces with where they come from in the file, an empty one at the end, and what was lost."""
    head = stream.read(_CHUNK)
    if not head.startswith(_GZIP):
        at = 0
        while head:
            yield at, head
            at += len(head)
            head = stream.read(_CHUNK)
        yield at, b"\r\n\r\n"
        yield at, b""
        return
    raw = bytearray(head)  # what is not yet known to be read well
    base = 0  # where in the file `raw` begins
    is_end = False
    while True:
        if not raw and not is_end:
            raw += stream.read(_CHUNK)
            is_end = not raw
        if not raw:
            yield base, b"\r\n\r\n"  # a last record may lack its line ends
            yield base, b""
            return
        if not raw.startswith(_GZIP) and len(raw) >= 3:
            base += yield from _resync(stream, raw, base, "no gzip member begins where one should")
            continue
        engine = zlib.decompressobj(31)
        fed = 0
        held: list[bytes] = []
        size = 0
        streamed = False
        try:
            while not engine.eof:
                if fed == len(raw):
                    more = stream.read(_CHUNK)
                    if not more:
                        break
                    if streamed:  # too long to begin again: what was fed is let go
                        base += fed
                        raw.clear()
                        fed = 0
                    raw += more
                piece = bytes(raw[fed : fed + _CHUNK])
                data = engine.decompress(piece)
                fed += len(piece) - len(engine.unused_data)
                size += len(data)
                if limits.bytes is not None and size > limits.bytes:
                    yield _Lost(base, base + fed, f"more than {limits.bytes:,} bytes decompressed")
                    return
                held.append(data)
                if streamed or size > _LARGEST:
                    streamed = True
                    yield base, b"".join(held)
                    held.clear()
        except zlib.error as error:
            # Deflate may read on into good members before it notices: begin again right behind this one's start.
            base += yield from _resync(stream, raw, base, f"damaged gzip data ({error})")
            continue
        if not engine.eof:
            yield _Lost(base, base + len(raw), "the file ends in the middle of a record")
            return
        if held:
            yield base, b"".join(held)
        base += fed
        del raw[:fed]


def _resync(stream: BinaryIO, raw: bytearray, base: int, why: str) -> Generator[_Lost, None, int]:
    """Give up bytes until a gzip member begins that holds a record; says so. How many they are."""
    given_up = 0
    at = 1
    while True:
        at = raw.find(_GZIP, at)
        if at >= 0 and len(raw) - at < 512:
            raw += stream.read(_CHUNK)
        if at < 0:
            more = stream.read(_CHUNK)
            if not more:
                given_up += len(raw)
                raw.clear()
                break
            keep = 2
            given_up += len(raw) - keep
            del raw[:-keep]
            raw += more
            at = 0
            continue
        try:
            begin = zlib.decompressobj(31).decompress(bytes(raw[at : at + 4096]), 16)
        except zlib.error:
            begin = b""
        if _BEGIN.match(begin):
            given_up += at
            del raw[:at]
            break
        at += 1
    yield _Lost(base, base + given_up, why)
    return given_up
