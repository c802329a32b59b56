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
    "ENUM_SUFFIX": "",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "AccessScope": "users.models.Scope",
        "AccountType": "accounts.models.AccountType",
        "BudgetCarry": "budgets.models.Carry",
        "Cause": "books.models.Cause",
        "GivenRole": "households.models.GivenRole",
        "ImportFormat": "imports.endpoints.requests.FORMAT_CHOICES",
        "ImportAction": "imports.models.Action",
        "ImportState": "imports.models.State",
        "ImportVerdict": "imports.models.Verdict",
        "ImportAccept": "imports.plan.parameters.Accept",
        "ImportCommit": "imports.plan.parameters.Commit",
        "ImportDeleted": "imports.plan.parameters.Deleted",
        "ImportProbable": "imports.plan.parameters.Probable",
        "ImportCategories": "imports.plan.parameters.Categories",
        "Language": "users.choices.Language",
        "NumberForm": "users.choices.NumberChoice",
        "DateForm": "users.choices.DateChoice",
        "FirstWeekday": "users.choices.Weekday",
        "Theme": "users.choices.Theme",
        "Density": "users.choices.Density",
        "AmountColours": "users.choices.AmountColours",
        "StartPage": "users.choices.StartPage",
        "PeriodAdjust": "common.business_days.Adjust",
        "RecurrenceUnit": "common.recurrence.Frequency",
        "RecurrenceMissing": "common.recurrence.Missing",
        "RecurrenceShift": "common.recurrence.Shift",
        "ScheduleCatchUp": "schedules.choices.CatchUp",
        "ScheduleAmountRule": "schedules.choices.AmountRule",
        "ScheduleCadence": "schedules.report_serializers.CADENCE_CHOICES",
        "OccurrenceState": "schedules.choices.State",
        "OccurrenceStatus": "schedules.occurrences.Status",
        "BudgetTermKind": "budgets.report_serializers.TERMS",
        "AmountsOfChangedPeriods": "budgets.rebinning.Amounts",
        "EnvelopeTermKind": "budgets.report_serializers.ENVELOPE_TERMS",
        "BudgetMode": "budgets.models.Mode",
        "PeriodUnit": "common.period_rules.Unit",
        "Role": "books.models.Role",
        "CategoryType": "categories.models.CategoryType",
        "SecurityEventKind": "users.models.EventKind",
        "StatementType": "statements.models.StatementType",
        "StatementTermKind": "reconciliation.serializers.TERMS",
        "TransactionKind": "transactions.models.PostingKind",
        "TransactionStatus": "transactions.models.Status",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.add_shared_components",
        "api.tags.add_tags",
    ],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    **dict.fromkeys(["SWAGGER_UI_DIST", "SWAGGER_UI_FAVICON_HREF", "REDOC_DIST"], "SIDECAR"),
}
