"""Books of anything that the API takes, and what a book says, for comparing two of them."""

import itertools
from datetime import date

from hypothesis import strategies as st

from readers.tables.balances import kind_of_line
from tests.cast import made, signed_up

NUMBERS = itertools.count(1)
CURRENCIES = ("EUR", "EUR", "JPY", "BHD")
PLACES = {"EUR": 2, "JPY": 0, "BHD": 3}
CONTROLS = "".join(map(chr, (*range(1, 9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)))
ODD = [
    *("=1+2", "+1", "-", "@sum(A1)", "'=1", "''=1", "'12'", "'x", '="x"', "\uff1d1", "#1", "--"),
    *(
        "a;b",
        "a\\;b",
        "a\\b",
        "a\\",
        "a:b",
        "a/b",
        "[a]",
        "a|b",
        "a > b",
        'say "x"',
        'a\\"',
        '\\",',
    ),
    *("Total", "Opening balance", "Split", "N/A", "null", "12.50", "\u0661\u0662", "\uff11\uff12"),
    *("2024-01-31", "x\u200ey", "\u202eabc", "Café Zoë", "食費", "\ufeffx", "_x0041_", "&amp;<b>"),
    *("a\tb", "beep\x07", "\x01\x02x", "x\x1by", "^", "!Type:Bank", "sep=;", "a,b", "tag: x"),
]
LINES = ["", " ", "one\n\ntwo", "one\r\n  two\r\nthree", "a\rb", "\n\n", "\tx", "a\x0bb\x0cc\x1dd"]

ANY = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
NAMES = st.one_of(st.just("Bakery"), st.sampled_from(ODD), ANY)
TEXTS = st.one_of(st.just(""), st.sampled_from(ODD + LINES), ANY)
TREE = st.lists(NAMES, min_size=3, max_size=3)
DAYS = st.dates(date(2019, 1, 1), date(2024, 12, 31)).map(str) | st.just("2024-02-29")
AMOUNTS = st.sampled_from([1, 100, 1_000, 123_456]) | st.integers(1, 10**9)
POSTINGS = st.lists(
    st.fixed_dictionaries(
        {
            "minor": st.integers(-9_999, 99_999).filter(bool),
            "account": st.integers(0, 3),
            "category": st.integers(0, 4),
            "description": TEXTS,
        }
    ),
    min_size=1,
    max_size=4,
)
ROW = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["expense", "expense", "income", "move", "split", "move_split"]),
        "refund": st.booleans(),
        "date": DAYS,
        "minor": AMOUNTS,
        "more": AMOUNTS,
        "account": st.integers(0, 3),
        "other": st.integers(0, 3),
        "category": st.integers(0, 4),
        "payee": st.just("") | NAMES,
        "description": TEXTS,
        "notes": TEXTS,
        "tags": st.lists(NAMES, max_size=3),
        "status": st.sampled_from(["pending", "cleared", "reconciled"]),
        "postings": POSTINGS,
        "times": st.sampled_from([1, 1, 1, 2]),
    }
)
BOOKS = st.fixed_dictionaries(
    {
        "accounts": st.lists(NAMES, min_size=4, max_size=4),
        "categories": TREE,
        "rows": st.lists(ROW, min_size=1, max_size=6),
    }
)


def row(**values):
    """A drawn row that says nothing but `values`."""
    plain = {"kind": "expense", "refund": False, "date": "2024-02-29", "minor": 100, "more": 100}
    plain |= {"account": 0, "other": 1, "category": 0, "payee": "Bakery", "description": ""}
    plain |= {"notes": "", "tags": [], "status": "cleared", "postings": [], "times": 1}
    return {**plain, **values}


def posting(minor, account=0, category=0, description=""):
    return {
        "minor": minor, "account": account, "category": category, "description": description
    }  # fmt: skip


def _means_else(text):
    """Whether a file of a bank means something else by a text: a balance, or what was escaped."""
    return kind_of_line(text) is not None or "&amp;" in text


_SAID = ("payee", "description", "notes")


def for_banks(drawn):
    """What was drawn without what only our own tables say, or no file of a bank says clearly."""
    rows = [
        {
            **one,
            **{name: "x" if _means_else(one[name]) else one[name] for name in _SAID},
            # They tell a transfer that has other parts as two entries that are not one event.
            "kind": "split" if one["kind"] == "move_split" else one["kind"],
            # Between currencies neither says which two entries are one transfer.
            **({"account": 0, "other": 1} if one["kind"] == "move" else {}),
            # Of 1.000 alone, neither says what it is.
            **{name: one[name] * 10 + 1 for name in ("minor", "more")},
            "postings": [
                {**each, "description": "", "minor": each["minor"] * 10 + 1}
                for each in one["postings"]
            ],
        }
        for one in drawn["rows"]
    ]
    # Text without a letter or digit is not the name of an account.
    accounts = [f"a {name}" for name in drawn["accounts"]]
    return {**drawn, "rows": rows, "accounts": accounts}


def book(*rows, accounts=("Cash 1", "Bank", "Yen", "Dinar"), categories=("Food", "Out", "Pay")):
    """What `BOOKS` draws, of these rows."""
    return {"accounts": list(accounts), "categories": list(categories), "rows": list(rows)}


def filled(drawn):
    """Who keeps the book that was drawn, as far as the API takes it."""
    giver = signed_up(f"giver{next(NUMBERS)}")
    accounts = [
        _first(
            giver,
            "accounts/",
            {"name": name, "currency": currency, "opening_date": "2018-12-31"},
            {"name": f"Account {place}", "currency": currency, "opening_date": "2018-12-31"},
        )
        for place, (name, currency) in enumerate(zip(drawn["accounts"], CURRENCIES, strict=True))
    ]
    root, leaf, pay = drawn["categories"]
    above = _first(giver, "categories/", _cat(root), _cat("Root"))
    below = _first(giver, "categories/", {**_cat(leaf), "parent": above}, _cat("Leaf"))
    income = _first(giver, "categories/", _cat(pay, "income"), _cat("Income 1", "income"))
    drafts = []
    for one in [row(payee="Always"), *drawn["rows"]]:
        draft = _draft(one, accounts, [above, below, None, income, None])
        drafts += [draft] * one["times"]
    if giver.post("transactions/bulk/", {"create": drafts}).status_code != 200:
        for draft in drafts:
            answer = giver.post("transactions/", draft)
            assert answer.status_code in (201, 400), answer.content
    return giver


def _cat(name, kind="expense"):
    return {"name": name, "type": kind}


def _first(giver, path, *bodies):
    """The id of what the first of `bodies` makes that the API takes."""
    answers = (giver.post(path, body) for body in bodies)
    return next(answer.json()["id"] for answer in answers if answer.status_code == 201)


def _draft(one, accounts, categories):
    names = ("date", "payee", "description", "notes", "tags", "status")
    draft = {name: one[name] for name in names}
    place, other, kind = one["account"], one["other"], one["kind"]
    draft["account"] = accounts[place]
    currency = CURRENCIES[place]
    if kind == "move":
        arrives = {} if currency == CURRENCIES[other] else {"to_amount": text(one["more"], other)}
        moved = {"type": "transfer", "to_account": accounts[other], **arrives}
        return {**draft, **moved, "amount": text(one["minor"], place)}
    if kind in ("split", "move_split"):
        places = [posting["account"] if one["refund"] else place for posting in one["postings"]]
        postings = [
            {
                "amount": text(posting["minor"], at),
                "account": accounts[at],
                "category": categories[posting["category"]],
                "description": posting["description"],
            }
            for posting, at in zip(one["postings"], places, strict=True)
        ]
        total = sum(posting["minor"] for posting in one["postings"])
        if kind == "split":
            return {**draft, "type": "expense", "refund": total > 0, "postings": postings}
        legs = [(-one["minor"], place), (one["minor"], other)]
        moved = [
            {"amount": text(minor, at), "account": accounts[at], "kind": "transfer"}
            for minor, at in legs
        ]
        moved[0]["description"] = one["description"]
        rest = [{"kind": "expense", **posting} for posting in postings if one["refund"]]
        return {**draft, "type": "transfer", "postings": [moved[0], *rest, moved[1]]}
    category = categories[one["category"]] if kind == "expense" else categories[3]
    if kind == "expense" and one["category"] == 3:
        category = None
    amount = text(one["minor"], place)
    return {**draft, "type": kind, "refund": one["refund"], "category": category, "amount": amount}


def text(minor, place):
    """An amount of the account at `place`."""
    places = PLACES[CURRENCIES[place]]
    sign, digits = "-" if minor < 0 else "", f"{abs(minor):0{places + 1}}"
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def taker_of(giver):
    """Who keeps an empty book of the accounts that the giver's has."""
    taker = signed_up(f"taker{next(NUMBERS)}")
    there = {one["name"] for one in made(taker.get("accounts/?limit=200"))["results"]}
    for one in made(giver.get("accounts/?limit=200"))["results"]:
        if one["name"] not in there:
            names = ("name", "currency", "type")
            taker.account(**{name: one[name] for name in names}, opening_date="2018-12-31")
    return taker


def said(caller):
    """What a book says: of each transaction its fields, its postings with names for ids."""
    accounts = {
        one["id"]: one["name"] for one in made(caller.get("accounts/?limit=200"))["results"]
    }
    named = {one["id"]: one for one in made(caller.get("categories/?limit=200"))["results"]}

    def path(key):
        one = named.get(key)
        return (*path(one["parent"]), one["name"]) if one else ()

    found = made(caller.get("transactions/?limit=200&expand=postings"))["results"]
    return [
        {
            **{name: one[name] for name in ("date", "type", "refund", "status")},
            **{name: one[name] for name in ("payee", "description", "notes")},
            "tags": tuple(sorted(one["tags"])),
            "postings": [
                {
                    "account": accounts[posting["account"]],
                    "category": path(posting["category"]),
                    **{name: posting[name] for name in ("kind", "amount", "currency")},
                    "description": posting["description"],
                }
                for posting in one["postings"]
            ],
        }
        for one in found
    ]
