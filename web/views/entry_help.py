"""What helps somebody who types an entry: how texts are read, payees, the category that fits."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from common.integers import number_of
from imports.suggesting.for_payee import category_for_payee
from transactions.models import PostingKind
from web.formats import show_amount, show_long_date
from web.forms.split import SplitLines
from web.pages import BookPage
from web.reading.amounts import read_amount
from web.reading.dates import read_date
from web.reading.refusals import NotRead
from web.views.entry_form import EntryPage, payees_offered


class Preview(EntryPage):
    """How amounts and a day would be read; a text that is refused has nothing to say yet."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        asked = request.GET
        account = self.names.accounts.get(number_of(asked.get("account", "")))
        said = {"amount": "", "date": "", "rest": "", "adds_up": False}
        with suppress(NotRead):
            day = read_date(
                asked.get("date", ""), self.preferences.date_form, self.preferences.today()
            )
            said["date"] = show_long_date(day, self.preferences.date_form)
        if account is None:
            return JsonResponse(said)
        numbers = self.preferences.number_form
        with suppress(NotRead):
            found = read_amount(asked.get("amount", ""), account.money, numbers)
            said["amount"] = f"= {found.echo} {account.currency}" if found.computed else ""
            split = SplitLines.of(asked)
            split.read(account.money, numbers)
            rest = abs(found.minor) - split.total
            said |= {"rest": show_amount(rest, account.money, numbers), "adds_up": not rest}
        return JsonResponse(said)


class PayeeNames(BookPage):
    """The names that fields of payees offer, for pages that do not bring them."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return JsonResponse({"names": payees_offered(self.book)})


class Suggest(EntryPage):
    """The category that fits a payee, with its reason; without a kind, one for money out first."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        payee = request.GET.get("payee", "").strip()
        kinds = [PostingKind.EXPENSE, PostingKind.INCOME]
        if "type" in request.GET:
            kinds = [kind for kind in kinds if kind == request.GET["type"]]
        for kind in kinds if payee else []:
            if found := category_for_payee(self.book, payee, "", kind):
                reason = _("Suggested: %(reason)s.") % {"reason": found.reason}
                return JsonResponse({"category": str(found.category), "reason": reason})
        return JsonResponse({})
