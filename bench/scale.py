"""How fast and in how little memory an archive is read: the reader alone, the program end to end, Apache Spark with two workers.

    python bench/scale.py PROGRAM REPORTS [REPORTS ...]

Prints one JSON list: for each number of reports and each way, words per second by the clock on the wall, and the peak of resident
memory. All ways use the reader `swift` and two cores, one beside the other, so that whatever else the machine does weighs on all. The archive is a
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


def alone(count: str) -> float:
    """Words per second with nothing around: texts in memory, what is found thrown away, two threads."""
    import pyarrow as pa
    from onrecord import _onrecord

    rows = list(reports(ALONE))
    batch = pa.Table.from_pylist(rows).combine_chunks().to_batches()[0]
    counted = getattr(_onrecord, count)
    counted(batch.slice(0, 20), 2, READER)
    started = time.monotonic()
    counted(batch, 2, READER)
    return sum(len(row["text"].split()) for row in rows) / (time.monotonic() - started)


def program(command: list[str], folder: pathlib.Path) -> tuple[float, float]:
    """Seconds and peak megabytes of a command of the program, on two threads; what it prints goes into a file."""
    with (folder / "out").open("wb") as out:
        started = time.monotonic()
        child = subprocess.Popen(command, stdout=out, env={**os.environ, "RAYON_NUM_THREADS": "2"})
        _, status, usage = os.wait4(child.pid, 0)
        if status:
            raise SystemExit(f"{command} failed")
        return time.monotonic() - started, usage.ru_maxrss * 1024 / 1e6


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
            spark.by_report(frame, reader=READER).write.parquet(str(folder / f"{path.name}.parquet"))
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
                seconds, megabytes = program(line, folder)
                tags.append(alone("count_tokens"))
                score(f"words per second of {way}", data, many / seconds)
                score(f"{way} of the reader alone percent", data, 100 * many / seconds / statistics.mean(tags[-2:]))
                score(f"{way} of the engine in memory percent", data, 100 * many / seconds / engine)
                score(f"{way} peak MB", data, megabytes)
            rates.append(statistics.mean(tags))
            score("words per second of the reader alone", data, rates[-1])
            score("words per second of the engine in memory", data, engine)
        if importlib.util.find_spec("pyspark"):
            for count, many, seconds, rate in zip(counts, words, on_spark(folder, paths), rates):
                data = f"scale {count} reports"
                score("words per second on Spark", data, many / seconds)
                score("Spark of the reader alone percent", data, 100 * many / seconds / rate)
    print(json.dumps(scores))


if __name__ == "__main__":
    main()
