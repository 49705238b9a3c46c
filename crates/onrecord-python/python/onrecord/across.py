"""What follows across reports, on one machine: copies and series."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pyarrow as pa

from onrecord import _onrecord
from onrecord._tables import one_batch

_TEXT = pa.string()
_POINT = pa.struct(
    [
        ("doc", _TEXT), ("figure", _TEXT), ("as_of", _TEXT), ("low", pa.float64()), ("high", pa.float64()),
        ("value", pa.float64()), ("comparator", _TEXT), ("voice", _TEXT), ("start", pa.int32()), ("end", pa.int32()),
        ("text", _TEXT),
    ]
)  # fmt: skip

#: Two or more reports that are one text.
COPIES = pa.schema([("group", _TEXT), ("members", pa.list_(_TEXT)), ("origin", _TEXT), ("least_share", pa.float32())])
#: The figures that measure the same thing, oldest first.
SERIES = pa.schema(
    [
        ("id", _TEXT), ("measure", _TEXT), ("population", _TEXT), ("place", _TEXT), ("kind", _TEXT),
        ("points", pa.list_(_POINT)), ("primary_sources", pa.int32()),
    ]
)  # fmt: skip
#: How independent the voices behind a series are: four counters, each opened to its members.
INDEPENDENCE = pa.schema(
    [("id", _TEXT)] + [(name, pa.list_(_TEXT)) for name in ("reports", "families", "origins", "primary_sources")]
)


def copies(reports: Any) -> pa.RecordBatch:
    """The groups of reports that are one text, found by content. ``origin`` is the first published, where one is.

    >>> import onrecord, pyarrow as pa
    >>> story = "The old bridge at Varlow fell on Monday after three days of rain, and nobody was on it at the time, they said."
    >>> reports = pa.table({"id": ["b", "a"], "text": [story, "Breaking. " + story], "published": ["2031-03-04", "2031-03-05"]})
    >>> onrecord.copies(reports).to_pylist()[0]["members"]
    ['a', 'b']
    """
    rows = one_batch(reports).to_pylist()
    texts = [(row.get("id") or "", row["text"] or "", row.get("published")) for row in rows]
    names = [name for name, _, _ in texts]
    groups = [copy_row(names, group) for group in _onrecord.copy_groups(texts)]
    return pa.RecordBatch.from_pylist(groups, schema=COPIES)


def copy_row(names: list[str], group: tuple[list[int], Any, float]) -> dict[str, Any]:
    """A group of numbers as a row of names; it goes by the first of them."""
    members, origin, share = group
    found = [names[at] for at in members]
    return {"group": found[0], "members": found, "origin": None if origin is None else names[origin], "least_share": share}


def series(reports: Any, *, threads: int = 1) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The series that the figures of all reports make, and how independent the voices behind each are.

    >>> import onrecord, pyarrow as pa
    >>> told = "At least {} people were killed in the flood at Varlow, the mayor, Ida Marr, said on Monday."
    >>> reports = {"id": ["a", "b"], "text": [told.format(12), told.format(14)], "published": ["2031-03-04", "2031-03-05"]}
    >>> found, behind = onrecord.series(pa.table(reports))
    >>> [point["low"] for point in found.to_pylist()[0]["points"]]
    [12.0, 14.0]
    >>> behind.to_pylist()[0]["primary_sources"]
    ['ida marr']
    """
    found = json.loads(_onrecord.series_of_reports(one_batch(reports), threads))
    rows = [series_row(one["series"]) for one in found]
    behind = [{"id": row["id"], **one["independence"]} for row, one in zip(rows, found)]
    return pa.RecordBatch.from_pylist(rows, schema=SERIES), pa.RecordBatch.from_pylist(behind, schema=INDEPENDENCE)


def series_row(found: dict[str, Any]) -> dict[str, Any]:
    """A series with its id, which is made from what it measures, where, and its first point."""
    first = found["points"][0]["figure"] if found["points"] else ""
    key = json.dumps([found["measure"], found["population"], found["place"], first], ensure_ascii=False)
    return {"id": "se_" + hashlib.sha256(key.encode()).hexdigest()[:16], **found}
