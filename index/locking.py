"""The writer lock of a store: one process at a time changes it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import filelock

from index.errors import StoreLockedError, StoreMismatchError, StoreWriteError
from index.generations import LOCK, UNFINISHED, is_foreign, unfinished

_HOLDER = ".writer"


@contextlib.contextmanager
def writing(store: Path) -> Iterator[None]:
    """Hold the store's writer lock, so that one process at a time writes it.

    Raises StoreLockedError at once when another process holds it, StoreMismatchError when the folder holds something
    that is not a store, StoreWriteError when it cannot be made.
    """
    lock = filelock.FileLock(store / LOCK, timeout=0)
    try:
        if is_foreign(store):
            raise StoreMismatchError(
                f"{store} 不是索引，且不是空文件夹；请换一个 --store。 A folder of something else; name another."
            )
        store.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout as error:
        raise StoreLockedError(
            f"另一个进程{_holder(store)}正在写索引 {store}，请等它结束。"
            " Another process is writing this store; wait for it to end."
        ) from error
    except OSError as error:
        raise StoreWriteError(f"无法写入 {store}：{error.strerror}。 The store cannot be written.") from error
    try:
        with contextlib.suppress(OSError):  # a full disk is told of by what comes next
            (store / _HOLDER).write_text(f"{os.getpid()}\n", encoding="ascii")
        kept = unfinished(store)
        for leftover in store.glob(f"{UNFINISHED}*"):  # nobody else writes while the lock is held
            if leftover != kept:
                shutil.rmtree(leftover, ignore_errors=True)
        yield
    finally:
        (store / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(store: Path) -> str:
    """Who holds the lock, as far as that is known."""
    try:
        return f"（进程号 pid {int((store / _HOLDER).read_text(encoding='ascii'))}）"
    except (OSError, ValueError):
        return ""
