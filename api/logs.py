"""The log as one JSON object a line, for machines that read it."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator

from pythonjsonlogger.json import JsonFormatter

from api.requests import request_id

FORMAT = "ZHIYIN_LOG"
"""The environment variable that may say `json`."""


def json_wanted() -> bool:
    """Whether the environment asks for JSON."""
    return os.environ.get(FORMAT, "").lower() == "json"


@contextlib.contextmanager
def logged(*, as_json: bool) -> Iterator[None]:
    """Serve within it: quietly, or, `as_json`, with a log of which every line is JSON. Then Ctrl-C ends it without the
    line for people that commands end with."""
    if not as_json:
        yield
        return
    _log_json()
    with contextlib.suppress(KeyboardInterrupt):
        yield


def _log_json() -> None:
    """From now on, log to stderr as JSON, every request among it, with the id of the request that it is about."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            ["levelname", "name", "message", "request_id"], timestamp=True, json_ensure_ascii=False,
            rename_fields={"levelname": "level"},
        )
    )  # fmt: skip
    handler.addFilter(_with_request_id)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("api").setLevel(logging.INFO)


def _with_request_id(record: logging.LogRecord) -> bool:
    if not hasattr(record, "request_id"):
        record.request_id = request_id.get()
    return True
