"""One transaction of Beancount: its lines in, its entry and its postings out."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.periods import DATE_MAX, DATE_MIN
from readers.beancount.booking import Cost, Posting
from readers.beancount.text import Tokens, tokens, unquoted
from readers.bounds import LABEL_LENGTH_MAX
from readers.double_entry.converter import Entry
from readers.journal.text import Wrong

ACCOUNT = re.compile(r"[^\W\d_a-z][^\s:;\"{}@,]*(?::[^\s:;\"{}@,]+)+")
_DATE = re.compile(r"(\d{4})[-/](\d\d?)[-/](\d\d?)", re.ASCII)
_FAST = re.compile(r"\s+([A-Z][^\s;\"]*)\s+(-?\d{1,12}(?:\.\d{1,4})?)\s+([A-Z]{3})\s*", re.ASCII)
_META = re.compile(r"\s+([a-z][\w-]*):(?=\s|$)\s*(.*)", re.DOTALL)
_POSTING = re.compile(r"\s+(?:([*!&#?%A-Z])\s+)?(\S+)\s*(.*)", re.DOTALL)
_HEAD = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(?:"((?:[^"\\]|\\.)*)")?([^";]*)(?:;.*)?', re.DOTALL)
_STATUS = {"*": "cleared", "txn": "cleared", "P": "cleared", "!": "pending"}


@dataclass(slots=True)
class Pushed:
    """What the directives add to every transaction between them."""

    tags: list[str] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)

    def take(self, word: str, text: str) -> None:
        """Take one of the directives."""
        key, _, value = text.partition(":")
        if word == "pushtag":
            self.tags.append(text.lstrip("#"))
        elif word == "poptag":
            self.tags = [tag for tag in self.tags if tag != text.lstrip("#")]
        elif word == "pushmeta":
            self.meta.setdefault(key.strip(), []).append(value.strip().strip('"'))
        else:
            del self.meta.get(key.strip(), [])[-1:]


@dataclass(slots=True)
class _About:
    """What a transaction says beside its postings."""

    tags: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    identifier: str = ""
    status: str = ""

    def meta(self, key: str, value: str) -> None:
        if key == "status" and value in ("reconciled", "cleared", "pending"):
            self.status = value
        elif key == "id":
            self.identifier = value
        elif key == "notes":
            self.notes += [" ".join(line.split()) for line in value.splitlines()]
        elif value and not key.startswith("__"):
            self.notes.append(f"{key}: {' '.join(value.split())}")

    def marked(self, found: Tokens) -> None:
        """Take tags and links; raises Wrong for anything else."""
        while found.next.kind:
            token = found.take()
            if token.kind == "tag":
                self.tags.append(token.text[1:])
            elif token.kind == "link":
                self.links.append(token.text)
            elif token.text != "|":
                raise Wrong("no_transaction", f"{token.text[:40]!r} is neither a tag nor a link.")


def is_account(text: str) -> bool:
    """Whether `text` is the name of an account, none too long."""
    return len(text) <= LABEL_LENGTH_MAX and ACCOUNT.fullmatch(text) is not None


def day_of(text: str) -> date:
    """Return the date that `text` states; raises Wrong for none."""
    match = _DATE.fullmatch(text)
    if match:
        try:
            found = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise Wrong("no_date", f"There is no day {text[:20]!r}.") from None
        if DATE_MIN <= found <= DATE_MAX:
            return found
    detail = f"{text[:20]!r} is not a date from {DATE_MIN.year} to {DATE_MAX.year}."
    raise Wrong("no_date", detail)


def transaction(
    block: list[tuple[int, str]], day: date, flag: str, rest: str, pushed: Pushed
) -> tuple[Entry, list[Posting]]:
    """Return the entry of a transaction, without its legs, and its postings; raises Wrong."""
    about = _About()
    texts = _head(rest, about)
    postings: list[Posting] = []
    for number, line in block[1:]:
        try:
            _line(number, line, postings, about)
        except Wrong as wrong:
            wrong.line = wrong.line or number
            raise
    for key, values in pushed.meta.items():
        if values:
            about.meta(key, values[-1])
    payee, narration = texts if len(texts) == 2 else ["", *texts]
    reference = about.identifier
    links = about.links
    if not reference and links:
        reference, links = links[0][1:], links[1:]
    entry = Entry(
        block[0][0],
        day,
        [],
        " ".join(payee.split()),
        " ".join(narration.split()),
        "\n".join(filter(None, [*about.notes, *links])),
        "",
        reference,
        tuple(dict.fromkeys([*about.tags, *pushed.tags])),
        about.status or _STATUS.get(flag, ""),
    )
    return entry, postings


def _head(rest: str, about: _About) -> list[str]:
    """Return the payee, if there is one, and the narration."""
    match = _HEAD.fullmatch(rest)
    if match:
        if marks := match[3].strip():
            about.marked(Tokens(tokens(marks)))
        texts = [match[1]] if match[2] is None else [match[1], match[2]]
        return [unquoted(f'"{text}"') for text in texts]
    found = Tokens(tokens(rest))
    texts = []
    while found.next.kind == "string" or found.next.text == "|":
        if (token := found.take()).kind == "string":
            texts.append(token.text)
    about.marked(found)
    if len(texts) > 2:
        raise Wrong("no_transaction", "A transaction has only a payee and a narration.")
    return texts or [""]


def _line(number: int, line: str, postings: list[Posting], about: _About) -> None:
    """Take one line below the first."""
    # The pattern is for ordinary lines, as its time grows with theirs.
    if len(line) <= 1000 and (match := _FAST.fullmatch(line)):
        name, amount, currency = match.groups()
        postings.append(Posting(number, name, Decimal(amount), currency))
        return
    text = line.strip()
    if text[0] == ";":
        return
    if text[0] in "#^" and not text[1:2].isspace():
        about.marked(Tokens(tokens(text)))
    elif match := _META.fullmatch(line):
        value = _value(match[2])
        if not postings:
            about.meta(match[1], value)
        elif match[1] in ("description", "memo", "note"):
            postings[-1].memo = " ".join(value.split())
    elif (match := _POSTING.fullmatch(line)) and is_account(match[2]):
        postings.append(_posting(number, match[2], match[3]))
    else:
        raise Wrong("no_posting", f"{text[:60]!r} is neither a posting nor metadata.")


def _value(text: str) -> str:
    """Return the value of metadata as text."""
    if text.startswith('"'):
        found = tokens(text)
        return found[0].text if found else ""
    return text.partition(" ;")[0].strip()


def _posting(number: int, account: str, rest: str) -> Posting:
    """Return a posting of which `rest` stands after the account; raises Wrong."""
    posting = Posting(number, account)
    found = Tokens(tokens(rest))
    posting.amount = found.number()
    posting.currency = found.currency()
    if mark := found.took("{", "{{"):
        posting.cost = _cost(found, total=mark == "{{")
    if mark := found.took("@", "@@"):
        posting.priced, posting.price_total = True, mark == "@@"
        posting.price = found.number()
        posting.price_currency = found.currency()
        if posting.price is not None and (posting.price < 0 or not posting.price_currency):
            raise Wrong("no_amount", f"{rest[:60]!r}: a price is an amount such as 1.10 EUR.")
    if found.next.kind:
        raise Wrong("no_amount", f"{rest[:60]!r} is not an amount such as 10.00 EUR.")
    return posting


def _cost(found: Tokens, *, total: bool) -> Cost:
    """Return what stands in braces; raises Wrong."""
    cost = Cost()
    while not found.took("}", "}}"):
        kind = found.next.kind
        if kind == "date":
            cost.date = day_of(found.take().text)
        elif kind == "string":
            cost.label = found.take().text
        elif kind == "currency":
            cost.currency = found.take().text
        elif found.took("*"):
            cost.merged = True
        elif not found.took(","):
            _cost_number(found, cost, total=total)
    return cost


def _cost_number(found: Tokens, cost: Cost, *, total: bool) -> None:
    before = found.next
    if found.took("#"):
        cost.total = found.number()
        return
    number = found.number()
    if number is None:
        raise Wrong("no_amount", f"{before.text[:40] or 'the end'!r} is not a cost.")
    if total:
        cost.total = number
    else:
        cost.number = number
