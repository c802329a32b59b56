"""What the transactions of a Money Manager EX database refer to: accounts, currencies, names."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, NamedTuple

from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN
from readers.common.decimals import with_decimals_of
from readers.common.sqlite_files import Database, shortest
from readers.common.texts import plain
from readers.statement import Account, path_of

_DEPTH_MAX = 20
"""How many categories a category may be below: people have up to about three. It also ends the
circles that a damaged database may have."""
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_EVEN)
_TYPES = {
    "cash": "cash",
    "checking": "checking",
    "credit card": "credit_card",
    "loan": "loan",
    "term": "savings",
    "investment": "investment",
    "shares": "investment",
    "asset": "other",
}


class Held(NamedTuple):
    """An account, with what its currency is and how many decimals its amounts have."""

    account: Account
    decimals: int
    opening: object
    opening_day: date | None

    @property
    def is_money(self) -> bool:
        """Whether it is kept in a currency, not in coins of the net or in what is no more."""
        return self.account.currency in CURRENCIES


@dataclass
class Book:
    """What the transactions refer to, and what is found out on the way through them."""

    accounts: dict[Any, Held]
    payees: dict[Any, str]
    categories: dict[Any, str]
    tags: dict[Any, str]
    first_days: dict[str, date] = field(default_factory=dict)
    void: int = 0
    rounded: int = 0

    def amount(self, value: object, held: Held) -> Decimal | None:
        """Return an amount as Money Manager EX shows it; None for what is not a number.

        It keeps binary numbers and adds them up as such, so that 0.1 and 0.2 come to
        0.30000000000000004: the shortest decimal that is the same number, rounded to the
        currency's decimals, is what was meant.
        """
        number = shortest(value)
        if number is None:
            return None
        rounded = number.quantize(Decimal(1).scaleb(-held.decimals), context=_ROUNDING)
        self.rounded += abs(rounded - number) > Decimal("0.000001")
        return with_decimals_of(rounded, held.account.currency)


def load(database: Database) -> Book:
    """Return the book of a database before anything is known of its transactions."""
    return Book(
        accounts=_accounts(database),
        payees=_names(database, "PAYEE"),
        categories=_categories(database),
        tags=_names(database, "TAG"),
    )


def day_of(value: object) -> date | None:
    """Return the day of a date with or without a time; None where it is not valid."""
    try:
        day = date.fromisoformat(plain(value)[:10])
    except ValueError:
        return None
    return day if DATE_MIN <= day <= DATE_MAX else None


def _names(database: Database, noun: str) -> dict[Any, str]:
    table = database.table(f"{noun}_V1", f"{noun}ID", f"{noun}NAME")
    return {key: plain(name) for key, name in table}


def _accounts(database: Database) -> dict[Any, Held]:
    currencies = {
        key: (plain(symbol).upper(), scale)
        for key, symbol, scale in database.table(
            *("CURRENCYFORMATS_V1", "CURRENCYID", "CURRENCY_SYMBOL", "SCALE")
        )
    }
    columns = ("ACCOUNTID", "ACCOUNTNAME", "ACCOUNTTYPE", "ACCOUNTNUM", "CURRENCYID")
    accounts = {}
    for key, name, kind, number, currency, opening, day in database.table(
        *("ACCOUNTLIST_V1", *columns, "INITIALBAL", "INITIALDATE")
    ):
        code, scale = currencies.get(currency, ("", None))
        account = Account(
            key=str(key),
            name=plain(name),
            number=plain(number),
            currency=code,
            type=_TYPES.get(plain(kind).lower(), ""),
        )
        accounts[key] = Held(account, _decimals(code, scale), opening, day_of(day))
    return accounts


def _decimals(code: str, scale: object) -> int:
    """Return how many decimals amounts have: those of ISO 4217, or of the scale, if more."""
    known = CURRENCIES[code].exponent if code in CURRENCIES else 0
    digits = len(str(scale)) - 1 if isinstance(scale, int) and scale > 0 else 0
    return max(known, min(digits, 12))


def _categories(database: Database) -> dict[Any, str]:
    """Return the paths of categories, by number or, in the old tables, by two of them."""
    tree = {
        key: (plain(name), parent)
        for key, name, parent in database.table(
            *("CATEGORY_V1", "CATEGID", "CATEGNAME", "PARENTID")
        )
    }
    paths: dict[Any, str] = {}
    for key in tree:
        names: list[str] = []
        above = key
        while above in tree and len(names) < _DEPTH_MAX:
            name, above = tree[above]
            names.insert(0, name)
        paths[key] = path_of(*names)
    for below, name, above in database.table(
        *("SUBCATEGORY_V1", "SUBCATEGID", "SUBCATEGNAME", "CATEGID")
    ):
        if above in tree:
            paths[above, below] = path_of(tree[above][0], plain(name))
    return paths
