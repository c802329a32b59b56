"""A made-up household as one list of facts, and the files that banks and programs make of it."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

FIRST_DAY = date(2019, 1, 1)
DAYS = 5 * 365
ACCOUNTS = ("Giro", "Joint", "Savings", "Purse", "Holiday fund", "Visa", "Mastercard", "Deposit")
CARDS = frozenset({"Visa", "Mastercard"})
GROUPS = ("Food", "Home", "Car", "Health", "Children", "Leisure", "Shopping", "Travel", "Fees")
EXPENSES = tuple(
    f"{group}:{name}" for group in GROUPS for name in (f"{group} A", f"{group} B", "Costs", "Other")
)
INCOMES = ("Work:Salary", "Work:Bonus", "Capital:Interest", "Capital:Dividends")
WORDS = ("weekly shop", "ticket", "order 4711", "Café Zoë", "invoice", "subscription", "")


class Fact(NamedTuple):
    """One transaction; in a transfer, `account` is where the money leaves."""

    number: int
    day: date
    account: str
    cents: int
    payee: str
    text: str
    category: str = ""
    other: str = ""
    parts: tuple[tuple[int, str], ...] = ()

    def entries(self):
        """Its (cents, category) pairs, one for each part."""
        return self.parts or ((self.cents, self.category),)


class Household:
    """As many facts as are asked for, in the order of their days."""

    def __init__(self, size, seed=4):
        draw = random.Random(seed)
        self.opening = {name: draw.randrange(-50_000, 500_000) for name in ACCOUNTS}
        payees = [f"Payee {n} {draw.choice(('GmbH', 'Ltd', 'Söhne', '& Co'))}" for n in range(400)]
        days = sorted(draw.randrange(DAYS) for _ in range(size))
        self.facts = []
        for number, day in enumerate(days, 1):
            when = FIRST_DAY + timedelta(days=day)
            before = self.facts[-1] if self.facts else None
            if before and before.day == when and draw.random() < 0.05:
                # Two real coffees on one day, which nothing but the bank's id tells apart.
                self.facts.append(before._replace(number=number))
            else:
                self.facts.append(_fact(draw, number, when, draw.choice(payees)))

    def of(self, account):
        """The (fact, cents) pairs of one account, both sides of transfers alike."""
        for fact in self.facts:
            if fact.account == account:
                yield fact, fact.cents
            elif fact.other == account:
                yield fact, -fact.cents

    def until(self, day):
        """The household up to the end of `day`."""
        return self._part([fact for fact in self.facts if fact.day <= day], self.opening)

    def after(self, day):
        """The household from the day after `day`, with what there was then."""
        later = [fact for fact in self.facts if fact.day > day]
        return self._part(later, self.until(day).balances())

    def _part(self, facts, opening):
        part = Household(0)
        part.facts, part.opening = facts, opening
        return part

    def balances(self):
        """The cents on each account in the end."""
        return {
            name: self.opening[name] + sum(cents for _, cents in self.of(name)) for name in ACCOUNTS
        }

    def sums(self):
        """The cents of each category in each month, signed as on the accounts."""
        found = defaultdict(int)
        for fact in self.facts:
            for cents, category in fact.entries():
                if category:
                    found[category, f"{fact.day:%Y-%m}"] += cents
        return {key: cents for key, cents in found.items() if cents}


def _fact(draw, number, day, payee):
    account, text = draw.choice(ACCOUNTS), draw.choice(WORDS)
    cents = -min(int(draw.lognormvariate(8, 1)) + 1, 500_000)
    kind = draw.random()
    if kind < 0.08:
        other = draw.choice([name for name in ACCOUNTS if name != account])
        return Fact(number, day, account, cents // 100 * 100, "", text, other=other)
    if kind < 0.13:
        return Fact(number, day, account, draw.randrange(1, 400_000), payee, text,
                    draw.choice(INCOMES))  # fmt: skip
    if kind < 0.16:
        refund = -cents // 2 + 1
        return Fact(number, day, account, refund, payee, text, draw.choice(EXPENSES))
    if kind < 0.19:
        parts = tuple(
            (-draw.randrange(1, 9_000), category)
            for category in draw.sample(EXPENSES, draw.randint(2, 4))
        )
        return Fact(number, day, account, sum(p[0] for p in parts), payee, text, parts=parts)
    return Fact(number, day, account, cents, payee, text, draw.choice(EXPENSES))


def money(cents, point="."):
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}{point}{abs(cents) % 100:02}"


def csv_of_all(household):
    """One table of all accounts, with categories and transfers; a split has several lines."""
    lines = ["Date,Account,Payee,Description,Category,Transfer account,Amount"]
    for fact in household.facts:
        for cents, category in fact.entries():
            lines.append(
                f"{fact.day},{fact.account},{fact.payee},{fact.text},{category},{fact.other},"
                f"{money(cents)}"
            )
    return "\n".join(lines) + "\n"


def csv_of(household, account, *, part=slice(None)):
    """What a bank makes of one account: German, the newest first, with running balances."""
    balance, lines = household.opening[account], []
    for fact, cents in household.of(account):
        balance += cents
        lines.append(
            f"{fact.day:%d.%m.%Y};{fact.payee};{fact.text};{money(cents, ',')};"
            f"{money(balance, ',')}"
        )
    heading = "Buchungstag;Empfänger;Verwendungszweck;Betrag;Saldo"
    return "\r\n".join([heading, *reversed(lines[part]), ""])


def ofx_of(household, accounts=ACCOUNTS, *, part=slice(None), names_other=True):
    """A statement for each account; with `names_other`, transfers name the other account."""
    statements = "".join(_statement(household, name, part, names_other) for name in accounts)
    return f"OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\n\n<OFX>{statements}</OFX>\n"


def _statement(household, account, part, names_other):
    prefix = "CC" if account in CARDS else ""
    message = "CREDITCARDMSGSRSV1" if prefix else "BANKMSGSRSV1"
    rows = []
    for fact, cents in list(household.of(account))[part]:
        other = fact.account if fact.other == account else fact.other
        to = _place(other, "TO") if other and names_other else ""
        name = f"<NAME>{fact.payee.replace('&', '&amp;')}" if fact.payee else ""
        memo = f"<MEMO>{fact.text}" if fact.text else ""
        rows.append(
            f"<STMTTRN><TRNTYPE>{'XFER' if other else 'OTHER'}<DTPOSTED>{fact.day:%Y%m%d}120000"
            f"<TRNAMT>{money(cents)}<FITID>{account[:3]}-{fact.number}{name}{to}{memo}</STMTTRN>\n"
        )
    balance = household.opening[account] + sum(c for _, c in household.of(account))
    return (
        f"<{message}><{prefix}STMTTRNRS><{prefix}STMTRS><CURDEF>EUR{_place(account, 'FROM')}\n"
        f"<BANKTRANLIST>{''.join(rows)}</BANKTRANLIST><LEDGERBAL><BALAMT>{money(balance)}"
        f"<DTASOF>20231231</LEDGERBAL></{prefix}STMTRS></{prefix}STMTTRNRS></{message}>"
    )


def _place(account, which):
    if account in CARDS:
        return f"<CCACCT{which}><ACCTID>{account}</CCACCT{which}>"
    return f"<BANKACCT{which}><BANKID>70000000<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCT{which}>"


def qif_of(household):
    """All accounts with categories and splits; transfers stand with both of their accounts."""
    parts = ["!Type:Cat\n"]
    parts += [f"N{name}\nE\n^\n" for name in EXPENSES] + [f"N{name}\nI\n^\n" for name in INCOMES]
    for account in ACCOUNTS:
        kind = "CCard" if account in CARDS else "Cash" if account == "Purse" else "Bank"
        parts.append(f"!Account\nN{account}\nT{kind}\nD[EUR]\n^\n!Type:{kind}\n")
        opening = money(household.opening[account])
        parts.append(f"D{FIRST_DAY}\nT{opening}\nCX\nPOpening Balance\nL[{account}]\n^\n")
        for fact, cents in household.of(account):
            other = fact.account if fact.other == account else fact.other
            words = (("P", fact.payee), ("M", fact.text), ("L", f"[{other}]" if other else ""))
            parts.append(f"D{fact.day}\nT{money(cents)}\n")
            parts += [f"{code}{text}\n" for code, text in words if text]
            if fact.parts:
                parts.append(f"L{fact.parts[0][1]}\n")
                parts += [f"S{category}\n${money(part)}\n" for part, category in fact.parts]
            elif fact.category:
                parts.append(f"L{fact.category}\n")
            parts.append("^\n")
    return "".join(parts)


def journal_of(household, *, uow=True):
    """The same as a plain text journal, which hledger sums up."""
    parts = ["commodity 1000.00 EUR\n"]
    if uow:
        parts += [
            f"{FIRST_DAY} Opening\n    A:{name}  {money(cents)} EUR\n    Equity\n"
            for name, cents in household.opening.items()
        ]
    for fact in household.facts:
        postings = [f"    A:{fact.account}  {money(fact.cents)} EUR\n"]
        if fact.other:
            postings.append(f"    A:{fact.other}  {money(-fact.cents)} EUR\n")
        else:
            postings += [f"    C:{name}  {money(-part)} EUR\n" for part, name in fact.entries()]
        parts.append(f"{fact.day} {fact.payee or 'Transfer'}\n{''.join(postings)}")
    return "\n".join(parts)
