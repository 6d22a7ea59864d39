"""Starts the reading process, asks it for files, and ends it when a file takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus.frames import Reading, receive, send, to_json, unpacked
from corpus.limits import Limits

_ROOT = Path(__file__).resolve().parent.parent
_SECONDS_TO_START = 60.0
"""For starting Python and importing a parser on a busy machine; reading a file has its own limit."""
_MOST_ENDS = 3
"""An archive that ends the process this often is given up."""


class ReadingProcess:
    """Reads files in a process of its own, which starts with the first of them and serves all. Close it at the end."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, raw: bytes, suffix: str) -> Iterator[Reading]:
        """What became of a file of these bytes, whose name ends in `suffix`, or of every member of an archive. Comes
        back within `Limits.seconds` for each. A file that takes longer, or ends the process, is a reading with that
        reason; of an archive, the members behind it are read all the same."""
        first = 0
        for _ in range(_MOST_ENDS):
            begun: tuple[int, str] | None = None
            request = to_json({"suffix": suffix, "limits": asdict(self._limits), "first": first})
            answers = self._answers(request, raw)
            try:
                for fields in answers:
                    if "begun" in fields:
                        begun = fields["begun"], fields["name"]
                    elif "reading" in fields:
                        yield unpacked(fields["reading"])
                return
            except _EndedError as ended:
                yield Reading(begun[1] if begun else "", None, str(ended))
                if begun is None:
                    return
                first = begun[0] + 1
            finally:
                answers.close()
        yield Reading(
            "", None, f"有 {_MOST_ENDS} 个成员无法读取，放弃其余成员。 Too many of its members cannot be read."
        )

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()  # between files it holds nothing that could be lost
        for stream in (process.stdin, process.stdout):
            if stream:
                with contextlib.suppress(OSError):  # what was not written yet has no reader any more
                    stream.close()
        process.wait()

    def _answers(self, request: bytes, raw: bytes) -> Generator[dict[str, Any], None, None]:
        """The answers to a request up to its end; whoever stops in the middle ends the process."""
        process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        complete = False
        seconds = max(_SECONDS_TO_START, self._limits.seconds)
        try:
            with _Watch(process, seconds) as watch:
                try:
                    send(process.stdin, request)
                    send(process.stdin, raw)
                    message = receive(process.stdout)
                except OSError:
                    message = None
            while message is not None:
                fields = json.loads(message)
                complete = "end" in fields
                if complete:
                    return
                yield fields
                seconds = self._limits.seconds
                with _Watch(process, seconds) as watch:
                    message = receive(process.stdout)
            if watch.late:
                raise _EndedError(f"读取超过 {seconds:g} 秒（seconds）。 Reading it took longer than the limit.")
            raise _EndedError("读取进程中止，可能内存不足（memory_bytes）。 The process that read it died.")
        finally:
            if not complete:
                self.close()

    def _started(self) -> subprocess.Popen[bytes]:
        search = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        # Safe: a module that lies in the folder where the user stands is not taken for a library.
        environment = {**os.environ, "PYTHONPATH": search, "PYTHONSAFEPATH": "1", "PYTHONWARNINGS": "ignore"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "corpus.reading", str(self._limits.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        return self._process


class _EndedError(Exception):
    """The process ended before it had answered."""


class _Watch:
    """Kills a process that is not done when the time is up, which ends any waiting for what it writes."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self.late = False

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.late = True
        self._process.kill()
