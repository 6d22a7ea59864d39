"""Which passages say nearly the same: MinHash signatures (Broder 1997). The only module that imports rensa."""

from __future__ import annotations

import hashlib
import itertools
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

BANDS = 16
"""How many parts signatures are cut into: at a similarity of 0.7 all but one pair in 80 have one in common."""

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


def of_whole(parts: Signatures) -> Signatures:
    """The signature of a text from those of its parts: (n, m) -> (m,). The least value of a union is the least of all;
    the numbers of the parts are not told apart."""
    whole = parts.min(axis=0)
    whole[VALUES] = 0
    return np.asarray(whole)


def groups(rows: Signatures) -> list[list[int]]:
    """The rows that are nearly the same as the first of their group, in order, two or more; found by locality-sensitive
    hashing (Gionis et al. 1999): rows that share none of BANDS bands of values are not compared."""
    candidates: dict[int, set[int]] = {}
    width = VALUES // BANDS
    for band in range(BANDS):
        part = np.ascontiguousarray(rows[:, band * width : (band + 1) * width]).view(f"V{4 * width}").ravel()
        _, inverse = np.unique(part, return_inverse=True)
        order = np.argsort(inverse, kind="stable")
        for alike in np.split(order, np.flatnonzero(np.diff(inverse[order])) + 1):
            first, *others = alike.tolist()
            if others:
                candidates.setdefault(first, set()).update(others)
    found, grouped = list[list[int]](), set[int]()
    for first, others in sorted(candidates.items()):
        if first in grouped:
            continue
        near = sorted(others - grouped)
        same = [first, *itertools.compress(near, nearly_same(rows[first], rows[near]))] if near else [first]
        if len(same) > 1:
            grouped.update(same)
            found.append(same)
    return found


def _signature(letters: str) -> list[int]:
    minhash = RMinHash(num_perm=VALUES, seed=_SEED)
    minhash.update([letters[at : at + SHINGLE] for at in range(max(1, len(letters) - SHINGLE + 1))])
    return list(minhash.digest())


def _numbers(text: str) -> int:
    numbers = " ".join(sorted(set(_NUMBER.findall(text))))
    return int.from_bytes(hashlib.blake2b(numbers.encode(), digest_size=4).digest())
