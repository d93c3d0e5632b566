"""The dashboard as a process of its own, and what that process has used."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

APP = Path(__file__).resolve().parents[1] / "app.py"
STARTS_WITHIN_SECONDS = 60
FLAGS = (
    "--server.headless=true",
    "--server.address=127.0.0.1",
    "--server.fileWatcherType=none",
    "--client.showErrorDetails=full",
)


@dataclass(frozen=True)
class Server:
    """A running dashboard; `seconds_to_health` from the start of the process to the first healthy answer."""

    url: str
    pid: int
    seconds_to_health: float

    def cpu_seconds(self) -> float:
        """CPU time of all its threads so far, with the kernel's nanoseconds."""
        return time.clock_gettime(_process_clock(self.pid))

    def resident_mb(self) -> float:
        """Memory it holds now, in megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kilobytes) / 1024


@contextmanager
def serving(app: Path = APP) -> Iterator[Server]:
    """Start the dashboard on a free port, wait until it is healthy, and end it afterwards.

    Raises RuntimeError with its output if it ends by itself.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}", *FLAGS]
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=app.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for_health(url, process)
        yield Server(url, process.pid, time.perf_counter() - start)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_health(url: str, process: subprocess.Popen[str]) -> None:
    end = time.perf_counter() + STARTS_WITHIN_SECONDS
    while time.perf_counter() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the dashboard ended: {process.stdout.read() if process.stdout else ''}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            # Sooner if the dashboard ends meanwhile.
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.02)
    raise RuntimeError(f"the dashboard was not healthy within {STARTS_WITHIN_SECONDS} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _process_clock(pid: int) -> int:
    """The kernel's number of another process's CPU clock, `CPUCLOCK_SCHED` of <linux/posix-timers.h>."""
    return (~pid << 3) | 2
