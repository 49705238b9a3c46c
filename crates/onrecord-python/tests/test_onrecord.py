"""The package as a user has it: the wheel, installed."""

from __future__ import annotations

import doctest
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest

import duckdb
import onrecord
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet
from onrecord import _across, _onrecord, _tables, findings, ledger, warc

from reports import archive, reports

TEXT = "“We count 14 dead,” said Ida Marr — the mayor of Varlow 🙂. At least 30 people were hurt, two sources said."


class Tables(unittest.TestCase):
    def test_each_is_written_to_parquet_and_back(self) -> None:
        for kind, table in onrecord.read_batch(pa.Table.from_pylist(list(reports(30))), reader="swift").items():
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "table.parquet"
                pyarrow.parquet.write_table(pa.Table.from_batches([table]), path)
                self.assertEqual(pyarrow.parquet.read_table(path).to_pylist(), table.to_pylist(), kind)


class Read(unittest.TestCase):
    def test_offsets_are_code_points(self) -> None:
        reading = onrecord.read(TEXT, published="2031-03-04", outlet="Northern Wire", id="a")
        self.assertEqual((reading.report.id, reading.report.outlet), ("a", "Northern Wire"))
        self.assertGreaterEqual(len(reading.figures), 2)
        for one in [*reading.figures, *reading.events, *reading.places, *(it for st in reading.statements for it in st.content)]:
            self.assertEqual(TEXT[one.start : one.end], one.text)

    def test_every_field_of_the_wire_is_an_attribute(self) -> None:
        for report in reports(20):
            reading = onrecord.read(report["text"], published=report["published"])
            for kind in ("statements", "figures", "events", "times", "places", "entities", "persons", "talks", "access"):
                for found, wire in zip(getattr(reading, kind), reading.wire[kind], strict=True):
                    lost = [name for name in wire if not hasattr(found, name) and not hasattr(found, f"{name}_")]
                    self.assertEqual(lost, [], kind)

    def test_the_command_line_gives_the_same_schema_names(self) -> None:
        for kind in onrecord.KINDS:
            self.assertEqual(onrecord.schema(kind).metadata, {b"onrecord": kind.encode()})
        with self.assertRaises(ValueError):
            onrecord.schema("truths")

    def test_an_empty_text_is_a_report_with_nothing_in_it(self) -> None:
        self.assertEqual(onrecord.read("").statements, [])


class Batches(unittest.TestCase):
    def setUp(self) -> None:
        self.rows = list(reports(40))
        self.found = onrecord.read_batch(pa.Table.from_pylist(self.rows))

    def test_all_ways_in_give_the_same(self) -> None:
        table = pa.Table.from_pylist(self.rows)
        views = table.cast(pa.schema([(name, pa.string_view()) for name in table.column_names]))
        ways = [pandas.DataFrame(self.rows), polars.DataFrame(self.rows), table.to_batches()[0], views]
        ways.append(table.cast(pa.schema([(name, pa.large_string()) for name in table.column_names])))
        for way in ways:
            self.assertEqual(onrecord.read_batch(way), self.found, type(way))
        self.assertEqual(onrecord.read_batch(table, threads=3), self.found)
        self.assertEqual(onrecord.read_batch(table.slice(7)), onrecord.read_batch(pa.Table.from_pylist(self.rows[7:])))

    def test_a_batch_says_what_single_reports_say(self) -> None:
        for kind in ("statements", "figures", "events", "persons"):
            alone = [one for row in self.rows for one in onrecord.read(**row).wire[kind]]
            self.assertEqual(self.found[kind].column("id").to_pylist(), [one["id"] for one in alone])
        for figure, row in zip(self.found["figures"].to_pylist(), [r for r in self.rows for _ in onrecord.read(**r).figures]):
            self.assertEqual(row["text"][figure["start"] : figure["end"]], figure["text"])

    def test_what_fails_is_a_row_and_the_others_go_on(self) -> None:
        long = "x" * (21 << 20)
        found = onrecord.read_batch(pa.table({"id": ["a", "b", "c"], "text": ["Nine miners died.", None, long]}))
        self.assertEqual(found["errors"].column("report").to_pylist(), ["b", "c"])
        self.assertIn("text", found["errors"].column("error")[0].as_py())
        self.assertEqual(found["reports"].num_rows, 1)

    def test_no_text_is_an_error(self) -> None:
        with self.assertRaisesRegex(ValueError, 'no column "text"'):
            onrecord.read_batch(pa.table({"body": ["x"]}))
        with self.assertRaisesRegex(ValueError, "not text"):
            onrecord.read_batch(pa.table({"text": [1]}))

    def test_nothing_gives_empty_tables(self) -> None:
        found = onrecord.read_batch(pa.table({"text": pa.array([], pa.string())}))
        self.assertEqual({kind: batch.num_rows for kind, batch in found.items()}, dict.fromkeys(onrecord.KINDS, 0))

    def test_texts_are_given_back_only_where_asked_for(self) -> None:
        self.assertEqual(self.found["reports"].column("text").null_count, 40)
        found = onrecord.read_batch(pa.Table.from_pylist(self.rows), texts=True)
        self.assertEqual(found["reports"].column("text").to_pylist(), [row["text"] for row in self.rows])

    def test_the_interpreter_is_let_go(self) -> None:
        done = threading.Event()
        ticks = 0

        def read() -> None:
            onrecord.read_batch(pa.Table.from_pylist(self.rows * 5))
            done.set()

        thread = threading.Thread(target=read)
        thread.start()
        while not done.wait(0.001):
            ticks += 1
        thread.join()
        self.assertGreater(ticks, 3)


class Files(unittest.TestCase):
    def test_others_read_what_is_written(self) -> None:
        folder = pathlib.Path(tempfile.mkdtemp())
        record = onrecord.Ledger(folder / "record.db", writable=True)
        rows = list(reports(30))
        record.add(pa.Table.from_pylist(rows))
        for kind in onrecord.KINDS:
            path = folder / f"{kind}.parquet"
            count = record.parquet(kind, path, texts=True)
            table = pyarrow.parquet.read_table(path)
            self.assertEqual(table.schema, onrecord.schema(kind), kind)
            for batch in table.combine_chunks().to_batches():
                self.assertEqual(batch, record.table(kind, texts=True), kind)
            counted = duckdb.sql(f"select count(*) from '{path}'").fetchall()[0]
            self.assertEqual((table.num_rows, counted), (count, (count,)), kind)
        texts = duckdb.sql(
            f"""select count(*), count(*) filter (substring(r.text, f.start + 1, f."end" - f.start) = f.text)
            from '{folder}/figures.parquet' f join '{folder}/reports.parquet' r using (version)"""
        ).fetchall()[0]
        self.assertGreater(texts[0], 30)
        self.assertEqual(texts[0], texts[1])
        chains = duckdb.sql(f"select chain[-1].name from '{folder}/statements.parquet' where act = 'deny'").fetchall()
        self.assertIn(("Civil Protection Agency",), [(name.removeprefix("the "),) for (name,) in chains if name])

    def test_a_ledger_that_is_not_there_is_an_os_error(self) -> None:
        with self.assertRaises(OSError):
            onrecord.Ledger("/nowhere/record.db")


class Across(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.table = pa.Table.from_pylist(list(reports(40)))
        cls.groups, cls.behind = onrecord.across(cls.table, reader="swift")

    def test_nothing_depends_on_the_order(self) -> None:
        back = self.table.take(list(range(self.table.num_rows))[::-1])
        self.assertEqual(onrecord.across(back, threads=2, reader="swift"), (self.groups, self.behind))

    def test_every_layer_has_groups_with_their_members(self) -> None:
        texts = {row["id"]: row["text"] for row in self.table.to_pylist()}
        layers = {}
        for group in self.groups.to_pylist():
            layers[group["layer"]] = layers.get(group["layer"], 0) + 1
            self.assertTrue(group["members"], group)
            for member in group["members"]:
                if member["start"] is not None:
                    # What stands apart is told with a mark between the pieces.
                    first = member["words"].split(" … ")[0]
                    self.assertTrue(texts[member["report"]][member["start"] : member["end"]].startswith(first), member)
        self.assertLessEqual({"entity", "claim", "incident", "series", "copy"}, set(layers))
        self.assertEqual(set(onrecord.across(self.table, ["series"], reader="swift")[0].column("layer").to_pylist()), {"series"})

    def test_parts_folded_apart_are_the_same(self) -> None:
        """What Apache Spark does by joins, in the plainest way."""
        found = []
        rows = onrecord.by_report(self.table, texts=True, reader="swift").to_pylist()
        texts = {row["reports"][0]["version"]: row["reports"][0]["text"] for row in rows}
        for layer, least in _onrecord.layers():
            drafts = [draft for row in rows for draft in row["drafts"] if draft["layer"] == layer]
            lead = {draft["block"]: draft["block"] if least else draft["keys"][0] for draft in drafts}
            for one, other in itertools.combinations(drafts, 2) if least else ():
                shared = len(set(one["keys"]) & set(other["keys"]))
                if shared >= least and _onrecord.join([(one["draft"], other["draft"], shared)]) == [True]:
                    low, high = sorted((lead[one["block"]], lead[other["block"]]))
                    lead = {block: low if it == high else it for block, it in lead.items()}
            for together in set(lead.values()):
                of = [draft for draft in drafts if lead[draft["block"]] == together]
                pairs = [(draft["draft"], texts[json.loads(draft["draft"])["version"]]) for draft in of]
                found += [_across.group_row(it) for it in json.loads(_onrecord.fold(layer, together, pairs))]
        apart = pa.RecordBatch.from_pylist(found, schema=_across.GROUPS).to_pylist()
        self.assertEqual(sorted(map(repr, apart)), sorted(map(repr, self.groups.to_pylist())))

    def test_a_layer_that_is_none_is_an_error(self) -> None:
        with self.assertRaisesRegex(ValueError, "truth"):
            onrecord.across(self.table, ["truth"])


class Archives(unittest.TestCase):
    def test_ranges_give_every_record_once(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("pages.warc.gz", "pages.warc"):
                path = pathlib.Path(folder) / name
                archive(path, 30)
                whole = [row for batch in warc.reports(str(path)) for row in batch.to_pylist()]
                self.assertEqual([row["text"] for row in whole], [row["text"] for row in reports(30)])
                self.assertEqual([row["published"] for row in whole], [row["published"] for row in reports(30)])
                for size in (path.stat().st_size // 7, 997, 1 << 20):
                    apart = [row for piece in warc.ranges([str(path)], size) for it in warc.reports(*piece) for row in it.to_pylist()]
                    self.assertEqual(apart, whole, (name, size))

    def test_what_is_no_report_is_a_row_of_errors(self) -> None:
        found = onrecord.read_batch(pa.table({"id": ["a"], "text": [None], "error": ["no article in the page"]}, schema=pa.schema(
            [("id", pa.string()), ("text", pa.string()), ("error", pa.string())])))  # fmt: skip
        self.assertEqual(found["errors"].column("error").to_pylist(), ["no article in the page"])
        with tempfile.TemporaryDirectory() as folder:
            (path := pathlib.Path(folder) / "text.warc").write_text("Nine miners died.")
            with self.assertRaisesRegex(ValueError, "WARC"):
                list(warc.reports(str(path)))


class Docs(unittest.TestCase):
    def test_examples_run(self) -> None:
        for module in (onrecord, _across, _tables, findings, ledger, warc):
            failed, tried = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
            self.assertEqual(failed, 0, module)
            self.assertGreater(tried, 0, module)

    def test_the_page_of_the_package_runs(self) -> None:
        page = pathlib.Path(__file__).parent.parent / "README.md"
        failed, tried = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
        self.assertEqual((failed, tried > 0), (0, True))

    def test_the_package_is_typed(self) -> None:
        home = pathlib.Path(onrecord.__file__).parent
        self.assertTrue((home / "py.typed").exists())
        stub = (home / "_onrecord.pyi").read_text()
        for name in dir(_onrecord):
            if not name.startswith("_"):
                self.assertIn(name, stub)

    def test_the_module_starts_no_thread_and_needs_no_spark(self) -> None:
        code = "import onrecord, threading, sys; onrecord.read('x'); print(threading.active_count(), 'pyspark' in sys.modules)"
        printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        self.assertEqual(printed.stdout.split(), ["1", "False"])


if __name__ == "__main__":
    unittest.main()
