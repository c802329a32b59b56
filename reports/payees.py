"""Who was paid in a period, or who paid: the largest payees, and the others as one figure."""

from dataclasses import dataclass

from books.models import Book
from common.money import CURRENCIES, Currency
from common.periods import Period
from common.statements import Statement
from reports.figures import Figure, by_payee, signed, total
from transactions.models import Payee


@dataclass(frozen=True, slots=True)
class PayeeFigure:
    """What one payee has in the period."""

    payee: int | None
    """None is what has no payee."""
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class OtherPayees:
    """Those that are not shown one by one."""

    payees: int
    """How many there are."""
    figure: Figure


@dataclass(frozen=True, slots=True)
class PayeeReport:
    period: Period
    home: Currency
    kind: str
    whole: Figure
    payees: tuple[PayeeFigure, ...]
    """The largest first."""
    others: OtherPayees | None
    """With `payees` it adds up to `whole`; None where all are shown."""


def payee_report(book: Book, period: Period, kind: str, limit: int) -> PayeeReport:
    """Return the `limit` largest payees of `period`, in one query over its postings."""
    figures = by_payee(book, period, kind)
    order = sorted(figures, key=lambda payee: (-signed(kind, figures[payee]), payee or 0))
    shown, rest = order[:limit], order[limit:]
    ids = [payee for payee in shown if payee is not None]
    names: dict[int | None, str] = dict(_NAMES.rows(book=book.pk, ids=ids))
    return PayeeReport(
        period=period,
        home=CURRENCIES[book.home_currency],
        kind=kind,
        whole=total(figures.values()),
        payees=tuple(PayeeFigure(payee, names.get(payee, ""), figures[payee]) for payee in shown),
        others=OtherPayees(len(rest), total(figures[p] for p in rest)) if rest else None,
    )


_NAMES = Statement(
    lambda *, book, ids: Payee.objects.filter(book_id=book, pk__in=ids).values_list("pk", "name")
)
