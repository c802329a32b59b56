"""The figures of a page, and the sums of the lists that they lead to."""

import re
from dataclasses import dataclass
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from django.http import QueryDict
from django.urls import resolve

from accounts.balances import balance
from accounts.models import Account
from common.money import CURRENCIES
from transactions.models import Posting, PostingKind
from transactions.summary import summed_up
from web.filters import Filters

COUNTED = [PostingKind.EXPENSE, PostingKind.INCOME]


@dataclass(frozen=True)
class Link:
    """A figure that is a link: what it says, in plain numbers, and where it leads."""

    href: str
    value: str
    text: str


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links = []
        self._href = self._value = None
        self._text = ""

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "a":
            self._href, self._value, self._text = attrs.get("href"), None, ""
        if tag == "data" and self._href and self._value is None:
            self._value = attrs["value"]

    def handle_data(self, data):
        self._text += data

    def handle_endtag(self, tag):
        if tag == "a" and self._href:
            if self._value is not None:
                self.links.append(Link(self._href, self._value, " ".join(self._text.split())))
            self._href = None


def main_of(answer) -> str:
    """What a page says between its bars."""
    return re.search("<main.*</main>", answer.content.decode(), re.DOTALL).group()


def links_of(answer) -> list[Link]:
    """The figures of a page that are links."""
    reader = _Reader()
    reader.feed(main_of(answer))
    return reader.links


def sum_behind(href, book) -> Decimal | None:
    """What the list at `href` sums to; None for an address that is not that of a list."""
    parts = urlsplit(href)
    name = resolve(parts.path).url_name if parts.path.startswith("/") else ""
    if name == "transactions":
        return _of_list(parts.query, book)
    if name == "account":
        return _of_account(resolve(parts.path).kwargs["account"], parts.query)
    return None


def _of_list(query, book) -> Decimal:
    """The converted postings of the list; those without a rate where it asks for these alone."""
    filters = Filters.of(QueryDict(query))
    assert not filters.faults, filters.faults
    search = filters.search(book)
    ids = search.some_ids(10_000)
    lookups = dict(search.posting.of_postings())
    kinds = [
        *COUNTED,
        *([PostingKind.TRANSFER] if filters.wanted.get("kind") == "transfer" else []),
    ]
    found = Posting.objects.filter(kind__in=kinds).filter(transaction__in=ids, **lookups)
    if filters.wanted.get("category") == "none":
        found = found.filter(category=None)
    if filters.wanted["converted"] is False:
        (code,) = set(found.values_list("currency", flat=True)) or {book.home_currency}
        found = found.filter(home_amount=None)
        return _decimal(sum(found.values_list("amount", flat=True)), code)
    converted = found.exclude(home_amount=None)
    total = sum(converted.values_list("home_amount", flat=True))
    if {"kind", "category"} & filters.wanted.keys():
        # The list says at its head what it sums to, by currency.
        said = summed_up(search).sums.get(book.home_currency)
        foreign = converted.exclude(currency=book.home_currency)
        assert total == (said.net if said else 0) + sum(
            foreign.values_list("home_amount", flat=True)
        )
    return _decimal(total, book.home_currency)


def _of_account(account_id, query) -> Decimal:
    account = Account.objects.get(pk=account_id)
    (day,) = parse_qs(query)["end_date"]
    rows = Posting.objects.filter(account=account, date__lte=day)
    moved = {account.pk: sum(rows.values_list("amount", flat=True))}
    return _decimal(
        balance(account, rows.model._meta.get_field("date").to_python(day), moved), account.currency
    )


def _decimal(minor, code) -> Decimal:
    return Decimal(minor).scaleb(-CURRENCIES[code].exponent)


def agrees(link, book) -> bool:
    """Whether a figure is the sum of its list; spending is shown without its minus."""
    behind = sum_behind(link.href, book)
    return behind is None or abs(behind) == abs(Decimal(link.value))
