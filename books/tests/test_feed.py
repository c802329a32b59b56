"""Who follows the feed holds exactly the book."""

import random

import pytest

from books.models import Book
from tests.cast import Caller, faults, made, signed_up
from tests.concurrency import at_once

KINDS = {
    "account": "accounts",
    "category": "categories",
    "payee": "payees",
    "tag": "tags",
    "rate": "rates",
    "transaction": "transactions",
}


class Follower:
    """A client that knows of a book only what the feed has said."""

    def __init__(self, caller):
        self.caller = caller
        self.cursor = None
        self.held = {}
        self.as_of = 0

    def read(self, limit=200):
        """Read one page; says whether there is more."""
        query = f"?limit={limit}" + (f"&since={self.cursor}" if self.cursor else "")
        page = made(self.caller.get(f"changes/{query}"))
        for item in page["results"]:
            key = (item["kind"], item["id"])
            if item["deleted"]:
                assert item["object"] is None
                self.held.pop(key, None)
            else:
                self.held[key] = item["object"]
        self.cursor, self.as_of = page["cursor"], page["as_of"]
        return page["has_more"]

    def catch_up(self, limit=200):
        while self.read(limit):
            pass


def everything(caller):
    """The book as a full read of every list gives it, or None where it changed meanwhile."""
    began = made(caller.get("book/"))
    found = {
        ("book", began["id"]): {
            name: began[name] for name in ("id", "name", "home_currency", "calendar", "closed_days")
        }
    }
    for kind, address in KINDS.items():
        link = f"{address}/?limit=200"
        while link:
            page = made(caller.get(link))
            found |= {(kind, row["id"]): row for row in page["results"]}
            link = page["next"]
    ended = made(caller.get("book/"))
    return (began["last_change"], found) if began["last_change"] == ended["last_change"] else None


def test_the_first_reading_gives_all_there_is(alice):
    alice.transaction(payee="Mill", tags=["a"], category=alice.category()["id"])
    gone = alice.transaction()["id"]
    alice.delete(f"transactions/{gone}/")
    follower = Follower(alice)
    follower.catch_up(limit=3)
    assert everything(alice) == (follower.as_of, follower.held)


def test_then_it_gives_what_changed_and_what_went_and_nothing_else(alice):
    kept, gone = alice.transaction()["id"], alice.transaction()["id"]
    follower = Follower(alice)
    follower.catch_up()
    alice.patch(f"transactions/{kept}/", {"notes": "n"})
    alice.delete(f"transactions/{gone}/")
    page = made(alice.get(f"changes/?since={follower.cursor}"))
    items = {(item["kind"], item["id"]): item["deleted"] for item in page["results"]}
    cash = made(alice.get("accounts/"))["results"][0]["id"]
    assert items == {
        ("transaction", kept): False,
        ("transaction", gone): True,
        ("account", cash): False,
    }
    numbers = [item["change"] for item in page["results"]]
    assert numbers == sorted(numbers)
    again = made(alice.get(f"changes/?since={page['cursor']}"))
    assert (again["results"], again["has_more"]) == ([], False)


def test_what_is_shown_of_a_thing_counts_as_the_thing(alice):
    """A payee's new name is shown by its transactions, and a balance by its account."""
    row = alice.transaction(payee="Mill", tags=["a"])
    follower = Follower(alice)
    follower.catch_up()
    for kind in ("payees", "tags"):
        label = made(alice.get(f"{kind}/"))["results"][0]
        alice.patch(f"{kind}/{label['id']}/", {"name": f"New {kind}"})
    alice.patch("book/", {"name": "Household"})
    follower.catch_up(limit=1)
    assert everything(alice) == (follower.as_of, follower.held)
    held = follower.held["transaction", row["id"]]
    assert (held["payee"], held["tags"]) == ("New payees", ["New tags"])


def test_what_was_undone_is_told_like_any_change(alice):
    row = alice.transaction(payee="Mill", tags=["a"], category=alice.category()["id"])["id"]
    follower = Follower(alice)
    follower.catch_up()
    alice.delete(f"transactions/{row}/")
    follower.catch_up()
    made(alice.post(f"history/{alice.get('book/').json()['last_change']}/undo/"))
    follower.catch_up()
    assert everything(alice) == (follower.as_of, follower.held)
    for number in range(follower.as_of, 1, -1):
        made(alice.post(f"history/{number}/undo/"))
        follower.catch_up()
        assert everything(alice) == (follower.as_of, follower.held)


@pytest.mark.parametrize("kind", ["payees", "tags"])
def test_a_name_that_is_undone_counts_as_what_shows_it(alice, kind):
    alice.transaction(payee="Mill", tags=["a"])
    label = made(alice.get(f"{kind}/"))["results"][0]
    alice.patch(f"{kind}/{label['id']}/", {"name": "New"})
    follower = Follower(alice)
    follower.catch_up()
    for number in (3, 4):
        made(alice.post(f"history/{number}/undo/"))
        follower.catch_up()
        assert everything(alice) == (follower.as_of, follower.held)


def test_a_cursor_is_of_one_book_and_of_its_past(alice, bob):
    other = made(bob.get("changes/"))["cursor"]
    for cursor in (other, "x", "W10", "%C3%A4", "WzEsOTk5LDAsMCwwXQ", "e30", "WyJhIl0"):
        assert faults(alice.get(f"changes/?since={cursor}")) == {("?since", "invalid_cursor")}
    assert faults(alice.get("changes/?limit=0&since=&x=1")) == {
        ("?limit", "min_value"), ("?since", "blank"), ("?x", "unknown_parameter"),
    }  # fmt: skip


def test_a_page_costs_the_same_however_many_rows(alice, django_assert_max_num_queries):
    costs = []
    for more in (1, 20):
        for number in range(more):
            category = alice.category()["id"]
            alice.transaction(payee=f"P{more}.{number}", tags=["a"], category=category)
        with django_assert_max_num_queries(40) as queries:
            assert len(made(alice.get("changes/?limit=200"))["results"]) > 3 * more
        costs.append(len(queries))
    assert costs[0] == costs[1]


# Several writers at once, and a reader who stops anywhere

WRITERS = 3
WRITES_EACH = 12


def record(caller, chance, rows, name):
    body = {"type": "expense", "amount": "2.50", "date": "2024-01-15"}
    caller.post("transactions/", {**body, "payee": f"P{chance.randrange(4)}"})


def write_many(caller, chance, rows, name):
    item = {"type": "income", "amount": "3", "date": "2024-02-15", "tags": ["t"]}
    caller.post("transactions/bulk/", {"create": [item] * 5, "delete": rows[:2]})


def amend(caller, chance, rows, name):
    caller.patch(f"transactions/{chance.choice(rows)}/", {"notes": name})


def delete(caller, chance, rows, name):
    caller.delete(f"transactions/{chance.choice(rows)}/")


def categorise(caller, chance, rows, name):
    caller.post("categories/", {"name": name, "type": "expense"})


def take_back(caller, chance, rows, name):
    caller.post(f"history/{caller.get('book/').json()['last_change']}/undo/")


def rename(caller, chance, rows, name):
    for label in caller.get("payees/?limit=1").json()["results"]:
        caller.patch(f"payees/{label['id']}/", {"name": name})


DEEDS = (record, record, record, write_many, amend, delete, categorise, take_back, rename)


def write_at_random(token, seed):
    """Do this and that to a book."""
    chance, caller = random.Random(seed), Caller(HTTP_AUTHORIZATION=token)
    for number in range(WRITES_EACH):
        rows = [row["id"] for row in caller.get("transactions/").json()["results"]]
        deed = chance.choice(DEEDS) if rows else record
        deed(caller, chance, rows, f"N{seed}-{number}")


def follow(token, done):
    """Follow a book while others write, and hold what is known against it at every stop."""
    follower = Follower(Caller(HTTP_AUTHORIZATION=token))
    compared, chance = 0, random.Random(0)
    while True:
        ended = len(done) == WRITERS
        follower.catch_up(limit=chance.choice([1, 3, 50]))
        whole = everything(follower.caller)
        if whole and whole[0] == follower.as_of:
            assert follower.held == whole[1]
            compared += 1
        if ended:
            return compared


@pytest.mark.django_db(transaction=True)
def test_who_follows_holds_the_book_at_every_stop_while_others_write():
    token = f"Token {signed_up('alice').token}"
    done = []

    def write(seed):
        try:
            write_at_random(token, seed)
        finally:
            done.append(seed)

    writers = [lambda seed=seed: write(seed) for seed in range(WRITERS)]
    *_, compared = at_once(*writers, lambda: follow(token, done))
    assert compared
    assert Book.objects.get().last_change > WRITES_EACH
