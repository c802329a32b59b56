"""Why so much is expected of an occurrence: what the amount is the sum or the average of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from common.periods import DATE_MIN, Period
from schedules.choices import AmountRule
from schedules.occurrences import Occurrence
from schedules.terms import Operation, Term, TermOf, operation_of, terms_of
from web.figures.drilldown import Lists
from web.formats import show_date
from web.money import Shown
from web.preferences import Preferences


class DueTerm(NamedTuple):
    """One of the amounts that the expected one is made of."""

    word: str
    amount: Shown
    href: str
    """The address of its transactions, or of its transaction; empty where it has none."""


@dataclass(frozen=True, slots=True)
class DueTerms:
    """What an expected amount is made of, and what that comes to in a word."""

    terms: list[DueTerm]
    comes_to: str
    """What the expected amount is of the terms; empty where it is the only one."""


def due_terms(
    one: Occurrence,
    book_id: int,
    preferences: Preferences,
    show: Callable[[int], Shown],
) -> DueTerms:
    """Return the terms of an occurrence, with amounts as `show` has minor units."""
    operation = operation_of(one)

    def word(term: Term) -> str:
        if term.day is None or term.of != TermOf.PAYMENT:
            return _stated(one) if term.of == TermOf.AMOUNT else str(_words()[term.of])
        return show_date(term.day, preferences.date_form)

    terms = [DueTerm(word(term), show(term.amount), _href(term, book_id)) for term in terms_of(one)]
    return DueTerms(terms, _comes_to(operation, one, len(terms)))


def _words() -> dict[TermOf, str]:
    return {
        TermOf.LOWEST: _("At least"),
        TermOf.HIGHEST: _("At most"),
        TermOf.OPENING_BALANCE: _("Balance at the start"),
        TermOf.MOVED: _("Moved on the account since"),
        TermOf.TO_PAY: _("Earlier dates pay"),
        TermOf.NOT_OWED: _("Not owed"),
    }


def _stated(one: Occurrence) -> str:
    """Return who states the amount: somebody for this date, or the schedule."""
    if one.stated is not None and one.stated.amount is not None:
        return _("Stated for this day")
    if one.phase.amount_rule in (AmountRule.LAST, AmountRule.AVERAGE):
        return _("Stated by the schedule, until it has a payment")
    return _("Stated by the schedule")


def _comes_to(operation: Operation, one: Occurrence, count: int) -> str:
    if operation == Operation.SUM:
        return _("Owed")
    if operation == Operation.STATED:
        return ""
    if one.learned_from:
        return _("On average") if count > 1 else _("As much as the last payment")
    return _("In the middle")


def _href(term: Term, book_id: int) -> str:
    if term.transaction_id is not None:
        return reverse("web:entry", args=[book_id, term.transaction_id])
    if term.account_id is not None and term.day is not None:
        return Lists(book_id).of(Period(DATE_MIN, term.day), account=term.account_id)
    return ""
