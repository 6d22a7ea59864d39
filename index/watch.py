"""Keeping a store current while the files that it was built from change."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

from corpus import CorpusError, Limits
from index.build import BuildReport, update_index
from index.encoder import Encoder
from index.encoders import open_encoder
from index.errors import EmptyIndexError, StoreLockedError, StoreWriteError
from index.generations import current_generation

_log = logging.getLogger(__name__)

QUIET = 500
"""Milliseconds without a change before the store is brought up to date, but at the latest after ten times that: a file
that is being copied changes often."""


def watch_index(
    store: Path,
    *,
    limits: Limits | None = None,
    encoder: Encoder | None = None,
    stop: threading.Event | None = None,
) -> Iterator[BuildReport]:
    """Bring the store up to date, and again whenever a file below its roots changes; a report each time, until `stop`.

    What passes by itself (another process writes, a folder is gone for a moment, a disk is full) is logged, and tried
    again with the next change. Raises StoreError and NoRootsError as `update_index` does.
    """
    _, manifest = current_generation(store)
    encoder = encoder or open_encoder(manifest.encoder)
    yield update_index(store, limits=limits, encoder=encoder)
    roots = [full for _, full in manifest.roots]
    for _ in watch(*roots, debounce=10 * QUIET, step=QUIET, stop_event=stop):
        try:
            yield update_index(store, limits=limits, encoder=encoder)
        except (CorpusError, EmptyIndexError, StoreLockedError, StoreWriteError) as error:
            _log.warning("%s", error)
