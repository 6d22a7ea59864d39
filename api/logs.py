"""The log as one JSON object a line, for machines that read it."""

from __future__ import annotations

import logging
import os
import sys

from pythonjsonlogger.json import JsonFormatter

from api.requests import request_id

FORMAT = "ZHIYIN_LOG"
"""The environment variable that may say `json`."""


def json_wanted() -> bool:
    """Whether the environment asks for JSON."""
    return os.environ.get(FORMAT, "").lower() == "json"


def log_json() -> None:
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
