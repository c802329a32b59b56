"""What was done, in words: by whom, when, to what, from what to what."""

import pytest

from tests.cast import faults, made


def newest(caller, query=""):
    return made(caller.get(f"history/{query}"))["results"][0]


def words(change):
    return [entry["text"] for entry in change["entries"]]


def test_a_change_says_who_when_and_by_what(alice):
    alice.category(name="Food")
    change = newest(alice)
    assert (change["number"], change["cause"], change["token"]) == (2, "api", "")
    assert change["user"] == {"id": alice.user.pk, "username": "alice"}
    assert change["at"].endswith("Z")
    assert (change["undoes"], change["undone_by"]) == (None, None)
    assert change["summary"] == "Added 1 category."
    assert words(change) == ["Added category “Food”."]


def test_an_edit_is_told_from_what_to_what(alice):
    food = alice.category(name="Food")["id"]
    row = alice.transaction(description="Lunch", payee="Mill", tags=["a", "b"], category=food)
    alice.patch(f"transactions/{row['id']}/", {"amount": "12.50", "tags": ["b"], "payee": ""})
    (entry,) = newest(alice)["entries"]
    assert (entry["kind"], entry["id"], entry["action"]) == ("transaction", row["id"], "amended")
    assert entry["changes"] == [
        {"field": "amount", "before": "10.00 EUR", "after": "12.50 EUR"},
        {"field": "payee", "before": "Mill", "after": ""},
        {"field": "tags", "before": "a, b", "after": "b"},
    ]
    assert entry["text"] == (
        "Changed transaction “Lunch”: amount from 10.00 EUR to 12.50 EUR; "
        "payee no longer Mill; tags from a, b to b."
    )


def test_each_edit_is_told_as_of_its_time(alice):
    row = alice.category(name="One")
    for name in ("Two", "Three"):
        alice.patch(f"categories/{row['id']}/", {"name": name})
    alice.delete(f"categories/{row['id']}/")
    shown = [words(change) for change in made(alice.get("history/?limit=4"))["results"]]
    assert shown == [
        ["Deleted category “Three”."],
        ["Changed category “Three”: name from Two to Three."],
        ["Changed category “Two”: name from One to Two."],
        ["Added category “One”."],
    ]


def test_what_is_gone_keeps_its_name_in_the_history(alice):
    old, new = alice.category(name="Old")["id"], alice.category(name="New")["id"]
    row = alice.transaction(category=old, description="Lunch")
    alice.delete(f"categories/{old}/?replace_with={new}")
    texts = words(newest(alice))
    assert texts == [
        "Deleted category “Old”.",
        "Changed transaction “Lunch”: category from Old to New.",
    ]
    assert made(alice.get(f"transactions/{row['id']}/"))["category"] == new


def test_a_large_change_is_counted_and_its_entries_come_in_pages(alice):
    items = [{"type": "expense", "amount": "1", "date": "2024-01-15"}] * 45
    alice.post("transactions/bulk/", {"create": items})
    change = newest(alice)
    assert (change["summary"], change["rows"]) == ("Added 45 transactions.", 45)
    assert change["entries"] is None
    link, ids = f"history/{change['number']}/entries/?limit=20", []
    while link:
        page = made(alice.get(link))
        ids += [entry["id"] for entry in page["results"]]
        link = page["next"]
    assert len(ids) == len(set(ids)) == 45
    assert ids == sorted(ids)


def test_entries_of_a_bulk_change_tell_all_that_it_did(alice):
    rows = [alice.transaction()["id"] for _ in range(30)]
    body = {"update": [{"id": i, "notes": "n"} for i in rows[:15]], "delete": rows[15:]}
    made(alice.post("transactions/bulk/", {**body, "create": []}))
    change = newest(alice)
    assert change["summary"] == "Changed 15 transactions; deleted 15 transactions."
    page = made(alice.get(f"history/{change['number']}/entries/"))
    actions = {entry["id"]: entry["action"] for entry in page["results"]}
    assert actions == {i: "amended" if i in rows[:15] else "deleted" for i in rows}


def test_what_only_followed_is_among_the_entries_and_not_counted(alice):
    row = alice.transaction(account=alice.account(currency="USD")["id"])
    alice.add("rates/", date="2024-01-15", base="USD", quote="EUR", rate="0.9")
    change = newest(alice)
    assert change["rows"] == 1
    assert change["summary"] == "Added 1 rate; updated 1 transaction."
    entries = made(alice.get(f"history/{change['number']}/entries/"))["results"]
    (followed,) = [entry for entry in entries if entry["action"] == "touched"]
    assert followed["id"] == row["id"]
    assert followed["changes"] == [
        {"field": "worth", "before": "unconverted", "after": "at 0.9 of 2024-01-15"}
    ]


def test_the_history_of_one_thing_begins_with_its_making(alice):
    row = alice.transaction()
    alice.transaction()
    alice.patch(f"transactions/{row['id']}/", {"notes": "n"})
    alice.delete(f"transactions/{row['id']}/")
    for address in (
        f"transactions/{row['id']}/history/",
        f"history/?kind=transaction&id={row['id']}",
    ):
        found = made(alice.get(address))["results"]
        assert [change["number"] for change in found] == [5, 4, 2]
    assert [entry["action"] for change in found for entry in change["entries"]] == [
        "deleted", "amended", "created",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["accounts", "categories", "payees", "tags", "rates"])
def test_every_kind_of_thing_has_a_history(alice, kind):
    row = {
        "accounts": alice.account,
        "categories": alice.category,
        "payees": lambda: alice.add("payees/", name="P"),
        "tags": lambda: alice.add("tags/", name="T"),
        "rates": lambda: alice.add("rates/", date="2024-01-15", base="USD", quote="EUR", rate="2"),
    }[kind]()
    (change,) = made(alice.get(f"{kind}/{row['id']}/history/"))["results"]
    assert change["number"] == 2
    assert [entry["action"] for entry in change["entries"]] == ["created"]


def test_what_never_was_has_no_history(alice, bob):
    row = bob.transaction()
    assert alice.get(f"transactions/{row['id']}/history/").status_code == 404
    assert alice.get("transactions/987654/history/").status_code == 404
    assert made(alice.get("history/?kind=transaction&id=987654"))["results"] == []
    assert alice.get("history/77/").status_code == 404


def test_the_history_is_filtered_by_cause_person_and_day(alice):
    alice.category()
    made(alice.post("history/2/undo/"))
    for query, numbers in [
        ("cause=undo", [3]),
        ("cause=api", [2]),
        (f"user={alice.user.pk}", [3, 2, 1]),
        ("user=987654", []),
        ("start_date=2020-01-01&end_date=2020-01-02", []),
        ("start_date=2020-01-01&end_date=2199-01-02", [3, 2, 1]),
    ]:
        found = made(alice.get(f"history/?{query}"))["results"]
        assert [change["number"] for change in found] == numbers, query


def test_a_faulty_filter_is_named(alice):
    assert faults(alice.get("history/?kind=transaction&cause=x&start_date=1&nothing=1")) == {
        ("?cause", "invalid_choice"), ("?start_date", "invalid"), ("?nothing", "unknown_parameter"),
    }  # fmt: skip
    assert faults(alice.get("history/?id=4")) == {("?kind", "required")}
    assert faults(alice.get("history/?kind=transaction")) == {("?id", "required")}


def test_pages_of_the_history_cost_the_same_however_much_was_done(
    alice, django_assert_max_num_queries
):
    for number in range(12):
        row = alice.transaction(payee=f"P{number}", tags=["a"], category=alice.category()["id"])
        alice.patch(f"transactions/{row['id']}/", {"notes": "n", "tags": ["b"]})
    with django_assert_max_num_queries(9):
        assert len(made(alice.get("history/?limit=5"))["results"]) == 5
    with django_assert_max_num_queries(9):
        assert len(made(alice.get("history/?limit=30"))["results"]) == 30
