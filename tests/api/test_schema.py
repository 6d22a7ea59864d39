"""`python -m api openapi`, as a program reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from starlette.testclient import TestClient

LINE = [sys.executable, "-m", "api", "openapi"]


def test_the_schema_that_is_printed_is_the_one_that_is_served(
    client: TestClient, root: Path, offline_environment: dict[str, str]
) -> None:
    done = subprocess.run(LINE, cwd=root, env=offline_environment, capture_output=True, check=True)
    assert json.loads(done.stdout) == client.get("/api/openapi.json").json()


def test_a_reader_that_has_had_enough_is_no_error(root: Path, offline_environment: dict[str, str]) -> None:
    with subprocess.Popen(
        LINE, cwd=root, env=offline_environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as printing:
        assert printing.stdout is not None
        assert printing.stderr is not None
        printing.stdout.close()
        assert printing.stderr.read() == b""
    assert printing.returncode == 0
