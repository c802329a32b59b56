"""Which account of the book the rows of a file go to, or which one is to be made for them."""

from dataclasses import dataclass, field

from accounts.drafts import ACCOUNTS_MAX
from accounts.models import Account as BookAccount
from accounts.models import AccountType
from books.models import Book
from common.money import CURRENCIES, Currency
from common.text import NAME_LENGTH_MAX, clean, fold, is_only_marks
from imports.plan.parameters import ImportParameters
from imports.plan.rows import NO_TARGET
from imports.plan.summary import Target
from imports.planning.remembered import KnownNames, Recall
from readers.statement import Account, Unreadable


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account of the book."""

    id: int
    name_key: str
    currency: str
    is_unused: bool


class AccountMismatch(Exception):
    """A row that no account takes; `code` for programs, the text for people."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        super().__init__(detail)


@dataclass
class AccountMapper:
    """Finds the account of each row; what has been found once is looked up."""

    book: Book
    parameters: ImportParameters
    recall: Recall
    found: list[Target] = field(default_factory=list)
    warnings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = BookAccount.objects.for_book(self.book).only(
            *("id", "name_key", "currency", "opening_balance", "moved_in", "strict")
        )
        self._own = {
            row.pk: OwnAccount(
                *(row.pk, row.name_key, row.currency),
                is_unused=not row.opening_balance and not row.moved_in,
            )
            for row in rows
        }
        self.strict = frozenset(row.pk for row in rows if row.strict)
        """The ids of accounts that are strict."""
        self._by_name = {own.name_key: own for own in self._own.values()}
        self.names = KnownNames(self.book)
        self._named: dict[str, Account] = {}
        self._places: dict[tuple[str, str], int] = {}
        self._of_rows: set[str] = set()
        """The keys of accounts that have rows or balances."""
        self._transferred: set[str] = set()
        """The keys of accounts that transfers go to or come from."""
        self._default_key: str | None = None
        self._fallback = CURRENCIES.get(str(self.parameters.options.get("currency", "")).upper())

    def name(self, account: Account) -> None:
        """Take note of an account that the file names; what was said of it before stays."""
        if account.key not in self._named and len(self._named) >= ACCOUNTS_MAX:
            raise Unreadable("too_many_accounts", f"A file has at most {ACCOUNTS_MAX} accounts.")
        self._named.setdefault(account.key, account)

    def place(self, key: str, currency: str) -> int:
        """Return the place of the account that a row is on; raises AccountMismatch, Unreadable.

        A key without a letter or digit names no account, unless the book has one of that name.
        """
        key = "" if is_only_marks(key) and fold(key) not in self._by_name else key
        place = self._place(key, currency)
        if key not in self._of_rows:
            self._of_rows.add(key)
            if self._default_key not in (None, key) and key and not self._mapped(key, currency):
                self.warnings["several_accounts"] = (
                    "The file has several accounts. The stated account is the first of them. The "
                    "others, unless mapped, are accounts of the same name, or new ones."
                    if self._default_key
                    else (
                        "The file has several accounts and does not name the first. Accounts "
                        "that are neither mapped nor in the book are the stated one."
                    )
                )
        return place

    def currency(self, place: int) -> Currency:
        """Return the currency of the account at `place`."""
        return CURRENCIES[self.found[place].currency]

    def same_currency(self, one: int, other: int) -> bool:
        """Whether the accounts at two places are in one currency."""
        return self.found[one].currency == self.found[other].currency

    def _place(self, key: str, currency: str) -> int:
        place = self._places.get((key, currency))
        if place is None:
            place = self._places[key, currency] = self._resolve(key, currency)
        return place

    def other(self, key: str, currency: str) -> int:
        """Return the place of the account that a transfer goes to or comes from.

        NO_TARGET where it stands for other people. The stated account is where rows go, and none
        of these. Raises AccountMismatch where there is no such account, and none is to be made.
        """
        named = self._named.get(key)
        if named is not None and not named.own:
            return NO_TARGET
        self._transferred.add(key)
        stated = named.currency if named else ""
        own = self._mapped(key, stated) or self._same(key, stated or currency)
        if own is None and not stated:
            # The file does not say that the account is in the currency of the row.
            own = self._same_name(key, "")
        return self._place(key, own.currency if own else stated or currency)

    def _resolve(self, key: str, currency: str) -> int:
        named = self._named.get(key, Account(key))
        code = currency or named.currency or (self._fallback.code if self._fallback else "")
        if code and code not in CURRENCIES:
            detail = f"{code[:20]!r} is not a currency of ISO 4217, such as EUR."
            raise AccountMismatch("unknown_currency", detail)
        own = self._chosen(key, code)
        if own is not None:
            if code and own.currency != code:
                raise AccountMismatch(
                    "currency_differs",
                    f"This row is in {code}, and its account in {own.currency}. Import it into an "
                    f"account in {code}.",
                )
            place = self._add(named, own.currency, own.id)
            stated = own.id in (self.parameters.account, *self.parameters.accounts.values())
            self.found[place].takes_opening = own.is_unused and not stated
            return place
        if not key:
            raise Unreadable(
                "account_required",
                "The file does not name its account: state one.",
                option="account",
            )
        if not self.parameters.create_accounts:
            detail = f"The book has no account for {named.name or key}; map it to one."
            raise AccountMismatch("account_unknown", detail)
        place = self._add(named, code or self.book.home_currency, None)
        self.found[place].assumes_currency = not code
        return place

    def _chosen(self, key: str, code: str) -> OwnAccount | None:
        """Return the book's account for rows of `key`, where there is one."""
        mapped = self._mapped(key, code)
        if mapped is not None:
            return mapped
        stated = self._own.get(self.parameters.account or 0)
        if stated is None:
            return self._same(key, code) if key else self._recalled()
        if self._default_key is None:
            self._default_key = key
        if key == self._default_key:
            return stated
        # What a file tells apart by the currency alone, or beside rows without an account, has no
        # name of its own: it is part of the stated account.
        if key not in ("", code) and (self._default_key or key in self._transferred):
            return self._same(key, code)
        if key == code == stated.currency:
            return self._remembered(key, code) or stated
        return (self._same(key, code) if key else None) or stated

    def _recalled(self) -> OwnAccount | None:
        """Return the account that the rows of a table like this went to."""
        own = self._own.get(self.recall.account or 0)
        if own is not None:
            self.warnings["account_recalled"] = (
                "The rows go to the account of the last file with these columns."
            )
        return own

    def _mapped(self, key: str, code: str) -> OwnAccount | None:
        for word in (f"{key} {code}".strip(), key):
            if word in self.parameters.accounts:
                return self._own.get(self.parameters.accounts[word])
        return None

    def _same(self, key: str, code: str) -> OwnAccount | None:
        """Return the account that a file called so before, or that has the name."""
        return self._remembered(key, code) or self._same_name(key, code)

    def _remembered(self, key: str, code: str) -> OwnAccount | None:
        # A table tells an account by its currency only if it has several in the same file.
        for word in (key, f"{key} {code}", key.removesuffix(f" {code}")) if code else (key,):
            for currency in (code, ""):
                own = self._own.get(self.names.account(word, currency) or 0)
                if own is not None and (not code or own.currency == code):
                    return own
        return None

    def _same_name(self, key: str, code: str) -> OwnAccount | None:
        named = self._named.get(key)
        for name in (named.name if named else "", key):
            own = self._by_name.get(fold(name)) if name else None
            if own is not None and (not code or own.currency == code):
                _ask_for_wallet(named, key)
                return own
        return None

    def _add(self, named: Account, currency: str, account_id: int | None) -> int:
        for place, target in enumerate(self.found):
            same = (target.account, target.currency) == (account_id, currency)
            if same and (account_id is not None or target.key == named.key):
                return place
        if len(self.found) >= ACCOUNTS_MAX:
            raise Unreadable("too_many_accounts", f"A file has at most {ACCOUNTS_MAX} accounts.")
        kind = named.type if named.type in set(AccountType) else str(AccountType.OTHER)
        name = named.name or named.number or named.key
        if account_id is None:
            name = self._free_name(name, currency)
        self.found.append(Target(named.key, name, named.number, currency, kind, account_id))
        return len(self.found) - 1

    def _free_name(self, wanted: str, currency: str) -> str:
        """Return a name that neither the book nor the file has an account of yet."""
        taken = self._by_name.keys() | {fold(t.name) for t in self.found if t.account is None}
        # Room for a code or a number; a thousand numbers are as many as a book has accounts.
        base = clean(wanted)[: NAME_LENGTH_MAX - 8].strip() or "Account"
        names = [base, f"{base} {currency}", *(f"{base} {number}" for number in range(2, 1_000))]
        return next(name for name in names if fold(name) not in taken)


def _ask_for_wallet(named: Account | None, key: str) -> None:
    """Raise Unreadable for an account that the file calls by nothing but its currency.

    The wallets of every provider are called so: an account of that name may be another's.
    """
    if key in CURRENCIES and not (named and (named.name or named.number)):
        raise Unreadable(
            "account_required",
            f"The file calls an account {key}, which is only a currency, and the book has an "
            f"account of that name. State in `accounts` which one it is, as in "
            f'{{"{key}": 1}} with the id of the account.',
            option="accounts",
        )
