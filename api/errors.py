"""What can go wrong at a door of the server.

    ApiError
    ├── DeniedError             somebody may not change the store
    │   ├── ClosedError         nobody may: there is no password, or the request comes from another site's page
    │   ├── PasswordError       the password is missing or wrong
    │   └── TriesError          too many wrong passwords lately
    ├── UnfitError              what is to be added cannot be
    ├── TooManyQuestionsError   one client asks more than the limit; says when to ask again
    ├── BusyError               as many questions wait as can; says when to ask again
    ├── FeedbackFullError       no more feedback is kept
    ├── FeedbackError           feedback cannot be written now
    └── PortTakenError          another program listens where the server is to

Every message is one line, Chinese first, English beside it; none names a path, a password or what a question says.
"""

from __future__ import annotations


class ApiError(Exception):
    """Base of every error that this package raises."""


class DeniedError(ApiError):
    """Somebody may not change the store; the message says why."""


class ClosedError(DeniedError):
    """Here nobody may change the store."""


class PasswordError(DeniedError):
    """The password is missing or wrong."""


class TriesError(DeniedError):
    """Nobody is let in for a while, whatever the password."""

    retry_after = 60


class UnfitError(ApiError):
    """What is to be added is empty or too much."""


class TooManyQuestionsError(ApiError):
    """A client asks more often than it may; after `retry_after` seconds it may again."""

    def __init__(self, a_minute: int, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(
            f"每分钟最多 {a_minute} 次；请在 {retry_after} 秒后再试。"
            f" At most {a_minute} a minute; try again in {retry_after} seconds."
        )


class BusyError(ApiError):
    """No more questions can wait; after `retry_after` seconds there may be room."""

    retry_after = 2

    def __init__(self) -> None:
        super().__init__(
            f"现在提问的人太多；请在 {self.retry_after} 秒后再问。"
            f" Too many questions wait already; ask again in {self.retry_after} seconds."
        )


class FeedbackFullError(ApiError):
    """As much feedback is kept as may be."""


class FeedbackError(ApiError):
    """The disk or another writer does not let feedback be written."""


class PortTakenError(ApiError):
    """The server cannot listen at the port."""
