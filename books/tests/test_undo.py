"""Taking changes back, one by one, and what stands in the way of it."""

import pytest

from books.models import Revision, Role
from tests.cast import faults, joined, made, signed_up
from tests.digest import contents

TODAY = "2024-01-15"


def undo(caller, number, **headers):
    return caller.post(f"history/{number}/undo/", **headers)


def last(caller):
    return made(caller.get("book/"))["last_change"]


def blocked(response):
    """The changes that stand in the way."""
    assert response.status_code == 409, response.content
    problem = response.json()
    assert problem["code"] == "changed_later"
    return problem["changes"]


def split(caller, category):
    postings = [{"amount": "-4.00"}, {"amount": "-6.00", "category": category}]
    return caller.transaction(postings=postings, payee="Mill", tags=["b", "a"])


@pytest.fixture
def food(alice):
    return alice.category(name="Food")["id"]


def steps(caller, food):
    """One of each kind of change, each of which is to be undone from the state before it."""
    row = split(caller, food)["id"]
    rest = [caller.transaction(category=food)["id"] for _ in range(5)]
    other = caller.category(name="Other")["id"]
    dollars = caller.account(currency="USD")["id"]
    caller.transaction(account=dollars)
    payee, tag = (made(caller.get(f"{kind}/"))["results"][0]["id"] for kind in ("payees", "tags"))
    return {
        "record": lambda: split(caller, food),
        "edit": lambda: caller.patch(f"transactions/{row}/", {"notes": "n", "tags": ["c"]}),
        "replace": lambda: caller.put(
            f"transactions/{row}/", {"type": "income", "amount": "5", "date": TODAY}
        ),
        "delete": lambda: caller.delete(f"transactions/{row}/"),
        "bulk": lambda: caller.post(
            "transactions/bulk/",
            {
                "create": [{"type": "expense", "amount": "5", "date": TODAY, "payee": "New"}],
                "update": [{"id": i, "amount": "6"} for i in rest[:3]],
                "delete": rest[3:],
            },
        ),
        "move a category": lambda: caller.patch(f"categories/{food}/", {"parent": other}),
        "merge categories": lambda: caller.post(f"categories/{food}/merge/", {"into": other}),
        "delete a category": lambda: caller.delete(f"categories/{food}/?replace_with={other}"),
        "open an account": lambda: caller.account(default=True),
        "rename an account": lambda: caller.patch(f"accounts/{dollars}/", {"name": "Cash $"}),
        "rename a payee": lambda: caller.patch(f"payees/{payee}/", {"name": "Windmill"}),
        "delete a payee": lambda: caller.delete(f"payees/{payee}/"),
        "delete a tag": lambda: caller.delete(f"tags/{tag}/"),
        "enter a rate": lambda: caller.add(
            "rates/", date=TODAY, base="USD", quote="EUR", rate="0.9"
        ),
        "change the currency": lambda: caller.patch("book/", {"home_currency": "USD"}),
        "choose a calendar": lambda: caller.patch("book/", {"calendar": "AT"}),
        "rename the book": lambda: caller.patch("book/", {"name": "Household"}),
    }


STEPS = (
    "record", "edit", "replace", "delete", "bulk", "move a category", "merge categories",
    "delete a category", "open an account", "rename an account", "rename a payee",
    "delete a payee", "delete a tag", "enter a rate", "change the currency", "choose a calendar",
    "rename the book",
)  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_change_is_undone_and_redone_to_the_last_detail(alice, food, step):
    all_steps = steps(alice, food)
    assert set(all_steps) == set(STEPS)
    before = contents(alice.book.pk)
    all_steps[step]()
    number, after = last(alice), contents(alice.book.pk)
    assert after != before
    made(undo(alice, number))
    assert contents(alice.book.pk) == before
    made(undo(alice, number + 1))
    assert contents(alice.book.pk) == after


def test_an_undo_is_a_change_like_any_other(alice, food):
    answer = made(undo(alice, 2))
    assert answer == {"number": 3, "summary": "Undid change 2; deleted 1 category."}
    undone, done = (made(alice.get(f"history/{number}/")) for number in (3, 2))
    assert (undone["cause"], undone["undoes"], done["undone_by"]) == ("undo", 2, 3)
    assert (undone["user"]["username"], undone["entries"][0]["title"]) == ("alice", "Food")


def test_who_takes_a_change_back_twice_is_told_by_which_it_was(alice, food):
    made(undo(alice, 2))
    assert blocked(undo(alice, 2)) == [3]
    made(undo(alice, 3))
    assert made(alice.get("history/2/"))["undone_by"] is None
    made(undo(alice, 2))
    assert [made(alice.get(f"history/{n}/"))["undone_by"] for n in (2, 3, 4, 5)] == [
        5,
        4,
        None,
        None,
    ]


def test_later_changes_of_the_same_thing_are_listed_and_in_the_way_until_undone(alice):
    row = alice.transaction()["id"]
    for notes in ("one", "two"):
        alice.patch(f"transactions/{row}/", {"notes": notes})
    alice.transaction()
    before = contents(alice.book.pk)
    assert blocked(undo(alice, 2)) == [4, 3]
    assert blocked(undo(alice, 3)) == [4]
    assert contents(alice.book.pk) == before
    made(undo(alice, 4))
    made(undo(alice, 3))
    made(undo(alice, 2))
    assert alice.get(f"transactions/{row}/").status_code == 404


def test_what_was_made_and_is_used_later_stays_until_its_use_is_undone(alice, food):
    alice.transaction(category=food)
    alice.category(parent=food)
    assert blocked(undo(alice, 2)) == [4, 3]


def test_what_a_deletion_pointed_at_has_to_be_there_again(alice, food):
    row = alice.transaction(category=food)["id"]
    alice.delete(f"transactions/{row}/")
    alice.delete(f"categories/{food}/")
    assert blocked(undo(alice, 4)) == [5]


def test_a_name_that_was_taken_meanwhile_is_in_the_way(alice, food):
    alice.delete(f"categories/{food}/")
    alice.category(name="FOOD")
    assert blocked(undo(alice, 3)) == [4]


def test_a_payee_of_a_first_transaction_stays_where_others_have_it(alice):
    first = alice.transaction(payee="Mill")["id"]
    second = alice.transaction(payee="Mill")["id"]
    made(undo(alice, 2))
    assert alice.get(f"transactions/{first}/").status_code == 404
    assert made(alice.get(f"transactions/{second}/"))["payee"] == "Mill"


def test_a_name_that_stayed_with_a_payee_in_use_is_had_back_by_what_is_listed(alice):
    first = alice.transaction(payee="Mill")["id"]
    (payee,) = made(alice.get("payees/"))["results"]
    alice.delete(f"payees/{payee['id']}/")
    alice.patch(f"transactions/{first}/", {"payee": "Mill"})
    alice.transaction(payee="Mill")
    assert blocked(undo(alice, 3)) == [5, 4]
    made(undo(alice, 4))
    assert blocked(undo(alice, 3)) == [6, 5, 4]
    for number in (6, 5, 4, 3):
        made(undo(alice, number))
    assert made(alice.get("payees/"))["results"][0]["id"] == payee["id"]


def test_two_categories_do_not_come_to_stand_below_each_other(alice, food):
    other = alice.category(name="Other", parent=food)["id"]
    alice.patch(f"categories/{other}/", {"parent": None})
    alice.patch(f"categories/{food}/", {"parent": other})
    response = undo(alice, 4)
    assert (response.status_code, response.json()["code"]) == (409, "conflict")


def test_a_book_does_not_come_to_have_two_default_accounts(alice):
    first = alice.account(default=True)["id"]
    alice.delete(f"accounts/{first}/")
    alice.account(default=True)
    response = undo(alice, 3)
    assert (response.status_code, response.json()["code"]) == (409, "conflict")


def test_a_posting_does_not_come_to_be_in_another_currency_than_its_account(alice):
    account = alice.account(currency="USD")["id"]
    row = alice.transaction(account=account)["id"]
    alice.delete(f"transactions/{row}/")
    alice.patch(f"accounts/{account}/", {"currency": "GBP"})
    response = undo(alice, 4)
    assert (response.status_code, response.json()["code"]) == (409, "conflict")


def test_a_posting_does_not_come_to_be_of_another_kind_than_its_category(alice, food):
    row = alice.transaction(category=food)["id"]
    alice.delete(f"transactions/{row}/")
    alice.patch(f"categories/{food}/", {"type": "income"})
    response = undo(alice, 4)
    assert (response.status_code, response.json()["code"]) == (409, "conflict")


def test_a_rate_that_changed_meanwhile_is_in_nobodys_way(alice):
    row = alice.transaction(account=alice.account(currency="USD")["id"])["id"]
    alice.delete(f"transactions/{row}/")
    alice.add("rates/", date=TODAY, base="USD", quote="EUR", rate="0.5")
    made(undo(alice, 4))
    (posting,) = made(alice.get(f"transactions/{row}/?expand=postings"))["postings"]
    assert (posting["rate"], posting["converted"]) == ("0.5", True)


def test_an_undo_under_the_same_key_is_done_once(alice, food):
    first, again = (undo(alice, 2, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))
    assert made(first) == made(again)
    assert again["Idempotency-Replayed"] == "true"
    assert last(alice) == 3


def test_there_is_no_forcing_it(alice, food):
    alice.transaction(category=food)
    assert faults(alice.post("history/2/undo/?force=true")) == {("?force", "unknown_parameter")}
    assert faults(alice.post("history/2/undo/", {"force": True})) == {("/force", "unknown_field")}
    assert blocked(alice.post("history/2/undo/")) == [3]


def test_what_is_not_in_the_book_is_not_undone(alice, bob, food):
    assert undo(bob, 2).status_code == 404
    assert undo(alice, 99).status_code == 404
    assert undo(alice, 10**18).status_code == 404
    assert last(alice) == 2


def test_what_only_the_owner_may_do_only_the_owner_takes_back(alice):
    editor = joined(signed_up("ed"), alice.book, Role.EDITOR)
    alice.patch("book/", {"name": "Household"})
    response = undo(editor, last(alice))
    assert (response.status_code, response.json()["code"]) == (403, "role")
    made(undo(alice, last(alice)))


def test_an_editor_takes_back_what_another_member_did_and_a_viewer_nothing(alice, food):
    editor = joined(signed_up("ed"), alice.book, Role.EDITOR)
    viewer = joined(signed_up("vi"), alice.book, Role.VIEWER)
    assert undo(viewer, 2).status_code == 403
    made(undo(editor, 2))
    assert made(alice.get("history/"))["results"][0]["user"]["username"] == "ed"


# The trash


def trash(caller):
    return made(caller.get("trash/"))["results"]


def test_a_deleted_transaction_is_in_the_trash_and_returns_whole(alice, food):
    row = split(alice, food)["id"]
    before = contents(alice.book.pk)
    shown = made(alice.get(f"transactions/{row}/"))
    alice.delete(f"transactions/{row}/")
    (gone,) = trash(alice)
    assert (gone["kind"], gone["row"], gone["title"]) == ("transaction", row, "Mill")
    assert gone["was"]["amount"] == "10.00 EUR"
    assert gone["was"]["postings"] == "-4.00 EUR, Cash; -6.00 EUR, Cash, Food"
    made(alice.post(f"trash/{gone['id']}/restore/"))
    assert contents(alice.book.pk) == before
    again = made(alice.get(f"transactions/{row}/"))
    assert {**again, "changed_in": 0} == {**shown, "changed_in": 0}
    assert trash(alice) == []
    assert alice.post(f"trash/{gone['id']}/restore/").status_code == 404


def test_one_of_many_that_were_deleted_returns_alone(alice):
    ids = [alice.transaction(description=f"{n}")["id"] for n in range(3)]
    alice.post("transactions/bulk/", {"delete": ids})
    place = next(gone for gone in trash(alice) if gone["row"] == ids[1])
    made(alice.post(f"trash/{place['id']}/restore/"))
    assert [row["id"] for row in made(alice.get("transactions/"))["results"]] == [ids[1]]
    assert {gone["row"] for gone in trash(alice)} == {ids[0], ids[2]}
    assert blocked(undo(alice, 5)) == [6]


def test_what_was_made_along_with_a_transaction_and_went_with_it_returns_with_it(alice):
    split(alice, alice.category(name="Food")["id"])
    before = contents(alice.book.pk)
    made(undo(alice, 3))
    assert sorted(gone["kind"] for gone in trash(alice)) == ["payee", "tag", "tag", "transaction"]
    place = next(gone for gone in trash(alice) if gone["kind"] == "transaction")
    made(alice.post(f"trash/{place['id']}/restore/"))
    assert (contents(alice.book.pk), trash(alice)) == (before, [])


def test_the_trash_comes_in_pages_newest_first(alice):
    for number in range(5):
        alice.delete(f"transactions/{alice.transaction(description=f'{number}')['id']}/")
    link, titles = "trash/?limit=2", []
    while link:
        page = made(alice.get(link))
        titles += [gone["title"] for gone in page["results"]]
        link = page["next"]
    assert titles == ["4", "3", "2", "1", "0"]


def test_the_trash_of_another_book_does_not_exist(alice, bob):
    alice.delete(f"transactions/{alice.transaction()['id']}/")
    (gone,) = trash(alice)
    assert trash(bob) == []
    assert bob.post(f"trash/{gone['id']}/restore/").status_code == 404
    assert Revision.objects.for_book(bob.book).count() == 0
    assert faults(alice.get("trash/?kind=x")) == {("?kind", "unknown_parameter")}
