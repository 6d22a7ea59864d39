"""What is counted and measured, in a registry of its own, as Prometheus reads it."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """Counts of one server; safe to use from several threads. `passages` gives what the store holds when asked."""

    def __init__(self, passages: Callable[[], float]) -> None:
        self._registry = CollectorRegistry()
        self.questions = Counter(
            "zhiyin_questions", "Questions asked at any door, by what came of them.", ["state"], registry=self._registry
        )
        self.turned_away = Counter(
            "zhiyin_turned_away", "Requests that were turned away, by why.", ["reason"], registry=self._registry
        )
        self.seconds = Histogram(
            "zhiyin_request_seconds", "From a request to the end of its answer, by endpoint.",
            ["endpoint", "method", "status"], buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        Gauge(
            "zhiyin_passages", "Passages in the store that answers; 0 before it is opened.", registry=self._registry
        ).set_function(passages)

    def exposed(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self._registry)
