"""The functions for Apache Spark on a real cluster, one of whose workers dies: the same bits as on one machine."""

from __future__ import annotations

import os
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
from reports import archive, reports  # noqa: E402

#: The quick one: what is compared here hangs on no reader.
READER = "swift"
REPORTS = int(os.environ.get("ONRECORD_SPARK_REPORTS", "2000"))


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
        cls.written = spark.write(frame, str(cls.folder / "read"), reader=READER)
        assert died.is_set(), "the work was done before a worker could be killed"
        cls.rows = cls.session.read.parquet(str(cls.folder / "read"))

    def test_tables_are_those_of_one_machine(self) -> None:
        apart = spark.tables(self.rows)
        whole = onrecord.read_batch(self.table, texts=True, threads=2, reader=READER)
        self.assertEqual(set(apart), set(whole))
        for kind in onrecord.KINDS:
            if kind == "errors":
                continue
            self.assertEqual(told(rows_of(apart[kind])), told(whole[kind].to_pylist()), kind)
        (error,) = rows_of(apart["errors"])
        (same,) = whole["errors"].to_pylist()
        # Which row it was is counted within a task.
        plain = [(one["report"], one["error"].partition(": ")[2]) for one in (error, same)]
        self.assertEqual(plain[0], plain[1])

    def test_what_follows_across_is_what_one_machine_finds(self) -> None:
        groups, behind = onrecord.across(self.table, threads=2, reader=READER)
        layers = {layer: groups.column("layer").to_pylist().count(layer) for layer in ("entity", "claim", "incident", "series", "copy")}
        self.assertGreater(min(layers.values()), 1, layers)
        found = spark.across(self.rows).persist()
        self.assertEqual(told(rows_of(found)), told(groups.to_pylist()))
        self.assertEqual(told(rows_of(spark.independence(self.rows, found))), told(behind.to_pylist()))

    def test_what_workers_write_is_what_spark_would_write(self) -> None:
        self.assertEqual(self.written, REPORTS + 1)
        frame = self.session.read.parquet(str(self.folder / "reports.parquet")).limit(40)
        spark.write(frame, str(self.folder / "by workers"), reader=READER)
        spark.by_report(frame, reader=READER).write.parquet(str(self.folder / "by spark"))
        by_workers, by_spark = (self.session.read.parquet(str(self.folder / name)) for name in ("by workers", "by spark"))
        self.assertEqual(by_workers.schema, by_spark.schema)
        self.assertEqual(told(rows_of(by_workers)), told(rows_of(by_spark)))
        self.assertTrue((self.folder / "by workers" / "_SUCCESS").exists())
        self.assertFalse([file for file in (self.folder / "by workers").iterdir() if file.name.startswith("_part")])

    def test_nothing_is_written_over(self) -> None:
        with self.assertRaises(FileExistsError):
            spark.write(self.rows.limit(0), str(self.folder / "read"))

    def test_an_archive_is_read_by_ranges_of_bytes(self) -> None:
        path = self.folder / "pages.warc.gz"
        archive(path, 60)
        found = spark.warc(self.session, [str(path)], size=path.stat().st_size // 5)
        self.assertEqual(sorted(row["text"] for row in rows_of(found)), sorted(row["text"] for row in reports(60)))


if __name__ == "__main__":
    unittest.main()
