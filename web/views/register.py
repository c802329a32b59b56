"""The register: the transactions of a book, or of one account, that meet some filters."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy

from accounts.balances import balance, pending_movements
from accounts.stored import StoredAccount
from api.pagination import Cursor
from books.consistent_reads import read_consistently
from common.errors import NotThere
from common.integers import number_of
from common.money import to_minor
from common.periods import Month, Period
from common.statements import Statement
from reports.figures import by_day, net_by_day
from transactions.filters import NewestFirst
from transactions.models import Payee, Tag
from transactions.running_balances import running_balances
from transactions.stored import StoredTransaction
from transactions.summary import summed_up
from web.category_choices import grouped, open_ones
from web.figures.due_rows import DueLister
from web.figures.expected_rows import ExpectedRows, expected_of, expected_rows
from web.filters import PAGE_SIZE, Filters, LabelNames, month_name
from web.formats import show_date
from web.money import Shown
from web.pages import BookPage
from web.period_links import PeriodLink, period_links
from web.recent_categories import recently_used, used_by
from web.rows import Lister

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


ROWS_MAX = 10 * PAGE_SIZE
"""How long a list grows in its place. A change reads all of it again: 500 rows take 0.07 s of the
server, and 0.3 s where they are those of one account."""
ROWS_UNASKED = 5 * PAGE_SIZE
"""As many rows come as somebody scrolls; then a click is needed, so that the page has an end."""


class RegisterPage(BookPage):
    """A list of transactions, a page of it at a time.

    A script appends older pages to it, and counts the rows in the address: who comes back to it,
    or changes something in it, has as many again.
    """

    section = "transactions"
    template = "web/pages/register.html"
    refreshes = True
    title: "str | StrPromise" = gettext_lazy("Transactions")

    @cached_property
    def filters(self) -> Filters:
        return Filters.of(self.request.GET)

    @property
    def sought(self) -> str:
        return self.filters.stated.get("q", "")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.render(read_consistently(self.book, self.listed))

    def listed(self) -> dict[str, Any]:
        """Return what the page shows of the book."""
        found, older, newer = self.page_of_rows()
        lister = Lister(self.book.pk, self.names, self.money, self.preferences)
        rows = lister.rows(found)
        plain = not self.filters.narrow
        return {
            "days": lister.days(found, rows, self.nets(found)) if plain else None,
            "rows": None if plain else rows,
            "expected": self.expected(),
            "picks": self.may_write,
            "older": older,
            "newer": newer,
            "rows_unasked": ROWS_UNASKED if self.grows else 0,
            "rows_max": ROWS_MAX,
            "filters": self.filters,
            "chips": self.filters.chips(self.names, self.label_names(), self.preferences),
            "stepper": self.stepper(),
            "periods": self.periods,
            "choices": self.choices(recently_used(self.book) if self.may_write else ()),
            "sought": self.sought_choices(),
            "quick_day": self.quick_day(),
        }

    def expected(self) -> ExpectedRows | None:
        """Return what schedules expect; None on later pages, and where a filter narrows the list.

        One by account narrows what is expected as well.
        """
        filters = self.filters
        if filters.cursor or filters.has_period or filters.narrow.keys() - {"account"}:
            return None
        lister = DueLister(self.book.pk, self.names, self.money, self.preferences)
        found = expected_of(self.book, lister, filters.wanted.get("account", ()))
        return expected_rows(lister, found)

    @property
    def with_expected(self) -> str:
        """The address of this list with what is expected unfolded."""
        query = self.request.GET.copy()
        query["expected"] = "1"
        return f"{self.request.path}?{query.urlencode()}"

    def quick_day(self) -> str:
        """Return what the line for quick entry has for a day: one of the month that is shown."""
        month, today = self.filters.month, self.preferences.today()
        if month is None or month == Month.of(today):
            return "today"
        return show_date(month.first, self.preferences.date_form)

    @property
    def size(self) -> int:
        """How many rows the page has at the most; those before another page are one page."""
        asked = number_of(self.request.GET.get("rows", ""))
        return min(max(asked, PAGE_SIZE), ROWS_MAX) if self.grows else PAGE_SIZE

    @property
    def grows(self) -> bool:
        """Whether older pages can be appended: not where the last row is given, not the first."""
        return self.filters.cursor is None or not self.filters.cursor.back

    def page_of_rows(self) -> tuple[Sequence[StoredTransaction], str, str]:
        """Return the rows of this page, and the queries of the pages after and before it."""
        cursor, size = self.filters.cursor, self.size
        back = cursor is not None and cursor.back
        key = cursor.key if cursor else None
        search = self.filters.search(self.book)
        found = search.nearest(key, size + 1, descending=not back)
        more = len(found) > size
        found = found[:size][:: -1 if back else 1]
        if not found:
            return [], "", ""
        older = found[-1] if more or back else None
        newer = found[0] if (more if back else cursor) else None
        return found, self._beyond(older, back=False), self._beyond(newer, back=True)

    def nets(self, found: Sequence[StoredTransaction]) -> Mapping[date, int]:
        """Return what each day of the page came to, in minor units of the home currency."""
        if not found:
            return {}
        period = Period(found[-1].date, found[0].date)
        return net_by_day(by_day(self.book, period))

    def label_names(self) -> LabelNames:
        stated = self.filters.wanted
        payee = stated.get("payee", "none")
        return LabelNames(
            payee="" if payee == "none" else self._named(Payee, int(payee)),
            tag=self._named(Tag, stated["tag"]) if "tag" in stated else "",
        )

    @cached_property
    def periods(self) -> list[PeriodLink]:
        """Links to the weeks, months and the year around today."""
        today, first = self.preferences.today(), self.preferences.first_weekday
        return period_links(self.filters, today, first)

    def period_name(self) -> str:
        """Return what the period of the list is called."""
        if self.filters.month:
            return month_name(self.filters.month)
        if not self.filters.has_period:
            return gettext("All time")
        shown = (one.text for one in self.periods if one.is_shown)
        return next(shown, gettext("Chosen days"))

    def stepper(self) -> dict[str, str]:
        """Return the months before and after, with the same filters."""
        today = Month.of(self.preferences.today())
        month = self.filters.month
        return {
            "name": self.period_name(),
            "before": self.filters.in_month(month.shifted(-1) if month else today),
            "before_name": month_name(month.shifted(-1) if month else today),
            "after": self.filters.in_month(month.shifted(1)) if month else "",
            "after_name": month_name(month.shifted(1)) if month else "",
            "all": self.filters.in_month(None) if self.filters.has_period else "",
        }

    def choices(self, recent: Sequence[int]) -> dict[str, Any]:
        """Return the open accounts and categories, to choose from: `recent` ones first."""
        return {
            "accounts": [one for one in self.names.accounts.values() if not one.archived],
            "groups": grouped(open_ones(self.names), recent),
        }

    def sought_choices(self) -> dict[str, Any]:
        """Return the accounts and categories to filter by: open ones, and the stated ones."""
        account, category = (self.filters.stated.get(name) for name in ("account", "category"))
        accounts, categories = self.names.accounts.values(), self.names.categories.values()
        return {
            "accounts": [one for one in accounts if not one.archived or str(one.id) == account],
            # The fields offer one each; several come from a figure, and stay together.
            "several_accounts": account if "," in (account or "") else "",
            "several_categories": category if "," in (category or "") else "",
            "groups": grouped(
                one for one in categories if not one.archived or str(one.id) == category
            ),
        }

    def _beyond(self, row: StoredTransaction | None, *, back: bool) -> str:
        if row is None:
            return ""
        return self.filters.address(cursor=Cursor(back, NewestFirst().key_of(row)).encode())

    def _named(self, model: type[Payee] | type[Tag], row_id: int) -> str:
        found = _NAME.row(model, book=self.book.pk, id=row_id)
        return found[0] if found else ""


class AccountPage(RegisterPage):
    """The register of one account, with its balance after each row."""

    section = "accounts"
    template = "web/pages/account.html"

    @property
    def account_id(self) -> int:
        account_id: int = self.kwargs["account"]
        return account_id

    @cached_property
    def filters(self) -> Filters:
        query = self.request.GET.copy()
        query["account"] = str(self.account_id)
        return Filters.of(query)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        account = self.names.accounts.get(self.account_id)
        if account is None:
            raise NotThere
        self.title = account.name
        return super().get(request)

    def listed(self) -> dict[str, Any]:
        """Return what the page shows of the account; balances, unless filters leave rows out."""
        account = self.names.accounts[self.account_id]
        found, older, newer = self.page_of_rows()
        others = {name for name in self.filters.narrow if name != "account"}
        texts = {} if others else running_balances(self.book, account.id, found)
        balances = {
            row_id: to_minor(Decimal(text), account.money) for row_id, text in texts.items()
        }
        lister = Lister(self.book.pk, self.names, self.money, self.preferences)
        return {
            "rows": lister.rows(found, of_account=account.id, balances=balances),
            "balances": bool(balances),
            "expected": self.expected(),
            "picks": self.may_write,
            "older": older,
            "newer": newer,
            "rows_unasked": ROWS_UNASKED if self.grows else 0,
            "rows_max": ROWS_MAX,
            "filters": self.filters,
            "stepper": self.stepper(),
            # The page reads much besides: the rows that it shows stand for the newest of the book.
            "choices": self.choices(used_by(found)),
            "account": account,
            "held": self.held(account),
        }

    def held(self, account: StoredAccount) -> dict[str, Shown]:
        """Return what the account holds today, and what of it the bank has confirmed."""
        today = self.preferences.today()
        now = balance(account, today, self.moved)
        pending = pending_movements(self.book, today).get(account.id, 0)
        return {
            "now": self.money.plain(now, account.currency),
            "cleared": self.money.plain(now - pending, account.currency),
            "pending": self.money.signed(pending, account.currency),
        }


class SumsPage(RegisterPage):
    """The number of transactions that meet the filters, and their sums: loaded after the list."""

    template = "web/pages/sums.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        found = summed_up(self.filters.search(self.book))
        sums = [
            {
                "inflow": self.money.signed(one.inflow, code),
                "outflow": self.money.signed(-one.outflow, code),
                "net": self.money.signed(one.net, code),
                "by_transfers": self.money.signed(one.by_transfers, code)
                if one.by_transfers
                else None,
            }
            for code, one in (found.sums or {}).items()
        ]
        context = {"found": found, "sums": sums, "filters": self.filters}
        if "HX-Request" not in request.headers:
            return self.render(context)
        return render(request, "web/parts/sums.html", {"page": self, **context})


_NAME = Statement(
    lambda model, /, *, book, id: model._default_manager.filter(book_id=book, id=id).values_list(  # noqa: A006  # the column
        "name"
    )
)
