"""The error answers of the OpenAPI document: what `api.exception_handler` makes, described once."""

from dataclasses import dataclass, field
from typing import Any

Node = dict[str, Any]

NOT_MODIFIED = "NotModified"
"""The name of the answer 304, which has no body."""


def _text(description: str, example: str) -> Node:
    return {"type": "string", "description": description, "examples": [example]}


PROBLEM_SCHEMAS: dict[str, Node] = {
    "Fault": {
        "type": "object",
        "description": "One fault of a request.",
        "required": ["pointer", "code", "detail"],
        "properties": {
            "pointer": _text(
                "Where the fault is: a JSON pointer (RFC 6901) into the body, or `?name` for a "
                "query parameter. Empty for the whole body.",
                "/amount",
            ),
            "code": _text("The stable code of the fault, for programs.", "too_many_decimals"),
            "detail": _text(
                "A description of the fault, for people.", "EUR has at most 2 decimals."
            ),
        },
    },
    "Problem": {
        "type": "object",
        "description": "Why a request was refused (RFC 9457). A refused request changed nothing.",
        "required": ["type", "title", "status", "code", "detail", "instance"],
        "properties": {
            "type": _text("Always `about:blank`: `code` tells problems apart.", "about:blank"),
            "title": _text("The status in words.", "Bad request"),
            "status": {
                "type": "integer",
                "description": "The HTTP status.",
                "minimum": 400,
                "maximum": 599,
                "examples": [400],
            },
            "code": _text("The stable code of the problem, for programs.", "invalid"),
            "detail": _text(
                "A description of the problem, for people.", "The request has faults; see errors."
            ),
            "instance": _text("The path of the request.", "/api/v1/transactions/"),
            "errors": {
                "type": "array",
                "description": "With status 400 and code `invalid`: every fault of the request.",
                "items": {"$ref": "#/components/schemas/Fault"},
            },
            "uses": {
                "type": "object",
                "description": "With code `in_use`: how many rows of each kind use it.",
                "additionalProperties": {"type": "integer", "minimum": 0},
            },
            "changes": {
                "type": "array",
                "description": "With code `changed_later`: the later changes, newest first.",
                "items": {"type": "integer", "minimum": 1},
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class ProblemResponse:
    """One kind of error answer: its name among the components, what it means, and an example."""

    name: str
    description: str
    example: Node
    headers: dict[str, str] = field(default_factory=dict)
    """Name and description of each header that it carries."""

    def node(self) -> Node:
        """Return it as an OpenAPI response object."""
        media_type = {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "example": {"type": "about:blank", **self.example},
        }
        node: Node = {
            "description": self.description,
            "content": {"application/problem+json": media_type},
        }
        if self.headers:
            node["headers"] = {
                name: {"description": description, "schema": {"type": "string"}}
                for name, description in self.headers.items()
            }
        return node


def _example(status: int, title: str, code: str, detail: str, **members: Any) -> Node:
    known = {"title": title, "status": status, "code": code, "detail": detail}
    return {**known, "instance": "/api/v1/transactions/", **members}


_RETRY_AFTER = {"Retry-After": "After how many seconds to retry."}

PROBLEM_RESPONSES: dict[str, ProblemResponse] = {
    "400": ProblemResponse(
        "BadRequest",
        "The request is malformed or breaks rules; `errors` names every fault.",
        _example(
            400,
            "Bad request",
            "invalid",
            "The request has faults; see errors.",
            errors=[
                {
                    "pointer": "/amount",
                    "code": "too_many_decimals",
                    "detail": "EUR has at most 2 decimals.",
                }
            ],
        ),
    ),
    "401": ProblemResponse(
        "NotSignedIn",
        "The token is missing or not valid; at `login`, the name or password is wrong.",
        _example(
            401, "Not signed in", "authentication_failed", "This token is not valid. Sign in again."
        ),
        {"WWW-Authenticate": "How to say who is calling: `Token`."},
    ),
    "403": ProblemResponse(
        "NotAllowed",
        "Your role in the book (`role`), your token or the server does not allow this.",
        _example(403, "Not allowed", "role", "This takes the role of editor in this book."),
    ),
    "404": ProblemResponse(
        "NotFound",
        "It does not exist, or it belongs to another user. The answer is the same.",
        _example(404, "Not found", "not_found", "There is no such thing here."),
    ),
    "406": ProblemResponse(
        "NotAcceptable",
        "`Accept` does not allow JSON.",
        _example(
            406,
            "Not acceptable",
            "not_acceptable",
            "Could not satisfy the request Accept header.",
        ),
    ),
    "409": ProblemResponse(
        "Conflict",
        "The request is valid, but it conflicts with stored data. Other rows use the row (`uses` "
        "counts them), or the same request is still running.",
        _example(
            409,
            "Conflict",
            "in_use",
            "This is in use.",
            uses={"postings": 12},
        ),
        _RETRY_AFTER,
    ),
    "412": ProblemResponse(
        "Stale",
        "It has changed since the response with the `ETag` in `If-Match`.",
        _example(
            412,
            "Precondition failed",
            "stale",
            "This has changed since you read it. Read it again, then repeat your change.",
        ),
    ),
    "413": ProblemResponse(
        "TooLarge",
        "The body is too large, or has too many items.",
        _example(
            413,
            "Too large",
            "too_large",
            "A bulk call takes at most 1000 items; send the rest in another.",
        ),
    ),
    "415": ProblemResponse(
        "UnsupportedMediaType",
        "The body is not `application/json`.",
        _example(
            415,
            "Unsupported media type",
            "unsupported_media_type",
            'Unsupported media type "text/plain" in request.',
        ),
    ),
    "422": ProblemResponse(
        "KeyReused",
        "The `Idempotency-Key` was used for a different request.",
        _example(
            422,
            "Unprocessable",
            "idempotency_key_reused",
            "This Idempotency-Key was used for a different request. Use a new key.",
        ),
    ),
    "429": ProblemResponse(
        "TooManyRequests",
        "There were too many requests of this kind.",
        _example(
            429,
            "Too many requests",
            "throttled",
            "Request was throttled. Expected available in 60 seconds.",
        ),
        _RETRY_AFTER,
    ),
    "503": ProblemResponse(
        "Busy",
        "The database is busy (`busy`) or read-only (`read_only`), a disk is full (`no_room`), "
        "the cache cannot be reached (`cache_unavailable`), "
        "or the connection to the database was lost (`interrupted`).",
        _example(
            503,
            "Unavailable",
            "busy",
            "The database is busy. Nothing was changed; try again in a moment.",
        ),
        _RETRY_AFTER,
    ),
}
