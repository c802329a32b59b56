"""What the accounts of double entry are to a person: by the words that their names are made of.

Assets and liabilities are accounts of the person's own, income and expenses are categories, and of
equity some accounts only stand for the beginning of the book or for a change of currencies.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from readers.statement import path_of


class Role(StrEnum):
    """What an account of double entry is."""

    OWN = "own"
    """Money that the person has or owes."""
    CATEGORY = "category"
    """What money is earned with and spent on."""
    OPENING = "opening"
    """Where the balances come from that accounts begin with."""
    CONVERSION = "conversion"
    """What stands between two currencies of one entry, and nothing else."""
    OTHER = "other"
    """The rest of equity: neither an account nor a category."""


class Place(NamedTuple):
    """An account of double entry as a person sees it."""

    role: Role
    path: str = ""
    """Of a category, as `Split.category`; empty for one that only says that there is none."""
    name: str = ""
    """Of an own account, for people."""
    type: str = ""
    """Of an own account, one of `accounts.models.AccountType`."""
    number: str = ""
    """IBAN or account number of an own account."""
    sure: bool = True
    """False where the name of the root is not a known word and its role was guessed."""


ASSETS, LIABILITIES, EQUITY, INCOME, EXPENSES = (
    "assets",
    "liabilities",
    "equity",
    "income",
    "expenses",
)
_WORDS = {
    ASSETS: "asset assets aktiva vermögen guthaben activo activos actif actifs attività attivita "
    "activa bezittingen ativo ativos tillgångar aktywa",
    LIABILITIES: "liability liabilities debt debts verbindlichkeiten verbindlichkeit schulden "
    "passiva pasivo pasivos passif passifs passività passivita passivo passivos skulder pasywa",
    EQUITY: "equity eigenkapital capital capitaux patrimonio patrimônio eget-kapital kapitał "
    "eigen-vermogen",
    INCOME: "income incomes revenue revenues einnahmen erträge ertrag einkommen einkünfte ingresos "
    "revenus entrate inkomsten receitas intäkter przychody",
    EXPENSES: "expense expenses ausgaben aufwendungen aufwand kosten gastos dépenses depenses "
    "uscite spese uitgaven despesas utgifter wydatki",
}
ROOTS = {word: root for root, words in _WORDS.items() for word in words.split()}
"""The names that the first part of an account has, in lower case."""

_OPENING = re.compile(r"opening|eröffnung|anfangs|startsaldo|saldo inicial|solde initial")
_CONVERSION = re.compile(r"conversion|trading|currenc|umrechnung|wechselkurs")
_NO_CATEGORY = {"uncategorised", "uncategorized", "unknown"}
_TYPES = (
    ("credit_card", re.compile(r"credit(?!ors?\b|s\b)|card|visa|amex|kreditkarte|tarjeta")),
    ("loan", re.compile(r"loan|mortgage|darlehen|kredit|hypothek")),
    ("savings", re.compile(r"saving|sparbuch|sparkonto|tagesgeld|festgeld|ahorro|épargne")),
    ("cash", re.compile(r"\bcash|wallet|bargeld|geldbeutel|portemonnaie|efectivo|kasse")),
    (
        "investment",
        re.compile(r"broker|invest|depot|retirement|401k|\bira\b|portfolio|securit|stocks?\b"),
    ),
    ("checking", re.compile(r"check|chequ|bank|giro|konto|current|sparkasse")),
)
_OWED = {"credit_card", "loan"}


def place_of(
    name: str, *, root: str = "", below: Sequence[str] | None = None, label: str = ""
) -> Place:
    """Return what the account with the full name `name` is, its parts divided by ":".

    `root`, one of the five, says what it is where its name does not; `below` are the names of its
    parts below the root where they are called otherwise for people, and `label` is what an own
    account is called. A root that is not a known word is an own account where the name is that of
    one, such as "Bank" or "Wallet", and a category where it is not.
    """
    parts = name.split(":")
    at = next((n for n, part in enumerate(parts[:3]) if part.strip().casefold() in ROOTS), -1)
    known = root or (ROOTS[parts[at].strip().casefold()] if at >= 0 else "")
    if not known:
        return _guessed(name)
    if below is not None:
        parts = list(below)
    elif at >= 0 and ROOTS[parts[at].strip().casefold()] == known:
        del parts[at]
    if known in (ASSETS, LIABILITIES):
        kind = _type_of(parts or [name], owed=known == LIABILITIES)
        return Place(Role.OWN, name=label or ":".join(parts) or name, type=kind)
    if known == EQUITY:
        return Place(_role_in_equity(":".join(parts).casefold()))
    return Place(Role.CATEGORY, path=_category(parts))


def _role_in_equity(name: str) -> Role:
    if _OPENING.search(name):
        return Role.OPENING
    return Role.CONVERSION if _CONVERSION.search(name) else Role.OTHER


def _category(parts: Sequence[str]) -> str:
    if len(parts) == 1 and parts[0].strip().casefold() in _NO_CATEGORY:
        return ""
    return path_of(*parts)


def _guessed(name: str) -> Place:
    parts = name.split(":")
    kind = _type_of(parts[:1], owed=True)
    kind = kind if kind != "other" else _type_of(parts[:1], owed=False)
    if kind != "other":
        kind = _type_of(parts, owed=kind in _OWED)
        return Place(Role.OWN, name=name, type=kind, sure=False)
    return Place(Role.CATEGORY, path=_category(parts), sure=False)


def _type_of(parts: Sequence[str], *, owed: bool) -> str:
    """Return the type that the last part with a telling name tells."""
    for part in reversed(parts):
        words = part.casefold()
        for kind, pattern in _TYPES:
            if (owed or kind not in _OWED) and pattern.search(words):
                return kind
    return "other"
