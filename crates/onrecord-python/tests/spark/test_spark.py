"""The functions for Apache Spark on a real cluster, one of whose workers dies: the same bits as on one machine."""

from __future__ import annotations

import pathlib
import sys
import tempfile
import threading
import time
import unittest

import onrecord
import pyarrow as pa
from onrecord import spark

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from cluster import Cluster  # noqa: E402
from reports import reports  # noqa: E402

REPORTS = 2000


def told(rows: list) -> list[str]:
    """Rows of Spark or Arrow so that every bit of them counts, and their order does not."""
    return sorted(repr(row) for row in rows)


def rows_of(frame) -> list[dict]:
    return [row.asDict(recursive=True) for row in frame.collect()]


class OnACluster(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.cluster = Cluster(cls.folder)
        cls.session = cls.cluster.session()
        cls.addClassCleanup(cls.cluster.__exit__)
        cls.addClassCleanup(cls.session.stop)
        cls.table = pa.Table.from_pylist([*reports(REPORTS), {"id": "broken", "text": None}])
        import pyarrow.parquet

        pyarrow.parquet.write_table(cls.table, cls.folder / "reports.parquet")
        frame = cls.session.read.parquet(str(cls.folder / "reports.parquet")).repartition(16)
        died = threading.Event()

        def kill_when_half_is_done() -> None:
            written = cls.folder / "read"
            while len(list(written.rglob("*.parquet"))) < 3:
                time.sleep(0.05)
            cls.cluster.kill(0)
            died.set()

        threading.Thread(target=kill_when_half_is_done, daemon=True).start()
        spark.by_report(frame).write.parquet(str(cls.folder / "read"))
        assert died.is_set(), "the work was done before a worker could be killed"
        cls.rows = cls.session.read.parquet(str(cls.folder / "read"))

    def test_tables_are_those_of_one_machine(self) -> None:
        apart = spark.tables(self.rows)
        whole = onrecord.read_batch(self.table, texts=True, threads=2)
        self.assertEqual(set(apart), set(whole))
        for kind in onrecord.KINDS:
            if kind == "errors":
                continue
            self.assertEqual(told(rows_of(apart[kind])), told(whole[kind].to_pylist()), kind)
        (error,) = rows_of(apart["errors"])
        self.assertEqual((error["report"], error["error"]), ("broken", whole["errors"].column("error")[0].as_py()))

    def test_copies_are_those_of_one_machine(self) -> None:
        whole = onrecord.copies(self.table.slice(0, REPORTS)).to_pylist()
        self.assertGreater(len(whole), 100)
        self.assertEqual(told(rows_of(spark.near_copies(self.rows))), told(whole))

    def test_series_and_independence_are_those_of_one_machine(self) -> None:
        series, behind = onrecord.series(self.table, threads=2)
        found = spark.series(self.rows).persist()
        self.assertEqual(told(rows_of(found)), told(series.to_pylist()))
        self.assertEqual(told(rows_of(spark.independence(self.rows, found))), told(behind.to_pylist()))
        self.assertGreater(len(series), 10)

    def test_a_name_has_one_key(self) -> None:
        shared = {row["key"]: row["shared"] for row in rows_of(spark.names(self.rows))}
        self.assertEqual(shared["interior minister dorin halveg"], shared["dorin halveg"])


if __name__ == "__main__":
    unittest.main()
