"""Which passages say nearly the same: MinHash signatures (Broder 1997). The only module that imports rensa."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

Signatures = npt.NDArray[np.uint32]

VALUES = 64
"""How many values of a signature tell how alike texts are; one more tells whether they hold the same numbers."""
SHINGLE = 5
"""How many letters and digits make an element of the set that a text is compared by."""
NEARLY_SAME = 0.7
"""From this estimated Jaccard similarity on two passages are near-duplicates: a copy with a few words changed, or
a sentence more or less."""

_SEED = 42
_NUMBER = re.compile(r"\d+")
_NOT_WORD = re.compile(r"[\W_]+")


def signatures(texts: Iterable[str]) -> Signatures:
    """One row a text: uint32 (n, VALUES + 1). What is no letter or digit does not count."""
    rows = [[*_signature(_NOT_WORD.sub("", text)), _numbers(text)] for text in texts]
    return np.array(rows, dtype=np.uint32).reshape(len(rows), VALUES + 1)


def nearly_same(one: Signatures, others: Signatures) -> npt.NDArray[np.bool_]:
    """For each row of `others` whether it is nearly the same as the one: (m,), (n, m) -> (n,). Texts of one pattern
    with other numbers, such as reports of two years, are not."""
    equal = others == one
    return np.asarray((equal[:, :VALUES].mean(axis=1) >= NEARLY_SAME) & equal[:, VALUES])


def _signature(letters: str) -> list[int]:
    minhash = RMinHash(num_perm=VALUES, seed=_SEED)
    minhash.update([letters[at : at + SHINGLE] for at in range(max(1, len(letters) - SHINGLE + 1))])
    return list(minhash.digest())


def _numbers(text: str) -> int:
    numbers = " ".join(sorted(set(_NUMBER.findall(text))))
    return int.from_bytes(hashlib.blake2b(numbers.encode(), digest_size=4).digest())
