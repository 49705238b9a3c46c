"""A ledger from Python: what is on record, as Arrow, and the brief."""

from __future__ import annotations

import os
from typing import Any, Literal, Optional, Union

import pyarrow as pa

from onrecord import _onrecord
from onrecord._tables import one_batch


class Ledger:
    """The append-only file that ``onrecord add`` keeps. Tables hold what stands: the current version of every report, as
    reviewers left it, without what is redacted or more sensitive than ``ceiling``.

    >>> import onrecord, tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "record.db")
    >>> ledger = onrecord.Ledger(path, writable=True)
    >>> _ = ledger.add([{"id": "a", "text": "Nine miners died, the mayor said.", "published": "2031-03-04"}])
    >>> ledger.figures().column("text").to_pylist()
    ['Nine miners']
    >>> ledger.brief().splitlines()[0]
    'REPORTS OF 4 MAR 2031 ... 1 report ...'
    """

    def __init__(self, path: Union[str, os.PathLike[str]], *, writable: bool = False, ceiling: str = "public") -> None:
        self._record = _onrecord.Record(os.fspath(path), writable, ceiling)

    def add(self, reports: Any) -> list[str]:
        """Reads reports (any table of Arrow, or a list of dicts) and puts them on record; gives their versions' names."""
        if isinstance(reports, list):
            reports = pa.Table.from_pylist(reports)
        return self._record.add(one_batch(reports))

    def add_file(self, path: Union[str, os.PathLike[str]]) -> list[str]:
        """Reads a file of any format that ``onrecord add`` takes and puts its reports on record; gives their versions' names."""
        return self._record.add_file(os.fspath(path))

    def table(self, kind: str, *, since: Optional[str] = None, until: Optional[str] = None, texts: bool = False) -> pa.RecordBatch:
        """One of the tables of ``docs/arrow.md``, of reports published from ``since`` to ``until``."""
        return pa.record_batch(self._record.table(kind, since, until, texts))

    def parquet(self, kind: str, path: Union[str, os.PathLike[str]], *, texts: bool = False) -> int:
        """Writes one of the tables as a Parquet file; gives how many rows it has."""
        return self._record.parquet(kind, os.fspath(path), texts)

    def reports(self, *, since: Optional[str] = None, until: Optional[str] = None, texts: bool = False) -> pa.RecordBatch:
        """What was published, without the texts unless they are asked for."""
        return self.table("reports", since=since, until=until, texts=texts)

    def statements(self, *, since: Optional[str] = None, until: Optional[str] = None) -> pa.RecordBatch:
        """Who said what."""
        return self.table("statements", since=since, until=until)

    def figures(self, *, since: Optional[str] = None, until: Optional[str] = None) -> pa.RecordBatch:
        """How many."""
        return self.table("figures", since=since, until=until)

    def events(self, *, since: Optional[str] = None, until: Optional[str] = None) -> pa.RecordBatch:
        """What happened, is planned, was called off."""
        return self.table("events", since=since, until=until)

    def persons(self, *, since: Optional[str] = None, until: Optional[str] = None) -> pa.RecordBatch:
        """Who is held, freed, missing, dead."""
        return self.table("persons", since=since, until=until)

    def places(self, *, since: Optional[str] = None, until: Optional[str] = None) -> pa.RecordBatch:
        """Where."""
        return self.table("places", since=since, until=until)

    def talks(self, *, since: Optional[str] = None, until: Optional[str] = None) -> pa.RecordBatch:
        """Who talks with whom."""
        return self.table("talks", since=since, until=until)

    def access(self, *, since: Optional[str] = None, until: Optional[str] = None) -> pa.RecordBatch:
        """What is open or closed."""
        return self.table("access", since=since, until=until)

    def brief(
        self,
        layout: Literal["text", "md", "html", "json"] = "text",
        *,
        since: Optional[str] = None,
        until: Optional[str] = None,
        about: Optional[str] = None,
        width: int = 100,
    ) -> str:
        """What is on record on one page: extracts and values, each with who says it."""
        return self._record.brief(layout, since, until, about, width)
