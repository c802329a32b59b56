"""Transfers that are suggested between own accounts: which two, how surely, and why."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.suggesting import transfer_pairs as pairing
from imports.suggesting.transfer_evidence import OwnAccount, TransferSide
from imports.suggesting.transfer_pairs import DAYS_MAX, SCORE_MIN, Pair, pairs

GIRO, SAVINGS, CARD = 1, 2, 3
ACCOUNTS = {
    GIRO: OwnAccount("Giro", "DE89 3704 0044 0532 0130 00"),
    SAVINGS: OwnAccount("Rainy day", "NL91ABNA0417164300"),
    CARD: OwnAccount("Card", ""),
}
DAY = date(2024, 5, 10)


def move(
    number: int, account: int, amount: int, days: int = 0, text: str = "", **more: object
) -> TransferSide:
    day = DAY + timedelta(days=days)
    return TransferSide(number, account, day, amount, "EUR", text)._replace(**more)


def found(*moves: TransferSide, **options: object) -> list[Pair]:
    ordered = sorted(moves, key=lambda each: each.date)
    return list(pairs(ordered, ACCOUNTS, **options))  # type: ignore[arg-type]


def ids(made: Sequence[Pair]) -> set[tuple[int, int]]:
    return {(pair.out_id, pair.in_id) for pair in made}


def score(*moves: TransferSide, **options: object) -> int:
    (pair,) = found(*moves, **options)
    return pair.score


def test_what_leaves_one_account_and_arrives_in_another_is_suggested_with_reasons() -> None:
    assert found(move(1, GIRO, -500), move(2, SAVINGS, 500)) == [
        Pair(
            1,
            2,
            70,
            ("the same amount left one account and arrived in another", "on the same day"),
        )
    ]


@pytest.mark.parametrize(
    "other",
    [
        move(2, SAVINGS, 501),
        move(2, SAVINGS, -500),
        move(2, GIRO, 500),
        move(2, SAVINGS, 500, currency="USD"),
        move(2, SAVINGS, 500, days=DAYS_MAX + 1),
    ],
    ids=["another amount", "the same way", "one account", "another currency", "too late"],
)
def test_what_is_no_other_side_is_not_suggested(other: TransferSide) -> None:
    assert found(move(1, GIRO, -500), other) == []


def test_nothing_is_a_transfer_of_nothing() -> None:
    assert found(move(1, GIRO, 0), move(2, SAVINGS, 0)) == []


def test_the_more_days_the_less_likely() -> None:
    scores = [
        score(move(1, GIRO, -500), move(2, SAVINGS, 500, days)) for days in range(DAYS_MAX + 1)
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == DAYS_MAX + 1
    assert scores[-1] >= SCORE_MIN


def test_money_that_arrives_a_day_before_it_left_is_less_likely_than_a_day_later() -> None:
    before = score(move(1, GIRO, -500, 1), move(2, SAVINGS, 500))
    assert before < score(move(1, GIRO, -500), move(2, SAVINGS, 500, 1))


@pytest.mark.parametrize(
    ("left", "arrived", "reason"),
    [
        ("to rainy  DAY please", "", 'the text names the account "Rainy day"'),
        ("", "from Giro", 'the text names the account "Giro"'),
        ("NL91 ABNA 0417 1643 00", "", "the text has the account's number NL91ABNA0417164300"),
        (
            "",
            "XXXX3000",
            "the text has the end of the account's number DE89 3704 0044 0532 0130 00",
        ),
        ("UMBUCHUNG", "", 'the text says "umbuchung"'),
        ("", "\u00dcbertrag", 'the text says "ubertrag"'),
        ("VIREMENT 12", "", 'the text says "virement"'),
        ("Overboeking", "", 'the text says "overboeking"'),
        ("Giroconto", "", 'the text says "giroconto"'),
        ("Traspaso", "", 'the text says "traspaso"'),
        ("Online Transfer to SAV", "", 'the text says "transfer"'),
    ],
)
def test_texts_that_speak_of_a_transfer_make_it_likelier(
    left: str, arrived: str, reason: str
) -> None:
    (pair,) = found(move(1, GIRO, -500, 0, left), move(2, SAVINGS, 500, 0, arrived))
    assert pair.score > 70
    assert reason in pair.reasons


@pytest.mark.parametrize("text", ["rainydays", "Girondins", "Card", "0000", "xx300", "trance"])
def test_texts_that_only_look_alike_change_nothing(text: str) -> None:
    assert score(move(1, GIRO, -500, 0, text), move(2, SAVINGS, 500)) == 70


def test_an_account_without_a_number_is_not_found_in_texts_without_one() -> None:
    assert score(move(1, GIRO, -500, 0, "paid"), move(2, CARD, 500)) == 70


def test_what_is_filed_under_a_category_needs_more_to_be_a_transfer() -> None:
    filed = move(1, GIRO, -500, has_category=True)
    assert found(filed, move(2, SAVINGS, 500)) == []
    (pair,) = found(filed._replace(text="transfer"), move(2, SAVINGS, 500, text="Giro"))
    assert "it has a category" in pair.reasons


def test_what_goes_to_a_shop_needs_more_to_be_a_transfer() -> None:
    shop = move(1, GIRO, -500, is_shop=True)
    assert found(shop, move(2, SAVINGS, 500)) == []
    assert score(shop._replace(text="transfer to Rainy day"), move(2, SAVINGS, 500)) < 100


def test_a_refused_pair_is_not_suggested_again() -> None:
    moves = move(1, GIRO, -500), move(2, SAVINGS, 500)
    assert found(*moves, refused={(1, 2)}) == []
    assert ids(found(*moves, refused={(2, 1), (1, 3)})) == {(1, 2)}


def test_the_next_best_is_suggested_where_the_best_was_refused() -> None:
    moves = move(1, GIRO, -500), move(2, SAVINGS, 500), move(3, CARD, 500, 2)
    assert ids(found(*moves)) == {(1, 2)}
    assert ids(found(*moves, refused={(1, 2)})) == {(1, 3)}


# One transaction, one transfer


def test_the_likeliest_other_side_is_taken() -> None:
    moves = move(1, GIRO, -500), move(2, SAVINGS, 500, 1), move(3, CARD, 500, 1, "transfer")
    assert ids(found(*moves)) == {(1, 3)}


def test_two_as_good_other_sides_make_either_less_likely() -> None:
    (pair,) = found(move(1, GIRO, -500), move(2, SAVINGS, 500), move(3, CARD, 500))
    assert pair[:3] == (1, 2, 55)
    assert pair.reasons[-1] == "another transaction fits as well"


def test_equal_transfers_on_one_day_are_as_many_as_there_are() -> None:
    made = found(*[move(n, GIRO, -500) for n in (1, 2)], *[move(n, SAVINGS, 500) for n in (3, 4)])
    assert ids(made) == {(1, 3), (2, 4)}
    assert {pair.score for pair in made} == {70}


def test_two_pairs_that_can_change_partners_are_both_less_likely() -> None:
    made = found(move(1, GIRO, -500), move(2, SAVINGS, 500), move(3, CARD, -500), move(4, 4, 500))
    assert {pair.score for pair in made} == {55}
    assert len(made) == 2


def test_two_pairs_are_better_than_one_that_leaves_two_alone() -> None:
    # The nearest two are those in the middle, but the others are too far apart.
    moves = (
        move(1, GIRO, -500),
        move(2, SAVINGS, 500, 1),
        move(3, CARD, -500, 1),
        move(4, SAVINGS, 500, 5),
    )
    made = found(*moves)
    assert ids(made) == {(1, 2), (3, 4)}
    assert {pair.reasons[-1] for pair in made} == {"1 day later", "4 days later"}


def test_one_sure_pair_is_better_than_two_that_are_just_possible() -> None:
    moves = (
        move(1, GIRO, -500, 0, "transfer to rainy day"),
        move(2, SAVINGS, 500, 0, "transfer from giro"),
        move(3, CARD, 500, 4),
        move(4, CARD, -500, -4),
    )
    assert ids(found(*moves)) == {(1, 2)}


def test_a_monthly_transfer_is_found_every_month() -> None:
    moves = [
        side
        for month in range(24)
        for side in (
            move(2 * month, GIRO, -500, 30 * month),
            move(2 * month + 1, SAVINGS, 500, 30 * month + 1),
        )
    ]
    assert ids(found(*moves)) == {(2 * month, 2 * month + 1) for month in range(24)}


def test_transactions_that_are_not_in_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        list(pairs([move(1, GIRO, -500, 2), move(2, SAVINGS, 500, 1)], ACCOUNTS))


def test_the_first_and_the_last_day_of_all_are_days_too() -> None:
    for day in (date.min, date.max):
        moves = [move(1, GIRO, -5, date=day), move(2, SAVINGS, 5, date=day)]
        assert ids(list(pairs(moves, ACCOUNTS))) == {(1, 2)}


# Two currencies


def worth_of(currency: str, day: date) -> Decimal | None:
    return {"EUR": Decimal(1), "USD": Decimal("0.8"), "JPY": Decimal("0.006")}.get(currency)


@pytest.mark.parametrize(("amount", "is_found"), [(1250, True), (1201, True), (1199, False)])
def test_what_arrives_in_another_currency_may_be_off_by_four_percent(
    amount: int, is_found: bool
) -> None:
    moves = move(1, GIRO, -1000), move(2, SAVINGS, amount, currency="USD")
    assert bool(found(*moves, worth_of=worth_of)) is is_found
    assert found(*moves) == []


def test_the_reason_says_how_far_two_currencies_are_apart() -> None:
    (pair,) = found(move(1, GIRO, -1000), move(2, SAVINGS, 1240, currency="USD"), worth_of=worth_of)
    assert pair.reasons[0] == "the amounts differ by 0.8 % at the rate of the day"


def test_currencies_have_as_many_decimals_as_they_have() -> None:
    moves = move(1, GIRO, -600), move(2, SAVINGS, 1000, currency="JPY")
    assert ids(found(*moves, worth_of=worth_of)) == {(1, 2)}


def test_a_currency_without_a_rate_is_no_other_side_but_of_its_like() -> None:
    chf = {"currency": "CHF"}
    moves = move(1, GIRO, -600, **chf), move(2, SAVINGS, 600), move(3, CARD, 600, **chf)
    assert ids(found(*moves, worth_of=worth_of)) == {(1, 3)}


def test_the_same_currency_is_likelier_than_another_one() -> None:
    moves = move(1, GIRO, -1000), move(2, SAVINGS, 1250, currency="USD"), move(3, CARD, 1000)
    assert ids(found(*moves, worth_of=worth_of)) == {(1, 3)}


# Whatever comes

days = st.integers(0, 12)
signed = st.sampled_from([-300, -200, -100, 100, 200, 300])
texts = st.sampled_from(["", "transfer", "giro", "shop", "rainy day"])
rows = st.lists(
    st.tuples(st.sampled_from([GIRO, SAVINGS, CARD]), signed, days, texts, st.booleans()),
    max_size=24,
)


def as_moves(drawn: list[tuple[int, int, int, str, bool]]) -> list[TransferSide]:
    return [
        move(number, account, amount, day, text, has_category=filed)
        for number, (account, amount, day, text, filed) in enumerate(drawn)
    ]


@given(rows)
def test_every_suggestion_is_a_possible_transfer_and_uses_each_side_once(
    drawn: list[tuple[int, int, int, str, bool]],
) -> None:
    moves = as_moves(drawn)
    made = found(*moves)
    for pair in made:
        leaving, arriving = moves[pair.out_id], moves[pair.in_id]
        assert leaving.amount == -arriving.amount < 0
        assert leaving.account != arriving.account
        assert abs((leaving.date - arriving.date).days) <= DAYS_MAX
        assert SCORE_MIN <= pair.score <= 100
        assert pair.reasons
    used = [id_ for pair in made for id_ in (pair.out_id, pair.in_id)]
    assert len(used) == len(set(used))


@given(rows, st.randoms(use_true_random=False))
def test_the_order_within_a_day_changes_nothing(
    drawn: list[tuple[int, int, int, str, bool]], dice: object
) -> None:
    moves = as_moves(drawn)
    shuffled = list(moves)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(found(*moves)) == sorted(found(*shuffled))


@given(rows)
def test_nothing_that_was_refused_comes_back(
    drawn: list[tuple[int, int, int, str, bool]],
) -> None:
    moves = as_moves(drawn)
    refused: set[tuple[int, int]] = set()
    for _ in range(len(moves) ** 2):
        made = ids(found(*moves, refused=refused))
        assert not made & refused
        if not made:
            break
        refused |= made
    else:
        assert not moves


@given(rows)
def test_no_two_transactions_that_are_left_would_make_a_pair(
    drawn: list[tuple[int, int, int, str, bool]],
) -> None:
    moves = as_moves(drawn)
    used = {id_ for pair in found(*moves) for id_ in (pair.out_id, pair.in_id)}
    # Alone, those that fit as well as others are not rivals any more: look at two at a time.
    left = [each for each in moves if each.id not in used]
    for one in left:
        for other in left:
            if found(one, other) if one.id < other.id else []:
                assert any(_rival(one, other, third) for third in moves)


def _rival(one: TransferSide, other: TransferSide, third: TransferSide) -> bool:
    """Whether `third` could stand for one of the two: then both may have become too unlikely."""
    return third not in (one, other) and abs(third.amount) == abs(one.amount)


@settings(max_examples=25)
@given(st.integers(2, 60))
def test_a_crowd_of_equal_amounts_is_paired_one_to_one(count: int) -> None:
    made = found(
        *[move(n, GIRO, -100, n % 3) for n in range(count)],
        *[move(n, SAVINGS, 100, n % 3) for n in range(count, 2 * count)],
    )
    used = [id_ for pair in made for id_ in (pair.out_id, pair.in_id)]
    assert len(used) == len(set(used)) > count


def test_a_chain_without_an_end_is_decided_along_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "EDGES_MAX", 20)
    moves = [
        side
        for day in range(200)
        for side in (move(2 * day, GIRO, -100, day), move(2 * day + 1, SAVINGS, 100, day))
    ]
    coming = iter(moves)
    first = next(pairs(coming, ACCOUNTS))
    assert first.score == 70
    assert len(list(coming)) > 300
    assert ids(found(*moves)) == {(2 * day, 2 * day + 1) for day in range(200)}
