"""How fast and in how little memory an archive is read: the reader alone, the program end to end, Apache Spark with two workers.

    python bench/scale.py PROGRAM REPORTS [REPORTS ...]

Prints one JSON list: for each number of reports and each way, words per second by the clock on the wall, its share of the reader's own by
the clock and by processor time (which what else the machine does moves less), and the peak of resident memory. All ways use the reader `swift` and two cores, one beside the other, so that whatever else the machine does weighs on all. The archive is a
WARC file of invented pages (crates/onrecord-python/tests/reports.py).

The reader's own rate is that from raw text to its tags (words, syntax, names, who is who) and no further, texts in memory, on as many
threads; it is taken before and after each way, and the mean stands. "The engine in memory" adds what rules find in the tags, and
nothing that reads files or writes.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TESTS = HERE.parent / "crates/onrecord-python/tests"
sys.path[:0] = [str(TESTS), str(TESTS / "spark")]

from reports import archive, reports  # noqa: E402

#: Reports of which the reader's own rate is taken.
ALONE = 2000
READER = "swift"


#: Runs a command, and tells on standard error how it ended, its peak of memory and its seconds of processor time. A process of its own:
#: the peak of a child begins with that of the process which starts it, and this one holds a reader.
WATCHED = """
import json, os, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(child.pid, 0)
print(json.dumps([status, usage.ru_maxrss, usage.ru_utime + usage.ru_stime]), file=sys.stderr)
"""


def alone(count: str) -> tuple[float, float]:
    """Words per second of the clock and of processor time with nothing around: texts in memory, what is found thrown away, two threads."""
    import pyarrow as pa
    from onrecord import _onrecord

    rows = list(reports(ALONE))
    batch = pa.Table.from_pylist(rows).combine_chunks().to_batches()[0]
    counted = getattr(_onrecord, count)
    counted(batch.slice(0, 20), 2, READER)
    started, worked = time.monotonic(), time.process_time()
    counted(batch, 2, READER)
    words = sum(len(row["text"].split()) for row in rows)
    return words / (time.monotonic() - started), words / (time.process_time() - worked)


def program(command: list[str], folder: pathlib.Path) -> tuple[float, float, float]:
    """Seconds by the clock and of processor time, and peak megabytes, of a command of the program on two threads; what it prints goes into a
    file."""
    with (folder / "out").open("wb") as out:
        started = time.monotonic()
        watched = [sys.executable, "-c", WATCHED, *command]
        environment = {**os.environ, "RAYON_NUM_THREADS": "2"}
        child = subprocess.run(watched, stdout=out, stderr=subprocess.PIPE, text=True, env=environment)
        seconds = time.monotonic() - started
    status, kilobytes, processor = json.loads(child.stderr.splitlines()[-1])
    if status:
        raise SystemExit(f"{command} failed: {child.stderr}")
    return seconds, processor, kilobytes * 1024 / 1e6


def on_spark(folder: pathlib.Path, paths: list[pathlib.Path]) -> list[float]:
    """Seconds of each, WARC to Parquet, on two workers of one core; the session stands, the first reading warms it."""
    from cluster import Cluster
    from onrecord import spark

    with Cluster(folder) as cluster:
        session = cluster.session()
        seconds = []
        warm = folder / "warm.warc.gz"
        archive(warm, 40)
        spark.by_report(spark.warc(session, [str(warm)], size=1 << 14), reader=READER).count()
        for path in paths:
            started = time.monotonic()
            frame = spark.warc(session, [str(path)], size=path.stat().st_size // 16 + 1)
            spark.write(frame, str(folder / f"{path.name}.parquet"), reader=READER)
            seconds.append(time.monotonic() - started)
        session.stop()
        return seconds


def main() -> None:
    command, counts = sys.argv[1], [int(word) for word in sys.argv[2:]]
    scores = []

    def score(metric: str, data: str, value: float) -> None:
        scores.append({"metric": metric, "data": data, "value": value})
        print(f"{data}: {metric} {value:.1f}", file=sys.stderr)

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        paths = [folder / f"reports-{count}.warc.gz" for count in counts]
        words = [archive(path, count) for path, count in zip(paths, counts)]
        rates = []
        for count, path, many in zip(counts, paths, words):
            data = f"scale {count} reports"
            ways = {
                "read": [command, "read", "--reader", READER, "--json", str(path)],
                "add": [command, "add", "--reader", READER, "--ledger", str(folder / f"{count}.db"), str(path)],
            }
            tags = [alone("count_tokens")]
            engine = alone("count_findings")
            for way, line in ways.items():
                seconds, processor, megabytes = program(line, folder)
                tags.append(alone("count_tokens"))
                clock, worked = (statistics.mean(rate) for rate in zip(*tags[-2:]))
                score(f"words per second of {way}", data, many / seconds)
                score(f"{way} of the reader alone percent", data, 100 * many / seconds / clock)
                score(f"{way} of the reader alone percent of processor time", data, 100 * many / processor / worked)
                score(f"{way} of the engine in memory percent of processor time", data, 100 * many / processor / engine[1])
                score(f"{way} peak MB", data, megabytes)
            rates.append(statistics.mean(clock for clock, _ in tags))
            score("words per second of the reader alone", data, rates[-1])
            score("words per second of the engine in memory", data, engine[0])
        if importlib.util.find_spec("pyspark"):
            for count, many, seconds, rate in zip(counts, words, on_spark(folder, paths), rates):
                data = f"scale {count} reports"
                score("words per second on Spark", data, many / seconds)
                score("Spark of the reader alone percent", data, 100 * many / seconds / rate)
    print(json.dumps(scores))


if __name__ == "__main__":
    main()
