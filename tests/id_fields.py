"""How an id of another book is tried in each field of a request that takes an id.

By the name of the field: the kind of row, the endpoint, the body and the pointer to the fault. ID
stands for the id, OWN and OWN_LINE for those of an own transaction and an own line of a budget.
"""

from books.tracked_models import plural_of
from tests.by_example import row_fields
from tests.endpoints import BODIES, BY_EXAMPLE, statement_sent

ID = "the id"
OWN, OWN_LINE = "an own id", "an own line"
CATEGORY = BODIES["categories"]
EXPENSE = BODIES["transactions"]
TRANSFER = {**EXPENSE, "type": "transfer"}
SPLIT = {"postings": [{"amount": "-4.00"}, {"amount": "-6.00"}]}

RECORD, BULK = "post transactions/", "post transactions/bulk/"
REFUSE = "post transfer-suggestions/refuse/"
AMEND, REPLACE = "patch transactions/{pk}/", "put transactions/{pk}/"


def posting(**fields):
    return {"postings": [{"amount": "-1.00", **fields}]}


PHASE_SPLIT = [{"category": ID, "amount": "1"}, {"amount": "1"}]
PHASE = {"starts": "2026-01-01", "unit": "month", "amount": "1"}
MOVE = {"period_start": "2026-01-01", "amount": "1"}


def update(**fields):
    return {"update": [{"id": OWN, **fields}]}


FIELDS = {
    "ImportParametersSerializer.account": [
        ("accounts", "patch imports/{pk}/", {"account": ID}, "/account"),
    ],
    "UploadSerializer.account": [
        ("accounts", "post imports/", {"file": statement_sent(), "account": ID}, "/account"),
    ],
    "DecisionSerializer.account": [
        ("accounts", "patch imports/{pk}/rows/", [{"row": 1, "account": ID}], "/0/account"),
    ],
    "DecisionSerializer.match": [
        ("transactions", "patch imports/{pk}/rows/", [{"row": 1, "match": ID}], "/0/match"),
    ],
    "DecisionSerializer.category": [
        ("categories", "patch imports/{pk}/rows/", [{"row": 1, "category": ID}], "/0/category"),
    ],
    "PairSerializer.outgoing": [
        ("transactions", REFUSE, {"outgoing": ID, "incoming": OWN}, "/outgoing"),
    ],
    "PairSerializer.incoming": [
        ("transactions", REFUSE, {"outgoing": OWN, "incoming": ID}, "/incoming"),
    ],
    "CategorySerializer.parent": [
        ("categories", "post categories/", {**CATEGORY, "parent": ID}, "/parent"),
        ("categories", "patch categories/{pk}/", {"parent": ID}, "/parent"),
        ("categories", "put categories/{pk}/", {**CATEGORY, "parent": ID}, "/parent"),
    ],
    "NewAccessTokenSerializer.only_book": [
        ("books", "post tokens/", {"name": "Mine", "only_book": ID}, "/only_book"),
    ],
    "Merge.into": [("categories", "post categories/{pk}/merge/", {"into": ID}, "/into")],
    "PayeeMerge.into": [("payees", "post payees/{pk}/merge/", {"into": ID}, "/into")],
    "TagMerge.into": [("tags", "post tags/{pk}/merge/", {"into": ID}, "/into")],
    "TransactionSerializer.account": [
        ("accounts", RECORD, {**EXPENSE, "account": ID}, "/account"),
        ("accounts", AMEND, {"account": ID}, "/account"),
        ("accounts", REPLACE, {**EXPENSE, "account": ID}, "/account"),
        ("accounts", BULK, {"create": [EXPENSE, {**EXPENSE, "account": ID}]}, "/create/1/account"),
    ],
    "TransactionSerializer.category": [
        ("categories", RECORD, {**EXPENSE, "category": ID}, "/category"),
        ("categories", AMEND, {"category": ID}, "/category"),
        ("categories", REPLACE, {**EXPENSE, "category": ID}, "/category"),
    ],
    "TransactionSerializer.to_account": [
        ("accounts", RECORD, {**TRANSFER, "to_account": ID}, "/to_account"),
        ("accounts", AMEND, {"type": "transfer", "to_account": ID}, "/to_account"),
    ],
    "PostingSerializer.account": [
        ("accounts", RECORD, {**EXPENSE, **posting(account=ID)}, "/postings/0/account"),
    ],
    "PostingSerializer.category": [
        ("categories", RECORD, {**EXPENSE, **posting(category=ID)}, "/postings/0/category"),
    ],
    "PostingSerializer.id": [
        ("postings", AMEND, posting(id=ID), "/postings/0/id"),
        ("postings", AMEND, posting(id=ID, delete=True), "/postings/0/id"),
    ],
    "AmendmentSerializer.id": [
        ("transactions", BULK, {"update": [{"id": ID, "notes": "x"}]}, "/update/0/id"),
    ],
    "AmendmentSerializer.account": [
        ("accounts", BULK, update(account=ID), "/update/0/account"),
    ],
    "AmendmentSerializer.category": [
        ("categories", BULK, update(category=ID), "/update/0/category"),
    ],
    "AmendmentSerializer.to_account": [
        ("accounts", BULK, update(type="transfer", to_account=ID), "/update/0/to_account"),
    ],
    "BudgetSerializer.accounts": [
        ("accounts", "patch budgets/{pk}/", {"accounts": [ID]}, "/accounts/0"),
    ],
    "BudgetLineSerializer.budget": [
        ("budgets", "patch budget-lines/{pk}/", {"budget": ID}, "/budget"),
    ],
    "BudgetLineSerializer.category": [
        ("categories", "patch budget-lines/{pk}/", {"category": ID}, "/category"),
    ],
    "BudgetLineSerializer.account": [
        ("accounts", "patch budget-lines/{pk}/", {"account": ID}, "/account"),
    ],
    **{
        f"{form}.{name}": [
            (
                kind,
                "patch schedules/{pk}/",
                {"type": of, "phases": [{**PHASE, name: ID}]},
                f"/phases/0/{name}",
            ),
        ]
        for name, kind, of in (
            ("account", "accounts", "expense"),
            ("to_account", "accounts", "transfer"),
            ("category", "categories", "expense"),
        )
        for form in ("PhaseForm", "PhaseSerializer")
    },
    "SplitLineForm.category": [
        (
            "categories",
            "patch schedules/{pk}/",
            {"phases": [{**PHASE, "amount": "2", "split": PHASE_SPLIT}]},
            "/phases/0/split/0/category",
        ),
    ],
    "StatementSerializer.account": [
        (
            "accounts",
            "post statements/",
            {**BODIES["statements"], "date": "2026-02-01", "account": ID},
            "/account",
        ),
        ("accounts", "patch statements/{pk}/", {"account": ID}, "/account"),
    ],
    "SettleSerializer.settle": [
        ("postings", "post statements/{pk}/settle/", {"settle": [ID]}, "/settle/0"),
    ],
    "SettleSerializer.release": [
        ("postings", "post statements/{pk}/settle/", {"release": [ID]}, "/release/0"),
    ],
    "CorrectionSerializer.category": [
        (
            "categories",
            "post statements/{pk}/close/",
            {"correction": {"category": ID}},
            "/correction/category",
        ),
    ],
    "OccurrenceSerializer.schedule": [
        (
            "schedules",
            "post occurrences/",
            {**BODIES["occurrences"], "nominal": "2026-02-01", "schedule": ID},
            "/schedule",
        ),
        ("schedules", "patch occurrences/{pk}/", {"schedule": ID}, "/schedule"),
    ],
    "OccurrenceSerializer.transaction": [
        (
            "transactions",
            "patch occurrences/{pk}/",
            {"state": "matched", "transaction": ID},
            "/transaction",
        ),
    ],
    "AmountStatedSerializer.line": [
        (
            "budget-lines",
            "put budgets/{pk}/amounts/",
            [{"line": ID, "period_start": "2026-01-01", "amount": "1"}],
            "/0/line",
        ),
    ],
    "MoveSerializer.from_line": [
        (
            "budget-lines",
            "post budgets/{pk}/move/",
            {**MOVE, "from_line": ID, "to_line": OWN_LINE},
            "/from_line",
        ),
    ],
    "MoveSerializer.to_line": [
        (
            "budget-lines",
            "post budgets/{pk}/move/",
            {**MOVE, "from_line": OWN_LINE, "to_line": ID},
            "/to_line",
        ),
    ],
    "BulkSerializer.delete": [("transactions", BULK, {"delete": [ID]}, "/delete/0")],
    "BulkForm.delete": [("transactions", BULK, {"delete": [ID]}, "/delete/0")],
}
FIELDS |= {
    f"{view.serializer_class.__name__}.{name}": [
        (plural_of(field.kind), f"post {kind}/", {**BODIES[kind], name: ID}, f"/{name}"),
        (plural_of(field.kind), f"patch {kind}/{{pk}}/", {name: ID}, f"/{name}"),
    ]
    for kind, view in BY_EXAMPLE.items()
    for name, field in row_fields(view).items()
}
