"""A bank that words a row anew in an overlapping statement brings nothing twice."""

import pytest

from imports.tests.sending import committed, planned, rows_of, stored, table
from tests.cast import made

DAY = "2024-02-29"
WORDS = {
    "a town behind": ("SHOP* 123", "SHOP*123 TOWN XX"),
    "another order": ("Corner Bakery Miller", "Miller Corner Bakery"),
    "a time behind": ("Corner Bakery", "Corner Bakery 14:05"),
    "a comma gone": ("Miller; Sons & Co", "Miller Sons Co"),
    "a broken character": ("Café", "Caf?"),
    "a broken character within": ("Müller Bäckerei", "M?ller B?ckerei"),
    "another number": ("Payment 4711", "Payment 0815"),
    "a number behind": ("Kiosk", "Kiosk 99812"),
    "cut": ("Supermarket Riverside", "Supermarket Rivers"),
    "a way of payment in front": ("Riverside", "VISA CARD Riverside"),
    "quite other words": ("Supermarket", "ACME Holding"),
}


def statement(*rows):
    """Rows with the balance after each."""
    balance, lines = 0, ["Date,Payee,Amount,Balance"]
    for day, payee, amount in rows:
        balance += amount
        lines.append(f"{day},{payee},{amount:.2f},{balance:.2f}")
    return "\n".join(lines) + "\n"


BEFORE = (("2024-02-27", "Boss", 2000), ("2024-02-28", "Rent", -400))
AFTER = (("2024-03-01", "Newsstand", -1),)


@pytest.mark.parametrize(("old", "new"), WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("with_balance", [True, False])
def test_a_row_in_other_words_is_not_recorded_again(alice, cash, old, new, with_balance):
    heading = "Date,Payee,Amount,Balance"
    february = statement(*BEFORE, (DAY, old, -7))
    march = statement(*BEFORE, (DAY, new, -7), *AFTER)
    if not with_balance:
        february, march = (
            "\n".join(line.rsplit(",", 1)[0] for line in text.splitlines()) + "\n"
            for text in (february, march)
        )
        assert heading not in march
    committed(alice, february, account=cash)
    for recorded in (1, 0):
        shown = committed(alice, march, account=cash)
        assert shown["recorded"] == recorded
        (row,) = [row for row in rows_of(alice, shown["id"]) if row["date"] == DAY]
        assert row["verdict"] in ("known", "probable")
        assert row["action"] in ("match", "skip")
    assert made(alice.get(f"accounts/{cash}/"))["balance"] == "1592.00"
    against_book = [one for one in shown["balances"]["stated"] if one["against"] == "book"]
    assert all(one["holds"] for one in against_book)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_several_equal_amounts_of_one_day_are_paired_one_to_one(alice, cash, count):
    shops = ["Anchor", "Beacon", "Castle", "Dolphin", "Eagle"][:count]
    committed(alice, statement(*BEFORE, *((DAY, shop, -7) for shop in shops)), account=cash)
    anew = [(DAY, f"{shop} TOWN", -7) for shop in reversed(shops)]
    shown = committed(alice, statement(*BEFORE, *anew, (DAY, "Fountain", -7)), account=cash)
    assert shown["recorded"] == 1
    assert [row for row in stored(alice) if row[1] == "-7.00"] == [
        (DAY, "-7.00", shop) for shop in sorted([*shops, "Fountain"])
    ]


def test_a_second_purchase_of_the_day_is_new(alice, cash):
    committed(alice, statement(*BEFORE, (DAY, "Cafe", -7)), account=cash)
    march = statement(*BEFORE, (DAY, "Cafe", -7), (DAY, "Cafe Town", -7))
    assert committed(alice, march, account=cash)["recorded"] == 1
    assert committed(alice, march, account=cash)["recorded"] == 0


def test_equal_amounts_with_different_words_in_one_file_are_two(alice, cash):
    text = statement((DAY, "SHOP 1", -7), (DAY, "SHOP 1 TOWN", -7))
    assert committed(alice, text, account=cash)["recorded"] == 2


def test_a_file_that_shares_nothing_else_with_the_book_adds_what_is_not_alike(alice, cash):
    committed(alice, table((DAY, "-7.00", "Anchor")), account=cash)
    shown = committed(alice, table((DAY, "-7.00", "Beacon")), account=cash)
    (row,) = rows_of(alice, shown["id"])
    assert (row["verdict"], row["score"], shown["recorded"]) == ("probable", 60, 1)


@pytest.mark.parametrize(("day", "amount"), [("2024-03-01", -7), (DAY, -8), (DAY, 7)])
def test_another_day_or_amount_is_another_row(alice, cash, day, amount):
    committed(alice, statement(*BEFORE, (DAY, "Cafe", -7)), account=cash)
    march = statement(*BEFORE, (day, "Cafe Town", amount))
    assert committed(alice, march, account=cash)["recorded"] == 1


def test_what_somebody_renamed_is_known_in_other_words_too(alice, cash):
    committed(alice, statement(*BEFORE, (DAY, "SHOP* 123", -7)), account=cash)
    row_id = made(alice.get(f"transactions/?start_date={DAY}"))["results"][0]["id"]
    made(alice.patch(f"transactions/{row_id}/", {"payee": "Our grocer"}))
    march = statement(*BEFORE, (DAY, "SHOP*123 TOWN XX", -7))
    assert committed(alice, march, account=cash)["recorded"] == 0


def test_what_is_known_in_other_words_is_not_brought_back_once_it_is_deleted(alice, cash):
    committed(alice, statement(*BEFORE, (DAY, "Cafe", -7)), account=cash)
    march = statement(*BEFORE, (DAY, "Cafe Town", -7))
    committed(alice, march, account=cash)
    row_id = made(alice.get(f"transactions/?start_date={DAY}"))["results"][0]["id"]
    alice.delete(f"transactions/{row_id}/")
    assert committed(alice, march, account=cash)["recorded"] == 0


def test_more_rows_than_are_compared_are_paired_in_order(alice, cash):
    def many(words):
        rows = (
            ("2024-02-28", "-1.00", "Rent"),
            *((DAY, "-7.00", f"{words} {n}x") for n in range(60)),
        )
        return table(*rows)

    committed(alice, many("Anchor"), account=cash)
    assert planned(alice, many("Beacon"), account=cash)["rows"] == {
        "new": 0, "known": 1, "probable": 60, "deleted": 0, "faulty": 0
    }  # fmt: skip
