"""What the OpenAPI document says of the whole API (drf-spectacular's settings)."""

from typing import Any

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Expense Tracker",
    "DESCRIPTION": (
        "Record, categorise and understand your own money.\n\n"
        "Register or sign in, then send `Authorization: Token <token>`. Amounts are decimal text "
        'such as `"75.50"`; a request may state them as JSON numbers too, and one with more '
        "decimals than its currency has is refused, never rounded. Dates are `YYYY-MM-DD`. "
        "A refusal is a problem document (RFC 9457) that names every fault, and changes nothing."
    ),
    "VERSION": "1.0.0",
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "OAS_VERSION": "3.1.0",
    "TAGS": [
        {"name": "users", "description": "Registration, sign-in, and what people are."},
        {"name": "books", "description": "The book that everything of yours is kept in."},
        {"name": "households", "description": "More books, who keeps them with you, invitations."},
        {"name": "accounts", "description": "Where your money is."},
        {"name": "categories", "description": "What your money counts for."},
        {"name": "transactions", "description": "What happens to it, with payees and tags."},
        {"name": "reports", "description": "What it comes to, from totals that are always kept."},
        {"name": "exports", "description": "All of it as files for other programs."},
        {"name": "imports", "description": "Files of banks and of other programs, into the book."},
        {"name": "archives", "description": "A book as one file, and such a file as a book."},
        {"name": "currencies", "description": "Currencies and exchange rates by day."},
    ],
    "ENUM_SUFFIX": "",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "AccessScope": "users.models.Scope",
        "AccountType": "accounts.models.AccountType",
        "Cause": "books.models.Cause",
        "GivenRole": "households.models.GivenRole",
        "ImportFormat": "imports.endpoints.requests.FORMAT_CHOICES",
        "ImportAction": "imports.models.Action",
        "ImportState": "imports.models.State",
        "ImportVerdict": "imports.models.Verdict",
        "ImportAccept": "imports.plan.options.Accept",
        "ImportCommit": "imports.plan.options.Commit",
        "ImportDeleted": "imports.plan.options.Deleted",
        "ImportProbable": "imports.plan.options.Probable",
        "ImportCategories": "imports.plan.options.Categories",
        "Role": "books.models.Role",
        "CategoryType": "categories.models.CategoryType",
        "SecurityEventKind": "users.models.EventKind",
        "TransactionKind": "transactions.models.Kind",
        "TransactionStatus": "transactions.models.Status",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.add_shared_components",
    ],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    **dict.fromkeys(["SWAGGER_UI_DIST", "SWAGGER_UI_FAVICON_HREF", "REDOC_DIST"], "SIDECAR"),
}
