"""A server that `python app.py` starts in a process of its own."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Protocol
from urllib.error import URLError


class Served:
    """A page served by `python app.py` in a process of its own."""

    def __init__(self, root: Path, environment: dict[str, str], store: Path, log: Path, *options: str) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-u", "app.py", "--store", str(store), *options],
                cwd=root, env=environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.address = self._wait()

    @property
    def process(self) -> int:
        return self._process.pid

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def _wait(self) -> str:
        for _ in range(600):
            found = re.search(r"http://[\d.]+:(\d+)", self.log)
            if found:
                address = f"http://127.0.0.1:{found.group(1)}"
                try:
                    with urllib.request.urlopen(address):
                        return address
                except URLError:
                    pass
            assert self._process.poll() is None, self.log
            time.sleep(0.1)
        raise AssertionError(self.log)

    def kill(self) -> None:
        """End it, if it still runs."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """The exit status after Ctrl-C."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(timeout=30)


class Start(Protocol):
    """Starts a server over a store."""

    def __call__(self, store: Path, *options: str, **settings: str) -> Served: ...
