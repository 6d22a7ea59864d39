"""What can go wrong with an index.

    IndexingError
    ├── StoreError                  a store cannot be opened; its message names the command that mends it
    │   ├── StoreMissingError       there is none
    │   ├── StoreDamagedError       files missing, truncated or altered
    │   └── StoreMismatchError      made by another format, encoder or analyzer than what opens it
    ├── StoreLockedError            another build is writing this store
    ├── StoreWriteError             the disk is full or the place not writable; what was current stays current
    ├── ModelError                  a bundled model's file is missing, damaged or of another version
    ├── EncoderError                an encoder cannot be loaded or gave vectors that are not what it promises
    ├── EmptyIndexError             the documents hold no passage to index
    ├── UnknownDocumentError        a document that is to be removed is not there
    └── NoRootsError                a store that was built from no files cannot be updated from them

Every message is one line, Chinese first, English beside it.
"""

from __future__ import annotations


class IndexingError(Exception):
    """Base of every error that this package raises."""


class StoreError(IndexingError):
    """A store cannot be opened."""


class StoreMissingError(StoreError):
    """There is no store at this place."""


class StoreDamagedError(StoreError):
    """The store's files are not those that were written."""


class StoreMismatchError(StoreError):
    """The store was made by something else than what opens it."""


class StoreLockedError(IndexingError):
    """Another process is writing this store."""


class StoreWriteError(IndexingError):
    """The new generation could not be written; the current one is untouched."""


class ModelError(IndexingError):
    """A model file cannot be used."""


class EncoderError(IndexingError):
    """The encoder cannot do its work."""


class EmptyIndexError(IndexingError):
    """Nothing in the documents can be indexed."""


class UnknownDocumentError(IndexingError):
    """The store holds no document of this id."""


class NoRootsError(IndexingError):
    """The store does not come from files."""
