"""What follows across reports, on one machine: who is one, what is claimed, what happened once, which figures are one line, which
reports are one text, what is disputed."""

from __future__ import annotations

import json
from typing import Any, Optional, Sequence

import pyarrow as pa

from onrecord import _onrecord
from onrecord._tables import one_batch

_TEXT = pa.string()
_MEMBER = pa.struct(
    [
        ("report", _TEXT), ("version", _TEXT), ("finding", _TEXT), ("outlet", _TEXT), ("day", _TEXT), ("start", pa.int32()),
        ("end", pa.int32()), ("words", _TEXT), ("voice", _TEXT), ("as_of", _TEXT), ("low", pa.float64()),
        ("high", pa.float64()), ("value", pa.float64()),
    ]
)  # fmt: skip

#: A group with its members; ``more`` is what its layer holds besides, as JSON (``onrecord across`` prints the same).
GROUPS = pa.schema(
    [
        ("layer", _TEXT), ("id", _TEXT), ("title", _TEXT), ("kind", _TEXT), ("state", _TEXT), ("place", _TEXT), ("first", _TEXT),
        ("last", _TEXT), ("reports", pa.int32()), ("sources", pa.int32()), ("weight", pa.int64()),
        ("members", pa.list_(_MEMBER)), ("more", _TEXT),
    ]
)  # fmt: skip
#: How independent the voices behind a group are: four counters, each opened to its members.
INDEPENDENCE = pa.schema(
    [("layer", _TEXT), ("id", _TEXT)]
    + [(name, pa.list_(_TEXT)) for name in ("reports", "families", "origins", "primary_sources")]
)


def across(
    reports: Any, layers: Sequence[str] = (), *, threads: int = 1, reader: Optional[str] = None
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The groups of all reports, and how independent the voices behind each are.

    ``layers`` chooses among ``entity``, ``office``, ``claim``, ``incident``, ``series``, ``copy``, ``dispute``; without any, all are found.

    >>> import onrecord, pyarrow as pa
    >>> told = "At least {} people were killed in the flood at Varlow, the mayor, Ida Marr, said on Monday."
    >>> reports = {"id": ["a", "b"], "text": [told.format(12), told.format(14)], "published": ["2031-03-04", "2031-03-05"]}
    >>> groups, behind = onrecord.across(pa.table(reports), ["series"])
    >>> [(member["as_of"], member["low"]) for member in groups.to_pylist()[0]["members"]]
    [('2031-03-04', 12.0), ('2031-03-05', 14.0)]
    >>> behind.to_pylist()[0]["primary_sources"]
    ['ida marr']
    """
    found = json.loads(_onrecord.across(one_batch(reports), list(layers), threads, reader))
    groups = [group_row(one) for one in found]
    behind = [{"layer": one["layer"], "id": one["id"], **one["independence"]} for one in found if testifies(one["layer"])]
    return pa.RecordBatch.from_pylist(groups, schema=GROUPS), pa.RecordBatch.from_pylist(behind, schema=INDEPENDENCE)


def testifies(layer: str) -> bool:
    """Are its members told by somebody? Names, offices and whole texts are not."""
    return layer in ("claim", "incident", "series", "dispute")


def group_row(found: dict[str, Any]) -> dict[str, Any]:
    """A group as the Rust part tells it, as a row of `GROUPS`."""
    row = {name: found.get(name) for name in GROUPS.names}
    row["members"] = [_member(member) for member in found["told"]]
    row["more"] = json.dumps(found["more"], ensure_ascii=False, sort_keys=True)
    return row


def _member(told: dict[str, Any]) -> dict[str, Any]:
    point = told["body"] if told["body"]["is"] == "point" else {}
    row = {name: told.get(name) for name in ("report", "version", "finding", "outlet", "day", "start", "end", "words")}
    row["voice"] = told["voice"]["name"] if told["voice"] else None
    return row | {name: point.get(name) for name in ("as_of", "low", "high", "value")}
