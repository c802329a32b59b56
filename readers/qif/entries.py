"""One transaction of QIF: what its lines say, its category and its parts."""

import re
from decimal import Decimal
from typing import NamedTuple

from readers.statement import Split, path_of

OPENINGS = (
    *("opening bal", "starting bal", "initial bal", "beginning bal"),
    *("solde initial", "solde d'ouverture", "solde de départ"),
    *("anfangssaldo", "anfangsbestand", "eröffnungssaldo", "startsaldo"),
    *("saldo inicial", "saldo iniziale", "saldo di apertura", "saldo de apertura"),
    *("beginsaldo", "openingssaldo", "saldo początkowe", "ingående saldo"),
)
"""What programs write as the payee of the record that an account begins with."""

_ACCOUNT = re.compile(r"(?:(?P<category>[^\[\]|]*)\|)?\[(?P<account>[^\]]*)\](?:/(?P<tag>.*))?")
_PARTS = frozenset("SE$%")
_STATUS = {"*": "cleared", "C": "cleared", "X": "reconciled", "R": "reconciled"}


class Place(NamedTuple):
    """What L or S says: a category, an account of the person's own, or both, and a class."""

    category: str = ""
    account: str = ""
    tag: str = ""
    is_transfer: bool = False


class Part:
    """One part of a transaction, as it is written."""

    __slots__ = ("amount", "memo", "percent", "place")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.memo = ""
        self.amount = ""
        self.percent = ""


class Entry:
    """The lines of a record by their codes."""

    __slots__ = ("address", "memo", "parts", "texts", "twice")

    def __init__(self, lines: list[str]) -> None:
        self.texts: dict[str, str] = {}
        self.memo: list[str] = []
        self.address: list[str] = []
        self.parts: list[Part] = []
        self.twice = ""
        """The code of a line that a record has once only, and this one has twice."""
        for line in lines:
            code, text = line[0], line[1:].strip()
            if code in _PARTS:
                self._part(code, text)
            elif code == "M":
                self.memo.append(text)
            elif code == "A":
                self.address.append(text)
            elif code not in self.texts:
                self.texts[code] = text
            elif code == "T" or (code == "D" and not self.parts):
                self.twice = code

    def text(self, code: str) -> str:
        return self.texts.get(code, "")

    @property
    def amount(self) -> str:
        return self.texts.get("T") or self.texts.get("U") or ""

    @property
    def status(self) -> str:
        return _STATUS.get(self.text("C")[:1].upper(), "")

    @property
    def is_opening(self) -> bool:
        """Whether it calls itself the balance that the account begins with."""
        return self.text("P").casefold().startswith(OPENINGS)

    def _part(self, code: str, text: str) -> None:
        if code == "S":
            self.parts.append(Part(place_of(text)))
            return
        if not self.parts or (code == "$" and self.parts[-1].amount):
            self.parts.append(Part(Place()))
        part = self.parts[-1]
        if code == "$":
            part.amount = text
        elif code == "E":
            part.memo = f"{part.memo} {text}".strip()
        else:
            part.percent = text.rstrip("% ")


def place_of(text: str) -> Place:
    """Return what the text of L or S means: "Food:Snacks/Class", "[Account]", "Fees|[Account]"."""
    text = text.strip()
    if not text or text.strip("|- ").casefold() == "split":
        return Place()
    if match := _ACCOUNT.fullmatch(text):
        account = " ".join(match["account"].split())
        return Place(
            _path(match["category"] or ""), account, (match["tag"] or "").strip(), is_transfer=True
        )
    category, _, tag = text.partition("/")
    return Place(_path(category), tag=tag.strip())


def splits_of(
    parts: list[tuple[Part, Decimal]], amount: Decimal, own: str
) -> tuple[tuple[Split, ...], bool]:
    """Return the splits of a row of `amount`, and whether they had to be made to add up to it.

    What is missing becomes a part of its own, without a category. A part that says nothing is
    left out, and one that moves to the account itself moves nowhere.
    """
    splits = [
        Split(
            size,
            part.place.category,
            part.place.account if part.place.account != own else "",
            " ".join(part.memo.split()),
        )
        for part, size in parts
        if size or part.place != Place() or part.memo
    ]
    rest = amount - sum((split.amount for split in splits), Decimal(0))
    if splits and rest:
        splits.append(Split(rest))
        return tuple(splits), True
    return tuple(splits), False


def shares_of(parts: list[Part], amount: Decimal) -> list[Decimal | None]:
    """Return the amounts of parts that are stated in percent, to the cent; None for no number.

    The last part has what is left, so that nothing is lost by rounding.
    """
    shares: list[Decimal | None] = []
    left, percent = amount, Decimal(0)
    for part in parts:
        if not re.fullmatch(r"-?[0-9]{1,5}(?:\.[0-9]{1,9})?", part.percent, re.ASCII):
            shares.append(None)
            continue
        share = (amount * Decimal(part.percent) / 100).quantize(Decimal("0.01"))
        percent += Decimal(part.percent)
        left -= share
        shares.append(share)
    if percent == 100 and shares[-1] is not None:
        shares[-1] += left
    return shares


def _path(text: str) -> str:
    names = (" ".join(name.split()) for name in text.split(":"))
    return path_of(*(name for name in names if name))
