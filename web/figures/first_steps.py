"""What somebody does first in a new book, each step ticked from what the book has."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from books.models import Book
from web.book_names import BookNames
from web.charts.shares import share_bar
from web.figures.drawings import Drawing
from web.figures.drilldown import address_if_there


@dataclass(frozen=True, slots=True)
class Way:
    """A page by which a step is done."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, why, and the pages by which it is done."""

    name: str
    why: str
    ways: tuple[Way, ...]
    done: bool = False


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The steps that there are pages for."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The first step that is not done."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def bar(self) -> Drawing:
        return Drawing(share_bar(self.done, len(self.steps), "c1"))


def first_steps(book: Book, names: BookNames) -> FirstSteps:
    """Return the steps of a book that has no entry."""
    steps = (
        _opened(book, names),
        _accounts(book, names),
        Step(
            _("Enter your first expenses, or bring in a file"),
            _("What is there already is left alone."),
            _ways((_("Add"), "entry_new", book.pk), (_("Import"), "imports", book.pk)),
        ),
        Step(
            _("Turn on a second step"),
            _("A passkey or an app: your password alone will not open the book."),
            _ways((_("Turn on"), "security")),
        ),
        Step(
            _("Invite somebody"),
            _("To edit with you, or only to look."),
            _ways((_("Invite"), "members", book.pk)),
        ),
    )
    return FirstSteps(tuple(step for step in steps if step.ways or step.done))


def _opened(book: Book, names: BookNames) -> Step:
    values = {
        "name": book.name, "currency": book.home_currency,
        "categories": len(names.categories), "accounts": len(names.accounts),
    }  # fmt: skip
    what = _("“%(name)s”, in %(currency)s. Categories: %(categories)d. Accounts: %(accounts)d.")
    return Step(_("Open a book"), what % values, (), done=True)


def _accounts(book: Book, names: BookNames) -> Step:
    accounts = names.accounts.values()
    return Step(
        _("Add your accounts with the balance of today"),
        _("Then every later figure can be checked against your bank."),
        (Way(_("Add an account"), reverse("web:account_new", args=[book.pk])),),
        done=len(accounts) > 1 or any(account.opening_balance for account in accounts),
    )


def _ways(*pages: tuple[str, str] | tuple[str, str, int]) -> tuple[Way, ...]:
    """Return the pages that there are."""
    found = ((label, address_if_there(name, *args)) for label, name, *args in pages)
    return tuple(Way(label, href) for label, href in found if href)
