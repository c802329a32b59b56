"""Each task as bare SQL over the tracker's own tables: the same rows, unworked."""

import uuid
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

Rows = tuple[tuple[Any, ...], ...]

PAGE = """
SELECT t.*, payee.name, p.*, tag.name
FROM (
    SELECT * FROM transactions_transaction WHERE book_id = %s {beyond}
    ORDER BY date DESC, id DESC LIMIT %s
) t
LEFT JOIN transactions_payee payee ON payee.id = t.payee_id
JOIN transactions_posting p ON p.transaction_id = t.id
LEFT JOIN transactions_transactiontag link ON link.transaction_id = t.id
LEFT JOIN transactions_tag tag ON tag.id = link.tag_id
ORDER BY t.date DESC, t.id DESC, p.position
"""
BEYOND = "AND date <= %s AND date >= %s AND (date < %s OR id < %s)"

BY_CATEGORY = """
SELECT month, kind, category_key, SUM(home_amount), SUM(postings), SUM(unconverted)
FROM transactions_monthlytotal
WHERE book_id = %s AND month IN (%s, %s) AND kind IN ('expense', 'income')
GROUP BY month, kind, category_key
"""
BY_CATEGORY_AND_CURRENCY = """
SELECT t.month, t.kind, t.category_key, a.currency, SUM(t.home_amount), SUM(t.postings)
FROM transactions_monthlytotal t JOIN accounts_account a ON a.id = t.account_id
WHERE t.book_id = %s AND t.month >= %s AND t.month <= %s AND t.kind IN ('expense', 'income')
GROUP BY t.month, t.kind, t.category_key, a.currency
"""
LINES = """
SELECT line.*, amount.* FROM budgets_budgetline line
LEFT JOIN budgets_lineamount amount ON amount.line_id = line.id
WHERE line.book_id = %s
"""
PHASES = """
SELECT schedule.*, phase.* FROM schedules_schedule schedule
JOIN schedules_schedulephase phase ON phase.schedule_id = schedule.id
WHERE schedule.book_id = %s
"""
SETTLED = """
SELECT p.settled_in_id, SUM(p.amount), COUNT(*) FROM statements_statement s
JOIN transactions_posting p ON p.settled_in_id = s.id
WHERE s.account_id = %s GROUP BY p.settled_in_id
"""
PAYMENTS = """
SELECT t.id, t.date, t.type, t.amount, t.currency, payee.name, p.account_id, p.category_id
FROM transactions_transaction t
JOIN transactions_payee payee ON payee.id = t.payee_id
JOIN transactions_posting p ON p.transaction_id = t.id AND p.position = 0
WHERE t.book_id = %s ORDER BY t.date DESC, t.id DESC LIMIT %s
"""
BALANCES = """
SELECT a.id, a.name, a.currency, a.opening_balance, SUM(f.amount)
FROM accounts_account a LEFT JOIN transactions_monthlyflow f
    ON f.account_id = a.id AND f.book_id = a.book_id AND f.month <= %s
WHERE a.book_id = %s GROUP BY a.id, a.name, a.currency, a.opening_balance
"""
CATEGORIES = "SELECT id, name FROM categories_category WHERE book_id = %s"
BY_MONTH = """
SELECT month, kind, SUM(home_amount), SUM(postings), SUM(unconverted)
FROM transactions_monthlyflow
WHERE book_id = %s AND month >= %s AND month <= %s AND kind IN ('expense', 'income')
GROUP BY month, kind
"""

NEXT_NUMBER = "UPDATE books_book SET last_change = last_change + 1 WHERE id = %s"
NUMBER = "SELECT last_change FROM books_book WHERE id = %s"
CHANGE = """
INSERT INTO books_change
    (book_id, number, at, made_by, cause, token, undoes, undone_by, counts, note,
    idempotency_key, fingerprint, answer)
VALUES (%s, %s, %s, '', 'command', '', 0, 0, '{"transaction": {"created": 1}}', '', %s, '', '')
"""
MOVED = "UPDATE accounts_account SET moved_in = %s WHERE id = %s"
TRANSACTION = """
INSERT INTO transactions_transaction
    (book_id, created_in, changed_in, date, type, amount, currency, refund, payee_id,
    description, notes, status, search_text)
VALUES (%s, %s, %s, %s, 'expense', 1250, 'EUR', FALSE, %s, %s, '', 'cleared', %s)
"""
POSTING = """
INSERT INTO transactions_posting
    (book_id, transaction_id, position, date, account_id, kind, category_id, amount, currency,
    home_amount, rate, rate_source, description)
VALUES (%s, %s, 0, %s, %s, 'expense', %s, -1250, 'EUR', -1250, '', '', '')
"""
TOTALS = tuple(
    f"UPDATE transactions_{table} SET postings = postings + 1, amount = amount - 1250, "
    f"home_amount = home_amount - 1250 "
    f"WHERE book_id = %s AND month = %s AND kind = 'expense' AND account_id = %s {category}"
    for table, category in (("monthlytotal", "AND category_key = %s"), ("monthlyflow", ""))
)


def first_page(book_id: int, limit: int) -> Rows:
    return _rows(PAGE.format(beyond=""), book_id, limit)


def page_after(book_id: int, limit: int, edge: tuple[date, date, int]) -> Rows:
    """Return the page below `edge`: a day, the earliest day to look at, and an id."""
    day, earliest, row_id = edge
    return _rows(PAGE.format(beyond=BEYOND), book_id, day, earliest, day, row_id, limit)


def monthly(book_id: int, month: date, before: date) -> tuple[Rows, Rows, Rows]:
    return (
        _rows(BY_CATEGORY, book_id, before, month),
        _rows(BALANCES, month, book_id),
        _rows(CATEGORIES, book_id),
    )


def trend(book_id: int, first: date, last: date) -> Rows:
    return _rows(BY_MONTH, book_id, first, last)


def budget(book_id: int, first: date, last: date) -> tuple[Rows, Rows, Rows]:
    return (
        _rows(BY_CATEGORY_AND_CURRENCY, book_id, first, last),
        _rows(LINES, book_id),
        _rows(CATEGORIES, book_id),
    )


def phases(book_id: int) -> Rows:
    return _rows(PHASES, book_id)


def settled(account_id: int) -> Rows:
    return _rows(SETTLED, account_id)


def payments(book_id: int, count: int) -> Rows:
    return _rows(PAYMENTS, book_id, count)


def create(book_id: int, account: int, category: int, payee: int, day: date, text: str) -> None:
    """Record one expense of 12.50 with its change and its totals, which exist."""
    month = day.replace(day=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [book_id])
        cursor.execute(NUMBER, [book_id])
        number = cursor.fetchone()[0]
        made = [book_id, number, number, day, payee, text, text.casefold()]
        cursor.execute(TRANSACTION, made)
        cursor.execute(POSTING, [book_id, cursor.lastrowid, day, account, category])
        totals, flows = TOTALS
        cursor.execute(totals, [book_id, month, account, category])
        cursor.execute(flows, [book_id, month, account])
        cursor.execute(MOVED, [number, account])
        cursor.execute(CHANGE, [book_id, number, timezone.now(), uuid.uuid4().hex])


def _rows(sql: str, *values: int | date) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: Rows = tuple(cursor.fetchall())
        return found
