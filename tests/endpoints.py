"""Every endpoint of the API, found in the URL map, and how to try each of them.

A resource that is not named here is tried by the example in its documentation; any other endpoint
makes the tests that import this fail until it says here what to send there. With ENDPOINTS_OF in
the environment they try the addresses alone that begin with it, such as `goals`.
"""

import os
import re
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from books.models import Membership, Role
from books.registry import row_models
from households.models import Invitation
from imports.models import TableLayout
from imports.services import keep_layout
from imports.worker.pipeline import take_further
from tests.by_example import body_by_example, creating_views, marked
from tests.cast import API, PASSWORD, joined, made, signed_up
from tests.copies import made_once

MARK = "Only-for-Alice"
TODAY = timezone.now().date()
WRITING = {"post", "put", "patch", "delete"}

PUBLIC = {"post register/", "post login/"}
MISSING = 987_654_321
MISSING_TEXT = "eti_" + "A" * 43

# A sound body for each kind of row that a path can name; a write has to fail for its id alone.
BODIES = {
    "accounts": {"name": "Mine now"},
    "categories": {"name": "Mine now", "type": "expense"},
    "payees": {"name": "Mine now"},
    "tags": {"name": "Mine now"},
    "tokens": {"name": "Mine now"},
    "books": {"name": "Mine now", "home_currency": "EUR", "password": PASSWORD},
    "members": {"role": "viewer"},
    "invitations": {"role": "viewer"},
    "invited": {},
    "history": {},
    "trash": {},
    "exports": {},
    "restore": {},
    "imports": {},
    "import-layouts": {},
    "transfer-suggestions": {"outgoing": MISSING, "incoming": MISSING},
    "budget-lines": {"starts": "2026-01-01", "opening": "77.77"},
    "occurrences": {"state": "moved", "amount": "77.77"},
    "statements": {"balance": "77.77"},
    "rates": {"date": "2024-01-16", "base": "USD", "quote": "EUR", "rate": "2"},
    "transactions": {"type": "expense", "amount": "1.00", "date": f"{TODAY}"},
}
# What a request has to state to succeed, where that is not BODIES: made by the owner of the book.
SOUND = {
    "post categories/{pk}/merge/": lambda owner: {"into": owner.category()["id"]},
    "post payees/{pk}/merge/": lambda owner: {"into": owner.add("payees/", name="Other")["id"]},
    "post tags/{pk}/merge/": lambda owner: {"into": owner.add("tags/", name="Other")["id"]},
    "post transactions/bulk/": lambda owner: {"create": [BODIES["transactions"]]},
    "post budget-lines/": lambda owner: line_of_a_budget(owner),
    "put budget-lines/{pk}/": lambda owner: line_of_a_budget(owner),
    "post occurrences/": lambda owner: occurrence_of_a_schedule(owner),
    "put occurrences/{pk}/": lambda owner: occurrence_of_the_stock(owner),
    "post statements/": lambda owner: statement_of_a_bank(owner),
    "put statements/{pk}/": lambda owner: statement_of_the_stock(owner),
    "post statements/{pk}/settle/": lambda owner: {"settle_until": f"{TODAY}"},
    "post statements/{pk}/close/": lambda owner: {"correction": {}},
    "post statements/{pk}/reopen/": lambda owner: close_the_statement(owner),
    "put budgets/{pk}/hold/": lambda owner: {"period_start": "2026-02-01", "amount": "0"},
    "post budgets/{pk}/periods/": lambda owner: {
        "starts": "2026-02-01",
        "unit": "month",
        "amounts": "scale",
    },
    "put budgets/{pk}/amounts/": lambda owner: [amount_of_a_line(owner)],
    "post budgets/{pk}/move/": lambda owner: move_between_lines(owner),
    "post schedules/suggestions/accept/": lambda owner: suggestion_of(owner),
    "post schedules/suggestions/refuse/": lambda owner: suggestion_of(owner),
    "post schedules/suggestions/take-back/": lambda owner: suggestion_of(owner),
    "post restore/": lambda owner: {"archive": archive_sent(owner)},
    "post imports/": lambda owner: {"file": statement_sent(), "account": account_of(owner)},
    "post imports/{pk}/commit/": lambda owner: {},
    "patch imports/{pk}/rows/": lambda owner: [{"row": 1, "action": "skip"}],
    "post transfer-suggestions/accept/": lambda owner: two_sides(owner),
    "post transfer-suggestions/refuse/": lambda owner: two_sides(owner),
}
# What takes no body, though others about rows of that kind do.
BODILESS = {
    "post members/{user_id}/transfer/",
    "post schedules/{pk}/expect-price/",
    "post statements/{pk}/reopen/",
}
# What is sent as a form, since there is a file in it.
FORMS = {"post restore/", "post imports/"}
# What the addresses without an id want to be asked for.
QUERIES = {
    "category-suggestion/": f"?payee={MARK}%20payee",
    "rates/lookup/": f"?from=USD&date={TODAY}",
    "reports/monthly/": f"?year={TODAY.year}&month={TODAY.month}",
    "reports/daily/": f"?start_date={TODAY}&end_date={TODAY}",
    "reports/categories/trend/": "?category=none",
    "reports/payees/": f"?start_date={TODAY}&end_date={TODAY}",
    "reports/categories/": f"?start_date={TODAY}&end_date={TODAY}",
    "reports/summary/": f"?start_date={TODAY}&end_date={TODAY}",
    "budgets/{pk}/proposals/": "?period_start=2026-02-01&template=average",
    "budgets/{pk}/periods/preview/": "?starts=2026-02-01&unit=month&amounts=scale",
    "budgets/{pk}/report/": "?start_date=2026-01-01&end_date=2026-02-28",
    "schedules/{pk}/calendar/": "?start_date=2026-01-01&end_date=2026-12-31",
    "schedules/upcoming/": f"?end_date={TODAY + timedelta(days=40)}",
    "transactions/summary/": "?min_amount=77.77&max_amount=77.77",
}


def views():
    """Every method of every address below /api/v1/, as "get accounts/{pk}/", and its view."""
    found = {}
    for route, view in _routes(get_resolver().url_patterns, ""):
        address = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", route)
        address = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", address).replace("^", "").replace("$", "")
        if not f"/{address}".startswith(API):
            continue
        methods = getattr(view, "actions", None) or [
            name for name in ("get", *WRITING) if hasattr(view.cls, name)
        ]
        found |= {f"{name} {address.removeprefix(API[1:])}": view.cls for name in methods}
    return dict(sorted(found.items()))


def _routes(patterns, prefix):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


VIEWS = views()
ENDPOINTS = [
    endpoint
    for endpoint in VIEWS
    if endpoint.split(" ")[1].startswith(os.environ.get("ENDPOINTS_OF", ""))
]
# The resources that are tried by their examples.
BY_EXAMPLE = {kind: view for kind, view in creating_views(VIEWS).items() if kind not in BODIES}
BODIES |= {kind: body_by_example(view) for kind, view in BY_EXAMPLE.items()}


def stocked(alice):
    """Give Alice a row of each kind, every text of which is marked, and return their ids."""
    return made_once("stocked", lambda: stock(alice))


def stock(alice):
    """Make the rows of `stocked`."""
    row = {
        "accounts": alice.account(name=f"{MARK} account")["id"],
        "categories": alice.category(name=f"{MARK} category", icon=MARK)["id"],
        "payees": alice.add("payees/", name=f"{MARK} payee")["id"],
        "tags": alice.add("tags/", name=f"{MARK} tag")["id"],
        "tokens": alice.add("tokens/", name=f"{MARK} token")["id"],
        "books": alice.book.pk,
        "rates": alice.add("rates/", date=f"{TODAY}", base="USD", quote="EUR", rate="7.777")["id"],
    }
    whole = alice.transaction(
        account=row["accounts"],
        category=row["categories"],
        payee=f"{MARK} payee",
        tags=[f"{MARK} tag"],
        description=MARK,
        notes=MARK,
        amount="77.77",
        date=f"{TODAY}",
    )
    shown = made(alice.get(f"transactions/{whole['id']}/?expand=postings"))
    # So that it recurs.
    for weeks in (4, 8):
        day = f"{TODAY - timedelta(weeks=weeks)}"
        said = {"account": row["accounts"], "payee": f"{MARK} payee", "amount": "77.77"}
        alice.transaction(**said, date=day, description=MARK)
    # Under no category, and without a rate, so that no sum hides the amount.
    pounds = alice.account(name=f"{MARK} pounds", currency="GBP")["id"]
    alice.transaction(account=pounds, amount="77.77", date=f"{TODAY}", description=MARK)
    joined(signed_up("mona"), alice.book, Role.EDITOR)
    to = {"role": "editor", "email": "friend-of-alice@example.com"}
    invitation = alice.add("invitations/", **to)
    alice.delete(f"categories/{alice.category(name=f'{MARK} gone')['id']}/")
    two_sides(alice)
    for kind, view in BY_EXAMPLE.items():
        row[kind] = alice.add(f"{kind}/", **marked(view, MARK))["id"]
    row["budget-lines"] = alice.add("budget-lines/", **line_of_a_budget(alice))["id"]
    row["occurrences"] = alice.add("occurrences/", **occurrence_of_a_schedule(alice))["id"]
    row["statements"] = alice.add("statements/", **statement_of_a_bank(alice))["id"]
    paid_at_another_price(alice, row["schedules"])
    return {
        **row,
        "transactions": whole["id"],
        "postings": shown["postings"][0]["id"],
        "members": get_user_model().objects.get(username="mona").pk,
        "invitations": invitation["id"],
        "invited": invitation["token"],
        "history": made(alice.get("history/"))["results"][0]["number"],
        "trash": made(alice.get("trash/"))["results"][0]["id"],
        "imports": planned_import(alice),
        "import-layouts": kept_layout(alice),
    }


def rows_of(caller):
    """Everything in the caller's book, as the database has it, and who has access to it.

    By SQL of our own: some thousand times in a run, and querysets take ten times as long.
    """
    found = {}
    with connection.cursor() as cursor:
        for model in [*row_models, Membership, Invitation]:
            table, pk = map(
                connection.ops.quote_name, (model._meta.db_table, model._meta.pk.column)
            )
            cursor.execute(
                f"SELECT * FROM {table} WHERE book_id = %s ORDER BY {pk}", [caller.book.pk]
            )
            found[model.__name__] = cursor.fetchall()
    return found


def archive_sent(owner):
    """An archive of the owner's book, to be sent with a request."""
    content = owner.get("exports/archive.zip", HTTP_BOOK=str(owner.book.pk)).getvalue()
    return SimpleUploadedFile("archive.zip", content, "application/zip")


class Statement(SimpleUploadedFile):
    """A statement of a bank, which can be sent again and again."""

    def read(self, *size):
        self.seek(0)
        return super().read(*size)


def statement_sent():
    """A statement of a bank, to be sent with a request."""
    lines = f"Date,Amount,Payee\n{TODAY},-3.40,{MARK} bakery\n{TODAY},-5.00,Kiosk\n"
    return Statement(f"{MARK}.csv", lines.encode(), "text/csv")


def line_of_a_budget(owner):
    """A line of the owner's first budget, for a category of its own."""
    at = {"HTTP_BOOK": str(owner.book.pk)}
    budgets = made(owner.get("budgets/", **at))["results"]
    budget = budgets[0] if budgets else owner.add("budgets/", **BODIES["budgets"])
    number = len(made(owner.get("categories/?limit=200", **at))["results"])
    category = owner.category(name=f"{MARK} line {number}")
    return {**BODIES["budget-lines"], "budget": budget["id"], "category": category["id"]}


def amount_of_a_line(owner):
    """An amount for a new line of the owner's first budget."""
    line = owner.add("budget-lines/", **line_of_a_budget(owner))["id"]
    return {"line": line, "period_start": "2026-02-01", "amount": "77.77"}


def move_between_lines(owner):
    """A move from a new line with an amount to another one, of the owner's first budget."""
    amount = amount_of_a_line(owner)
    line = owner.add("budget-lines/", **line_of_a_budget(owner))
    made(owner.put(f"budgets/{line['budget']}/amounts/", [amount]))
    start = amount["period_start"]
    return {
        "period_start": start, "from_line": amount["line"], "to_line": line["id"], "amount": "1.00"
    }  # fmt: skip


def occurrence_of_a_schedule(owner):
    """What is stated of an occurrence of a new schedule."""
    number = len(made(owner.get("schedules/", HTTP_BOOK=str(owner.book.pk)))["results"])
    schedule = {**BODIES["schedules"], "name": f"{MARK} schedule {number}"}
    row = owner.add("schedules/", **schedule)
    return {**BODIES["occurrences"], "schedule": row["id"], "nominal": "2026-02-01"}


def paid_at_another_price(owner, schedule):
    """Record the last two payments of a monthly schedule, at two prices."""
    this_month = TODAY.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    for nominal, amount in ((last_month, "77.77"), (this_month, "88.88")):
        said = {"schedule": schedule, "nominal": f"{nominal}", "state": "recorded"}
        owner.add("occurrences/", **said, amount=amount)


def occurrence_of_the_stock(owner):
    """What is stated of an occurrence that is there already: it stays the one it is."""
    row = made(owner.get("occurrences/", HTTP_BOOK=str(owner.book.pk)))["results"][0]
    return {**BODIES["occurrences"], "schedule": row["schedule"], "nominal": row["nominal"]}


def statement_of_a_bank(owner):
    """What the bank says of a new account of the owner."""
    number = len(made(owner.get("accounts/", HTTP_BOOK=str(owner.book.pk)))["results"])
    account = owner.account(name=f"{MARK} bank {number}")["id"]
    return {**BODIES["statements"], "account": account, "date": f"{TODAY}"}


def statement_of_the_stock(owner):
    """What the bank says in a statement that is there already: it keeps its account."""
    row = made(owner.get("statements/", HTTP_BOOK=str(owner.book.pk)))["results"][0]
    return {**BODIES["statements"], "account": row["account"], "date": row["date"]}


def close_the_statement(owner):
    """Nothing to send, once the statement that is there is closed."""
    row = made(owner.get("statements/", HTTP_BOOK=str(owner.book.pk)))["results"][0]
    body = SOUND["post statements/{pk}/close/"](owner)
    at = {"HTTP_BOOK": str(owner.book.pk)}
    made(owner.post(f"statements/{row['id']}/close/", body, **at))
    return {}


def suggestion_of(owner):
    """The key of a schedule that is suggested."""
    found = made(owner.get("schedules/suggestions/", HTTP_BOOK=str(owner.book.pk)))
    return {"key": found["suggestions"][0]["key"]}


def sound_body(owner, kind):
    """What the owner has to send to make a row of that kind."""
    sound = SOUND.get(f"post {kind}/")
    return sound(owner) if sound else BODIES[kind]


def account_of(owner):
    return made(owner.get("accounts/", HTTP_BOOK=str(owner.book.pk)))["results"][0]["id"]


def planned_import(owner):
    """The id of an import that was planned."""
    body = {"file": statement_sent(), "account": account_of(owner)}
    sent = owner.generic("POST", "imports/", encode_multipart(BOUNDARY, body), MULTIPART_CONTENT)
    row_id = made(sent, 202)["id"]
    take_further(row_id)
    return row_id


def kept_layout(owner):
    """The id of a layout that was corrected."""
    keep_layout(owner.book, "shape", [f"{MARK} column"], {"date_order": "dmy"}, None)
    return TableLayout.objects.for_book(owner.book).get(shape="shape").pk


def two_sides(owner):
    """The ids of two transactions that could be one transfer."""
    number = len(made(owner.get("accounts/", HTTP_BOOK=str(owner.book.pk)))["results"])
    other = owner.account(name=f"{MARK} other side {number}")["id"]
    common = {"amount": f"{number}.34", "date": f"{TODAY}"}
    outgoing = owner.transaction(type="expense", account=account_of(owner), **common)
    incoming = owner.transaction(type="income", account=other, **common)
    return {"outgoing": outgoing["id"], "incoming": incoming["id"]}


def parts(endpoint):
    """The method, the address, and the kind of thing that an id in the address is of."""
    method, address = endpoint.split(" ", 1)
    return method, address, address.split("/", 1)[0]


def missing(kind):
    """What names nothing of that kind."""
    return MISSING_TEXT if kind == "invited" else MISSING


def call(caller, endpoint, row_id=None, query="", body=None):
    method, address, kind = parts(endpoint)
    usual = {} if endpoint in BODILESS else BODIES.get(kind, {})
    text = usual if body is None else body
    address = re.sub(r"\{\w+\}", str(row_id), address) + query
    if method == "get":
        return caller.get(address)
    if endpoint in FORMS and isinstance(text, dict):
        return caller.generic(
            method.upper(), address, encode_multipart(BOUNDARY, text), MULTIPART_CONTENT
        )
    return getattr(caller, method)(address, text)
