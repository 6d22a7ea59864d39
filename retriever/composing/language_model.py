"""What a language model promises, and the one behind a service."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from retriever.composing.prompt import Prompt
from retriever.composing.service import Service
from retriever.errors import LanguageModelError

if TYPE_CHECKING:
    import openai

NO_KEY = "none"
"""Sent where no key is set: the client insists on one, and would take OpenAI's own from the environment."""
CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class WritingLimits:
    """What a language model may use up for an answer: `seconds` in all and between two pieces, `tokens` as the service
    counts them, `characters` of its whole reply, thoughts included, and `sentences`."""

    seconds: float = 60.0
    tokens: int = 2048
    characters: int = 12_000
    sentences: int = 12


class LanguageModel(Protocol):
    """Writes a reply to a prompt, piece by piece as it comes.

    The iterator ends when the reply is whole. Raises LanguageModelError where it is not to become whole: whatever went
    wrong, and when a limit is passed. Closing the iterator ends the writing.
    """

    def write(self, prompt: Prompt, limits: WritingLimits) -> Iterator[str]: ...


class ServiceModel:
    """The language model of a service; opens a connection for each reply, tries once."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def __repr__(self) -> str:
        return f"ServiceModel({self._service.model!r})"

    def write(self, prompt: Prompt, limits: WritingLimits) -> Iterator[str]:
        """As `LanguageModel` promises."""
        import httpx2
        import openai

        deadline = time.monotonic() + limits.seconds
        problem = ""
        try:
            yield from self._pieces(prompt, limits, deadline)
            return
        except openai.APIStatusError as error:
            problem = _status_problem(error)
        except (openai.APITimeoutError, httpx2.TimeoutException):
            problem = _too_slow(limits)
        except (openai.APIConnectionError, httpx2.TransportError):
            problem = "连接不上语言模型服务，或连接中断。 The service cannot be reached, or hung up."
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            problem = "语言模型服务的回复不合协议。 The reply is not what the protocol has."
        # outside of the handlers, so that nothing the service said, which may hold the key, is chained to it
        raise LanguageModelError(problem)

    def _pieces(self, prompt: Prompt, limits: WritingLimits, deadline: float) -> Iterator[str]:
        with (
            self._client(limits) as client,
            client.chat.completions.with_streaming_response.create(
                model=self._service.model,
                messages=[
                    {"role": "system", "content": prompt.instructions},
                    {"role": "user", "content": prompt.request},
                ],
                max_tokens=limits.tokens,
                temperature=0,
                stream=True,
            ) as response,
        ):
            written, whole = 0, False
            for data in _events(response.iter_bytes(), deadline, limits):
                if data == "[DONE]":
                    whole = True
                    break
                piece, reason = _delta(data)
                if reason == "length":
                    raise LanguageModelError(f"回答超过 {limits.tokens} 个 token，没有写完。 It was cut off.")
                whole = whole or reason is not None
                written += len(piece)
                if written > limits.characters:
                    raise LanguageModelError(f"回答超过 {limits.characters} 个字符。 The reply has no end.")
                if piece:
                    yield piece
            if not whole:
                raise LanguageModelError(
                    "回答中途断了，或不合协议。 The reply broke off, or is not what the protocol has."
                )

    def _client(self, limits: WritingLimits) -> openai.OpenAI:
        import httpx2
        import openai

        timeout = httpx2.Timeout(limits.seconds, connect=min(CONNECT_SECONDS, limits.seconds))
        return openai.OpenAI(
            base_url=self._service.url, api_key=self._service.key or NO_KEY, timeout=timeout, max_retries=0
        )


def _events(chunks: Iterator[bytes], deadline: float, limits: WritingLimits) -> Iterator[str]:
    """The data of each server-sent event. The client's own reader would wait for ever on a service that sends only
    signs of life, or a line without an end."""
    buffer, received = b"", 0
    for chunk in chunks:
        received += len(chunk)
        if time.monotonic() > deadline:
            raise LanguageModelError(_too_slow(limits))
        if received > 400 * limits.characters:  # every character may come in an event of its own
            raise LanguageModelError(f"回答超过 {limits.characters} 个字符。 The reply has no end.")
        *lines, buffer = (buffer + chunk).split(b"\n")
        if len(buffer) > 40 * limits.characters:
            raise LanguageModelError("语言模型服务的回复不合协议。 The reply is not what the protocol has.")
        for line in lines:
            if line.startswith(b"data:"):
                yield line[5:].decode("utf-8").strip()


def _delta(data: str) -> tuple[str, str | None]:
    """The piece of text in an event, and why the reply ends there, None where it goes on. Raises ValueError."""
    try:
        event = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(event, dict) or event.get("error"):
        raise ValueError("no completion")
    choices = event.get("choices")
    if choices is None or not isinstance(choices, list):
        raise ValueError("no choices")
    if not choices:  # what was used up, at the end
        return "", None
    choice = choices[0]
    delta = choice.get("delta") if isinstance(choice, dict) else None
    if not isinstance(delta, dict):
        raise ValueError("no delta")
    piece, reason = delta.get("content"), choice.get("finish_reason")
    return piece if isinstance(piece, str) else "", reason if isinstance(reason, str) else None


def _too_slow(limits: WritingLimits) -> str:
    return f"语言模型在 {limits.seconds:g} 秒内没有写完。 It took too long."


def _status_problem(error: openai.APIStatusError) -> str:
    status = error.status_code
    if status in (401, 403):
        return f"语言模型服务不接受密钥（状态 {status}）；请检查 ZHIYIN_LLM_KEY。 The service refuses the key."
    if status == 404:
        return "语言模型服务没有这个地址或模型；请检查 ZHIYIN_LLM_URL 和 ZHIYIN_LLM_MODEL。 No such address or model."
    if status == 429:
        return "语言模型服务说请求太多或额度用完。 The service says: too many requests, or no credit."
    return f"语言模型服务出错（状态 {status}）。 The service failed."
