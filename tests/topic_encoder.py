"""An encoder whose vectors can be computed by eye, and a small corpus for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus import Document
from index import Vectors

TOPICS = ("猫", "狗", "鱼", "鸟", "马")


class TopicEncoder:
    """One dimension a topic word: how often it stands in the text; and one that is always 1. Then unit length."""

    def __init__(self, name: str = "topics", fingerprint: str = "topics-1") -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = len(TOPICS) + 1

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        counts = np.array([[*(text.count(topic) for topic in TOPICS), 1] for text in texts], dtype=np.float32)
        counts = counts.reshape(len(texts), self.dimension)
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), dtype=np.float32)


def animals() -> list[Document]:
    """Five short documents, one a topic, and one about two."""
    texts = {
        "cat": "猫喜欢睡觉。猫每天睡十六个小时。",
        "dog": "狗喜欢散步。狗的鼻子很灵。",
        "fish": "鱼在水里呼吸。鱼没有眼皮。",
        "bird": "鸟会飞。鸟的骨头是空心的。",
        "horse": "马站着睡觉。马跑得很快。",
        "both": "猫和狗可以成为朋友。",
    }
    return [Document(name, "", f"{name}.txt", text) for name, text in texts.items()]
