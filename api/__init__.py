"""The doors for other programs, and what the page shares with them. Imports `retriever` and below; not gradio."""

from api.admission import A_MINUTE, WAITING, Line, QuestionRate
from api.answerers import CurrentAnswerer
from api.changing import Adding, Outcome, Skipped, Stage, add_files, add_text, adding_files, remove_document
from api.errors import (
    ApiError,
    BusyError,
    ClosedError,
    DeniedError,
    FeedbackError,
    FeedbackFullError,
    PasswordError,
    PortTakenError,
    TooManyQuestionsError,
    TriesError,
    UnfitError,
)
from api.gate import Gate
from api.http import create_api, create_server
from api.listening import address_of, listening, serve_until_interrupted
from api.logs import json_wanted, logged
from api.options import serving_options
from api.programs import answer_plain, documents_plain, hits_plain, status_plain
from api.questions import Questions
from api.tools import create_mcp

__all__ = [
    "A_MINUTE",
    "WAITING",
    "Adding",
    "ApiError",
    "BusyError",
    "ClosedError",
    "CurrentAnswerer",
    "DeniedError",
    "FeedbackError",
    "FeedbackFullError",
    "Gate",
    "Line",
    "Outcome",
    "PasswordError",
    "PortTakenError",
    "QuestionRate",
    "Questions",
    "Skipped",
    "Stage",
    "TooManyQuestionsError",
    "TriesError",
    "UnfitError",
    "add_files",
    "add_text",
    "adding_files",
    "address_of",
    "answer_plain",
    "create_api",
    "create_mcp",
    "create_server",
    "documents_plain",
    "hits_plain",
    "json_wanted",
    "listening",
    "logged",
    "remove_document",
    "serve_until_interrupted",
    "serving_options",
    "status_plain",
]
