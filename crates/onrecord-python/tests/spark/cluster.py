"""A real standalone Apache Spark on this machine: a master and workers, each a process of its own, on loopback."""

from __future__ import annotations

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import pyspark
from pyspark.sql import SparkSession


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """Master and ``workers`` workers of one core each; ``with`` ends them all."""

    def __init__(self, folder: pathlib.Path, workers: int = 2) -> None:
        self.folder = folder
        self.port = free_port()
        self.home = pathlib.Path(pyspark.__file__).parent
        self.env = {
            **os.environ,
            "SPARK_HOME": str(self.home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_DAEMON_MEMORY": "512m",
        }
        os.environ.update(self.env)
        self.processes: list[subprocess.Popen[bytes]] = []
        master = ["--host", "127.0.0.1", "--port", str(self.port), "--webui-port", str(free_port())]
        self._start("org.apache.spark.deploy.master.Master", master, "master")
        self.workers = [self._worker(number) for number in range(workers)]
        self._wait_for(workers)

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        own = ["--host", "127.0.0.1", "--webui-port", str(free_port()), "--cores", "1", "--memory", "1500m"]
        own += ["--work-dir", str(self.folder / f"worker-{number}"), f"spark://127.0.0.1:{self.port}"]
        return self._start("org.apache.spark.deploy.worker.Worker", own, f"worker-{number}")

    def _start(self, name: str, arguments: list[str], log: str) -> subprocess.Popen[bytes]:
        command = [str(self.home / "bin" / "spark-class"), name, *arguments]
        with (self.folder / f"{log}.log").open("wb") as out:
            # A group of its own, so that a worker can be killed together with its executors.
            process = subprocess.Popen(command, env=self.env, stdout=out, stderr=out, start_new_session=True)
        self.processes.append(process)
        return process

    def _wait_for(self, workers: int) -> None:
        for _ in range(600):
            if (self.folder / "master.log").read_text(errors="replace").count("Registering worker") >= workers:
                return
            time.sleep(0.2)
        raise RuntimeError((self.folder / "master.log").read_text(errors="replace")[-2000:])

    def session(self, cores: int = 2) -> SparkSession:
        """A driver of this cluster."""
        return (
            SparkSession.builder.master(f"spark://127.0.0.1:{self.port}")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.memory", "1g")
            .config("spark.executor.cores", "1")
            .config("spark.cores.max", str(cores))
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.sql.warehouse.dir", str(self.folder / "warehouse"))
            .getOrCreate()
        )

    def kill(self, number: int) -> None:
        """Kills a worker and its executors, as a machine that dies does."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
