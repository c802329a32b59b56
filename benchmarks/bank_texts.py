"""Rows of made-up households as banks print them, with the categories that people gave them.

What makes the choices hard to guess is what does so in life: a payee's name changes with the
store, the card and the reference; new payees come all the time, mostly for eating out, shopping
and travel; of some payees one buys everything; people err, differ from themselves, and at times
change their mind. All of it follows from the seed.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

FIRST_DAY = date(2021, 1, 1)
YEARS = 4

SLIPS_MAX = 0.03
"""Which part of the rows the sloppiest files under a category that is close but not the usual."""
BLUNDERS = 0.005
"""Which part goes to any category at all."""
TORN_MAX = 0.12
"""Which part of the payees is filed under either of two categories, with nothing that tells."""
MINDS_CHANGED = 6
"""How many payees are filed elsewhere for good, sometime in the four years."""
CUT = 0.15
"""Which part of the texts the bank cuts short."""
BY_HAND = 0.08
"""Which part is cash that somebody typed in."""
TOLD = 0.4
"""How often the text of a payee that sells everything tells what it was."""


class Choice(NamedTuple):
    """One row, and what was chosen for it."""

    day: str
    """As in ISO 8601."""
    payee: str
    text: str
    category: str
    kind: str


class Sort(NamedTuple):
    """A category: how often a month, how many payees it has, how they and the things are called."""

    name: str
    monthly: float
    newness: float
    """How readily a new payee is tried: 0 for never."""
    chains: Sequence[str]
    locals: Sequence[str]
    things: Sequence[str]
    near: str
    kind: str = "expense"


def _sort(
    name: str, monthly: float, newness: float, chains: str, places: str, things: str, near: str
) -> Sort:
    called, here, bought = (
        [part.strip() for part in text.split(",")] for text in (chains, places, things)
    )
    kind = "income" if name in INCOME else "expense"
    return Sort(name, monthly, newness, called, here, bought, near, kind)


INCOME = ("Salary", "Interest", "Refunds", "Side job")

SORTS = (
    _sort("Groceries", 14, 0.4, "Rewe, Edeka, Aldi Sued, Lidl, Tesco, Kroger, Carrefour, Netto"
          " Marken-Discount, Trader Joes, Whole Foods Market", "{name} Feinkost, Hofladen {name},"
          " {place} Market, {name} Minimarkt", "milk bread, weekly shop, vegetables, market stall,"
          " cheese", "Household"),
    _sort("Eating out", 9, 4, "McDonalds, Burger King, Vapiano, Nordsee, Nandos, Chipotle",
          "Restaurant {name}, Trattoria {name}, {name} Grill, Thai {place}, {name} & {name},"
          " Gasthaus {place}, Sushi {name}, {name}", "lunch, pizza, dinner with friends, kebab",
          "Coffee"),
    _sort("Coffee", 5, 1.5, "Starbucks, Costa, Einstein Kaffee, Pret A Manger, Tim Hortons",
          "Cafe {name}, Baeckerei {name}, {place} Roasters, {name}", "espresso, cake, croissant",
          "Eating out"),
    _sort("Fuel", 3, 0.6, "Shell, Aral, BP, Esso, Total, Chevron, Jet", "Tankstelle {name},"
          " {place} Service Station", "petrol, diesel, air for tyres", "Car"),
    _sort("Public transport", 5, 0.4, "DB Vertrieb, BVG, TfL Travel, SNCF, MTA, Uber, Flixbus",
          "Taxi {name}, Stadtwerke {place} Bus", "ticket, train, bus, taxi home", "Travel"),
    _sort("Household", 3, 1.5, "dm-drogerie markt, Rossmann, Ikea, Boots, Target, Action",
          "{name} Haushaltswaren, {place} Hardware", "soap, bulbs, towels, cleaning", "Groceries"),
    _sort("Clothing", 1.5, 2, "H&M, Zara, Zalando, C&A, Primark, Uniqlo", "{name} Mode, Schuhhaus"
          " {name}, {name}, Boutique {place}", "shoes, shirt, jacket", "Children"),
    _sort("Health", 1.5, 1.5, "Apotheke am Markt, CVS Pharmacy, Superdrug", "Dr. med. {name},"
          " Zahnarzt {name}, {name} Apotheke, Physio {name}, {name}", "medicine, dentist, plaster",
          "Household"),
    _sort("Rent", 1, 0, "Wohnbau {place}", "Hausverwaltung {name}, {name}", "rent", "Utilities"),
    _sort("Utilities", 2, 0.05, "Vattenfall, E.ON Energie, British Gas, Stadtwerke, Veolia",
          "Stadtwerke {place}, {place} Water", "electricity, gas bill, water", "Rent"),
    _sort("Phone and internet", 2, 0.05, "Telekom, Vodafone, O2, Comcast, Free Mobile, 1&1",
          "{place} Net", "top-up, internet", "Subscriptions"),
    _sort("Insurance", 1.5, 0.05, "Allianz, HUK-Coburg, State Farm, Aviva, AXA",
          "{name} Versicherungsmakler", "car insurance, liability", "Car"),
    _sort("Subscriptions", 4, 0.2, "Netflix, Spotify, Disney Plus, Zeitverlag, Dropbox, Audible",
          "{place} Tageblatt", "newspaper, streaming", "Leisure"),
    _sort("Leisure", 2, 2.5, "Cinemaxx, Steam Games, Ticketmaster, Eventim, Odeon",
          "Theater {place}, {name} Events, Kino {name}, {name}", "cinema, museum, concert",
          "Sport"),
    _sort("Sport", 1.3, 0.5, "McFit, Decathlon, Urban Sports Club, PureGym", "TSV {place}, Yoga"
          " {name}, Schwimmbad {place}", "swimming, running shoes, court", "Health"),
    _sort("Books", 0.8, 0.6, "Thalia, Waterstones, Barnes & Noble", "Buchhandlung {name},"
          " {name} Antiquariat", "novel, comics, magazine", "Leisure"),
    _sort("Travel", 1, 5, "Lufthansa, Ryanair, Booking.com, Airbnb, Hilton, Easyjet",
          "Hotel {place}, Pension {name}, {place} Camping, {name}", "hostel, souvenirs, tour",
          "Public transport"),
    _sort("Car", 0.6, 1, "ATU, Parkopedia, Kwik Fit, ADAC", "Werkstatt {name}, Autohaus {name},"
          " Parkhaus {place}", "parking, car wash, tyres", "Fuel"),
    _sort("Children", 2, 1, "Smyths Toys, Kita {place}, Lego", "Musikschule {name}, Kita {place},"
          " {name}", "toys, school trip, diapers", "Clothing"),
    _sort("Presents", 1, 4, "Interflora, Fleurop", "Blumen {name}, {name} Design, Juwelier {name},"
          " {name}", "flowers, birthday, present", "Leisure"),
    _sort("Charity", 0.5, 0.2, "UNICEF, Oxfam, Wikimedia Foundation", "Tierheim {place}",
          "donation, collection", "Presents"),
    _sort("Electronics", 0.5, 1, "MediaMarkt, Saturn, Apple Store, Best Buy, Currys",
          "{name} Computer, Handyshop {name}", "cable, headphones, charger", "Household"),
    _sort("Bank fees", 0.8, 0, "Kontoabschluss, Monthly account fee", "{place} Sparkasse",
          "fee", "Taxes"),
    _sort("Taxes", 0.3, 0.1, "Finanzamt {place}, HMRC, City Treasurer", "Gemeinde {place}", "tax",
          "Bank fees"),
    _sort("Salary", 1, 0.01, "Acme Logistics, Northwind Traders", "{name} Consulting", "wages",
          "Side job"),
    _sort("Interest", 0.4, 0, "Zinsen, Interest paid", "{place} Sparkasse", "interest", "Refunds"),
    _sort("Refunds", 0.5, 3, "Zalando, Amazon, Finanzamt {place}", "{name}", "refund, deposit",
          "Side job"),
    _sort("Side job", 0.6, 1.5, "Stripe Payout, Etsy Ireland", "{name} Verlag, {name}", "invoice",
          "Salary"),
)  # fmt: skip
BY_NAME = {sort.name: sort for sort in SORTS}

EVERYTHING = (
    ("Amazon", ("Household", "Books", "Electronics", "Clothing", "Presents", "Children"), 2.5),
    ("PayPal", ("Clothing", "Leisure", "Electronics", "Subscriptions", "Travel"), 1.5),
    ("Kaufland", ("Groceries", "Groceries", "Groceries", "Groceries", "Household"), 2.0),
    ("Apple.com/bill", ("Subscriptions", "Leisure", "Electronics"), 0.5),
    ("{name}", ("Presents", "Eating out", "Travel", "Leisure", "Children"), 0.8),
)
"""Payees of which one buys many kinds of things, and how often a month."""

_SURNAMES = """
    Mueller Schmidt Rossi Garcia Martin Kowalski Jansen Okafor Nguyen Yilmaz Novak Horvat Silva
    Dubois Larsen Olsen Virtanen Papadakis Ivanov Cohen Haddad Khan Patel Tanaka Kim Lopez
    Moreau Weber Becker Hoffmann Wagner Fischer Bauer Keller Huber Steiner Meier Brunner Walker
    Hughes Evans Murphy Kelly Byrne Campbell Stewart Ferrari Romano Costa Ricci Greco Visser
    Bakker de-Vries Peeters Lambert Fontaine Girard Mercier Popescu Nagy Szabo Petrov Lindqvist
    Berg
"""
_PLACES = """
    Berlin Hamburg Koeln Leipzig Dresden Bremen London Leeds Bristol York Oakland Denver Austin
    Portland Lyon Nantes Lille Bordeaux Wien Graz Basel Zuerich Utrecht Gent
"""
SURNAMES = _SURNAMES.split()
PLACES = _PLACES.split()


@dataclass
class _Payee:
    name: str
    town: str
    shares: list[tuple[str, float]]
    is_everything: bool = False
    bought: int = 0


@dataclass
class Household:
    """Makes the rows of one household."""

    seed: int
    dice: random.Random = field(init=False)
    payees: dict[str, list[_Payee]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.town = self.dice.choice(PLACES)
        self.style = list(STYLES)[self.seed % len(STYLES)]
        self.slips = self.dice.uniform(0, SLIPS_MAX)
        self.torn = self.dice.uniform(0, TORN_MAX)
        self.busy = self.dice.uniform(0.6, 1.4)
        self.everything = [
            _Payee(
                self._named(name), self.town, [(sort, 1.0) for sort in sorts], is_everything=True
            )
            for name, sorts, _ in EVERYTHING
        ]

    def choices(self) -> list[Choice]:
        """Return all rows of the four years in the order of their dates."""
        days = YEARS * 365
        changes = sorted(self.dice.randrange(days // 6, days) for _ in range(MINDS_CHANGED))
        made: list[Choice] = []
        for day in range(days):
            while changes and changes[0] == day:
                changes.pop(0)
                self._change_mind()
            made += self._day(FIRST_DAY + timedelta(days=day))
        return made

    def _day(self, day: date) -> Iterator[Choice]:
        for sort in SORTS:
            if sort.newness < 0.1:
                times = round(sort.monthly) if day.day == 1 + len(sort.name) else 0
            else:
                times = self._times(sort.monthly)
            for _ in range(times):
                yield self._row(day, sort, self._payee(sort))
        for payee, (_, sorts, monthly) in zip(self.everything, EVERYTHING, strict=True):
            for _ in range(self._times(monthly)):
                yield self._row(day, BY_NAME[self.dice.choice(sorts)], payee)

    def _times(self, monthly: float) -> int:
        chance = monthly * self.busy / 30.4
        return int(chance) + (self.dice.random() < chance % 1)

    def _payee(self, sort: Sort) -> _Payee:
        """Return a payee by the Chinese restaurant process: those that are known draw most."""
        known = self.payees.setdefault(sort.name, [])
        bought = sum(payee.bought for payee in known)
        eager = 0.5 + sort.newness + 0.25 * min(sort.newness, 2) * len(known) ** 0.5
        if not known or (sort.newness and self.dice.random() < eager / (bought + eager)):
            known.append(self._new_payee(sort))
            return known[-1]
        return self.dice.choices(known, [payee.bought + 0.1 for payee in known])[0]

    def _new_payee(self, sort: Sort) -> _Payee:
        templates = sort.chains if self.dice.random() < 0.5 else sort.locals
        shares = [(sort.name, 1.0)]
        if self.dice.random() < self.torn:
            shares = [(sort.name, 0.65), (sort.near, 0.35)]
        town = self.town if self.dice.random() < 0.7 else self.dice.choice(PLACES)
        return _Payee(self._named(self.dice.choice(templates)), town, shares)

    def _named(self, template: str) -> str:
        name = template.replace("{place}", self.dice.choice(PLACES))
        while "{name}" in name:
            name = name.replace("{name}", self.dice.choice(SURNAMES), 1)
        return name

    def _change_mind(self) -> None:
        every = [(sort, payee) for sort, known in self.payees.items() for payee in known]
        sort, payee = self.dice.choices(every, [payee.bought for _, payee in every])[0]
        payee.shares = [(BY_NAME[sort].near, 1.0)]

    def _row(self, day: date, sort: Sort, payee: _Payee) -> Choice:
        payee.bought += 1
        name = sort.name
        if not payee.is_everything:
            names, weights = zip(*payee.shares, strict=True)
            name = self.dice.choices(names, weights)[0]
        luck = self.dice.random()
        if luck < BLUNDERS:
            name = self.dice.choice([each.name for each in SORTS if each.kind == sort.kind])
        elif luck < BLUNDERS + self.slips:
            name = sort.near
        if sort.kind == "expense" and self.dice.random() < BY_HAND:
            return Choice(day.isoformat(), "", self.dice.choice(sort.things), name, sort.kind)
        goods = self.dice.choice(sort.things) if self._tells(payee) else ""
        who, text = STYLES[self.style](self.dice, day, payee.name, payee.town, goods)
        if self.dice.random() < CUT:
            who, text = who[:22], text[:32]
        return Choice(day.isoformat(), who, text, name, sort.kind)

    def _tells(self, payee: _Payee) -> bool:
        return self.dice.random() < (TOLD if payee.is_everything else 0.1)


Style = Callable[[random.Random, date, str, str, str], tuple[str, str]]


def _code(dice: random.Random, length: int, letters: str = "0123456789") -> str:
    return "".join(dice.choices(letters, k=length))


def _german(dice: random.Random, day: date, name: str, town: str, goods: str) -> tuple[str, str]:
    """Payee and text apart; sometimes the store's number is in the name, or the town."""
    tail = dice.choice(["", "", f" {_code(dice, 4)}", f" {town}", f" {_code(dice, 3)} {town}",
                        " SAGT DANKE", f"//{town.upper()}/DE"])  # fmt: skip
    if dice.random() < 0.6:
        hour, minute = dice.randrange(8, 21), dice.randrange(60)
        text = f"{day:%d.%m.%y} {hour:02}:{minute:02} KARTE {_code(dice, 4)}"
        return f"{name}{tail}".upper(), f"{goods} {text}".strip()
    reference = _code(dice, 12, "0123456789ABCDEFGHKLM")
    head = dice.choice(["SEPA-Basislastschrift", "Rechnung", "Kundennr."])
    return name, f"{head} {reference} {goods}".strip()


def _american(dice: random.Random, day: date, name: str, town: str, goods: str) -> tuple[str, str]:
    """Everything in one text, with no payee at all."""
    head = dice.choice(["", "", "", "SQ *", "TST* ", "POS DEBIT ", "CHECKCARD " + f"{day:%m%d} "])
    number = dice.choice(
        ["", f" #{_code(dice, 4)}", f" {_code(dice, 5)}", f" 800-{_code(dice, 7)}"]
    )
    text = f"{head}{name}{number} {town} {dice.choice(['CA', 'NY', 'TX', 'WA'])}".upper()
    return "", f"{text} {goods} {_code(dice, 6)}" if goods else text


def _british(dice: random.Random, day: date, name: str, town: str, goods: str) -> tuple[str, str]:
    """The payee in capitals, and a text that says how it was paid."""
    on = f"{day:%d %b}".upper()
    text = dice.choice([f"CARD PAYMENT ON {on}", f"DD REF {_code(dice, 8)}",
                        f"CONTACTLESS {_code(dice, 4)}", f"ON {on} GBP"])  # fmt: skip
    where = f" {town}" if dice.random() < 0.4 else ""
    store = f" {_code(dice, 3)}" if dice.random() < 0.3 else ""
    return f"{name}{where}{store}".upper(), f"{text} {goods}".strip()


def _french(dice: random.Random, day: date, name: str, town: str, goods: str) -> tuple[str, str]:
    """The payee within the text, after the way of payment."""
    head = dice.choice([f"PAIEMENT CB {day:%d%m}", f"CARTE {day:%d/%m/%y}", "PRLV SEPA",
                        f"PAIEMENT PSC {day:%d%m} {town}"])  # fmt: skip
    end = dice.choice(["", town, "CARTE " + _code(dice, 4)])
    return "", f"{head} {name} {goods} {end}".upper()


def _clean(dice: random.Random, day: date, name: str, town: str, goods: str) -> tuple[str, str]:
    """What modern banks send: a tidy name and next to nothing else."""
    return name, goods or dice.choice(["", "", f"{day:%B}", town])


STYLES: Mapping[str, Style] = {
    "German bank": _german,
    "American card": _american,
    "British bank": _british,
    "French card": _french,
    "tidy bank": _clean,
}
