"""Who may change the store: whoever is on this machine, or has the operator's password."""

from __future__ import annotations

import hmac
import os
import threading
import time

from api.errors import ClosedError, PasswordError, TriesError

PASSWORD = "ZHIYIN_PASSWORD"
"""The environment variable that names the operator's password."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TRIES = 5
_WINDOW = 60.0


class Gate:
    """Says who may change the store: everybody where the server listens to this machine alone, else whoever gives the
    password. After a few wrong ones nobody is let in for a while."""

    def __init__(self, host: str | None) -> None:
        self._password = os.environ.get(PASSWORD, "")
        self.open = not self._password and (host or "127.0.0.1") in LOOPBACK
        self.closed = not self._password and not self.open
        self._failures: list[float] = []
        self._lock = threading.Lock()

    def check(self, password: str) -> None:
        """Raises ClosedError, PasswordError or TriesError."""
        if self.open:
            return
        if self.closed:
            raise ClosedError(f"这里不能修改索引：没有设置 {PASSWORD}。 The operator has set no password.")
        with self._lock:
            now = time.monotonic()
            self._failures = [at for at in self._failures if now - at < _WINDOW]
            if len(self._failures) >= _TRIES:
                raise TriesError("密码错误次数太多，请稍后再试。 Too many wrong passwords; try again later.")
            if not hmac.compare_digest(password.encode("utf-8", "replace"), self._password.encode("utf-8", "replace")):
                self._failures.append(now)
                raise PasswordError("密码不对。 Wrong password.")
