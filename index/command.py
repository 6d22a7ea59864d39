"""What the commands of all packages share: how errors end them."""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import os
import sys
from collections.abc import Callable

from index.terminal import OneLine, VisibleOutput, one_line

OK = 0
FAILED = 2
INTERRUPTED = 130


def run_command(command: Callable[[], None], errors: tuple[type[Exception], ...]) -> int:
    """Run a command; the exit status. One of `errors` ends it with status 2 and one line on stderr, Ctrl-C with 130.
    Nothing that it prints or logs steers the terminal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(OneLine("%(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
    try:
        with contextlib.redirect_stdout(VisibleOutput(sys.stdout)):
            command()
        sys.stdout.flush()
    except errors as error:
        print(f"错误 error: {one_line(str(error))}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("已中断。 Interrupted.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def above_0(text: str) -> float:
    """A number above 0, as an argument. Raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"应为大于 0 的数，不是 {text!r} (a number above 0)")
    return value
