"""Reports out of web archives (WARC, plain or gzip), by ranges of bytes, so that many machines can share one file.

A range means the records that begin in it: ranges that touch give every record once, wherever they are cut.

>>> from onrecord import warc
>>> list(warc.ranges(["a.warc.gz"], size=100, sizes={"a.warc.gz": 250}))
[('a.warc.gz', 0, 100), ('a.warc.gz', 100, 100), ('a.warc.gz', 200, 100)]
"""

from __future__ import annotations

import re
import zlib
from typing import Iterable, Iterator, Optional

import pyarrow as pa
from pyarrow import fs

from onrecord import _onrecord

#: Columns of what comes out: what `onrecord.read_batch` takes; ``error`` where an item of the archive is no report.
COLUMNS = pa.schema(
    [(name, pa.string()) for name in (
        "id", "text", "title", "outlet", "byline", "credit", "url", "published", "modified", "dateline", "language", "error",
    )]
)  # fmt: skip
#: Packed records that are read at a time.
AT_A_TIME = 1 << 20
_CHUNK = 1 << 18
_PIECE = 1 << 12
_GZIP = b"\x1f\x8b\x08"
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)\s*(?:\r\n|$)", re.IGNORECASE)


def system_of(path: str) -> tuple[fs.FileSystem, str]:
    """The file system that a path or an address (``s3://``, ``hdfs://``, ``gs://``) names, and the path on it."""
    return fs.FileSystem.from_uri(path) if "://" in path else (fs.LocalFileSystem(), path)


def reports(path: str, start: int = 0, length: Optional[int] = None) -> Iterator[pa.RecordBatch]:
    """The pages that begin in a range of a file, read as `onrecord add` reads them; never the whole file in memory.

    ``path`` may be an address that pyarrow knows (``s3://``, ``hdfs://``, ``gs://``).
    """
    system, name = system_of(path)
    with system.open_input_file(name) as file:
        end = file.size() if length is None else min(file.size(), start + length)
        begins = file.read_at(8, 0)
        if begins.startswith(_GZIP):
            records = _packed(file, start, end)
        elif begins.startswith(b"WARC/"):
            records = _plain(file, start, end)
        else:
            raise ValueError(f"{path}: neither a plain WARC file nor one packed with gzip record by record")
        held, size = [], 0
        for record in records:
            held.append(record)
            size += len(record)
            if size >= AT_A_TIME:
                yield _read(held, path)
                held, size = [], 0
        if held:
            yield _read(held, path)


def ranges(paths: Iterable[str], size: int = 64 << 20, sizes: Optional[dict[str, int]] = None) -> Iterator[tuple[str, int, int]]:
    """Ranges of at most ``size`` bytes that together are the files; only their sizes are asked for."""
    for path in paths:
        whole = sizes[path] if sizes else _size(path)
        for start in range(0, whole, size):
            yield path, start, size


def _size(path: str) -> int:
    system, name = system_of(path)
    (info,) = system.get_file_info([name])
    if not info.is_file:
        raise FileNotFoundError(path)
    return info.size


def _read(records: list[bytes], path: str) -> pa.RecordBatch:
    return pa.record_batch(_onrecord.reports_of(b"".join(records), path)).select(COLUMNS.names)


def _packed(file: pa.NativeFile, start: int, end: int) -> Iterator[bytes]:
    """The packed records that begin from ``start`` up to ``end``, as they stand."""
    at = _first(file, start, end, _GZIP, _is_packed_record)
    # What was read of the file, up to where it is used: records are far smaller than what is read at a time.
    chunk, used = b"", 0
    while at is not None and at < end:
        unpack, size = zlib.decompressobj(31), 0
        record = []
        while not unpack.eof:
            if used == len(chunk):
                chunk, used = file.read_at(_CHUNK, at + size), 0
            if not chunk:
                raise ValueError(f"the record at byte {at} is cut off")
            piece = chunk[used : used + _PIECE]
            unpack.decompress(piece)
            piece = piece[: len(piece) - len(unpack.unused_data)]
            record.append(piece)
            used += len(piece)
            size += len(piece)
        yield b"".join(record)
        at += size


def _plain(file: pa.NativeFile, start: int, end: int) -> Iterator[bytes]:
    """The records that begin from ``start`` up to ``end``."""
    at = _first(file, start, end, b"WARC/", lambda file, at: _head(file, at) is not None)
    while at is not None and at < end:
        head = _head(file, at)
        if head is None:
            return
        size = head[0] + head[1] + 4
        yield file.read_at(size, at)
        at += size


def _head(file: pa.NativeFile, at: int) -> Optional[tuple[int, int]]:
    """How long the head of the record at this byte is, and its content; none where no record begins."""
    head = file.read_at(1 << 14, at)
    stop = head.find(b"\r\n\r\n")
    length = _LENGTH.search(head[: stop + 2]) if stop > 0 and head.startswith(b"WARC/") else None
    return (stop + 4, int(length[1])) if length and b"\r\nWARC-" in head[:stop] else None


def _is_packed_record(file: pa.NativeFile, at: int) -> bool:
    try:
        return zlib.decompressobj(31).decompress(file.read_at(1 << 12, at), 5) == b"WARC/"
    except zlib.error:
        return False


def _first(file: pa.NativeFile, start: int, end: int, sign: bytes, begins) -> Optional[int]:
    """The first byte from ``start`` on, before ``end``, at which a record begins."""
    window = start
    while window < end:
        seen = file.read_at(_CHUNK + len(sign), window)
        found = seen.find(sign)
        while 0 <= found < _CHUNK:
            if window + found >= end:
                return None
            if begins(file, window + found):
                return window + found
            found = seen.find(sign, found + 1)
        window += _CHUNK
    return None
