"""Tables of reports to tables of findings, through Arrow."""

from __future__ import annotations

from typing import Any, Optional

import pyarrow as pa

from onrecord import _onrecord

#: The tables there are, as ``docs/arrow.md`` lists them.
KINDS: tuple[str, ...] = (
    "reports", "statements", "figures", "events", "times", "places", "entities", "persons", "talks", "access", "not_said",
    "notices", "errors",
)  # fmt: skip


def schema(kind: str) -> pa.Schema:
    """The columns of one of `KINDS`; each field's metadata tells what it means.

    >>> import onrecord
    >>> onrecord.schema("figures").field("low").type
    DataType(double)
    """
    return pa.schema(_onrecord.schema(kind))


def by_report_schema() -> pa.Schema:
    """The columns of `by_report`: a list for each of `KINDS`, and ``drafts``."""
    return pa.schema(_onrecord.schema())


def one_batch(reports: Any) -> pa.RecordBatch:
    """Whatever speaks Arrow, as one batch: a table or batch of pyarrow, a DataFrame of pandas or polars."""
    if isinstance(reports, pa.RecordBatch):
        return reports
    table = pa.table(reports).combine_chunks()
    batches = table.to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)


def by_report(
    reports: Any, *, texts: bool = False, threads: int = 1, before: int = 0, reader: Optional[str] = None
) -> pa.RecordBatch:
    """One row for each report, which holds all its tables as lists, and the drafts by which it meets others.

    This is what one pass gives where one output is allowed, as in ``mapInArrow``.
    """
    batch = one_batch(reports)
    return pa.record_batch(_onrecord.read_by_report(batch, texts=texts, threads=threads, before=before, reader=reader))


def tables(rows: pa.RecordBatch) -> dict[str, pa.RecordBatch]:
    """The lists of `by_report` taken apart."""
    apart = {}
    for kind in KINDS:
        found = rows.column(kind).flatten()
        apart[kind] = pa.RecordBatch.from_arrays(found.flatten(), schema=schema(kind))
    return apart


def read_batch(reports: Any, *, texts: bool = False, threads: int = 1, reader: Optional[str] = None) -> dict[str, pa.RecordBatch]:
    """Everything that a table of reports puts on record, a table for each of `KINDS`.

    ``reports`` has a column ``text`` and, where known, ``id``, ``title``, ``outlet``, ``byline``, ``credit``, ``url``,
    ``published``, ``modified``, ``dateline``, ``language``, all text; other columns are passed over. A report that cannot be
    read is a row of ``errors``, and the others go on. The interpreter is let go meanwhile; with ``threads`` several
    reports are read at a time; with ``reader="swift"`` several times faster, and less often right. Whole texts are only given back where ``texts`` asks for them.

    >>> import onrecord, pyarrow as pa
    >>> found = onrecord.read_batch(pa.table({"id": ["a", "b"], "text": ["Nine miners died, the mayor said.", None]}))
    >>> found["figures"].column("measure").to_pylist()
    ['killed']
    >>> found["errors"].column("report").to_pylist()
    ['b']
    """
    return tables(by_report(reports, texts=texts, threads=threads, reader=reader))
