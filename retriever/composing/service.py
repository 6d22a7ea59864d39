"""Which language model is named: the environment is read here and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from retriever.errors import ServiceSettingsError

URL, MODEL, KEY = "ZHIYIN_LLM_URL", "ZHIYIN_LLM_MODEL", "ZHIYIN_LLM_KEY"


@dataclass(frozen=True, slots=True)
class Service:
    """A service that speaks OpenAI's chat completions; `key` is "" where it needs none, and is shown nowhere."""

    url: str = field(repr=False)
    model: str
    key: str = field(repr=False)

    def __post_init__(self) -> None:
        """Raises ServiceSettingsError."""
        if not self.url or not self.model:
            raise ServiceSettingsError(
                f"{URL} 和 {MODEL} 要一起设置；不用语言模型时两个都不设。 Set both of them, or neither."
            )
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            usable = False
        if not usable:
            raise ServiceSettingsError(f"{URL} 应当形如 http://localhost:11434/v1。 It is not an address of that form.")
        if not self.key.isascii() or any(character.isspace() or not character.isprintable() for character in self.key):
            raise ServiceSettingsError(f"{KEY} 含有密钥里不会有的字符。 It holds characters that no key has.")


def named_service(environment: Mapping[str, str] | None = None) -> Service | None:
    """The service that the environment names; None where it names none. Raises ServiceSettingsError."""
    named = os.environ if environment is None else environment
    url, model, key = (named.get(name, "").strip() for name in (URL, MODEL, KEY))
    return Service(url, model, key) if url or model else None
