"""What words, marks and flags say of the direction: known, proved, stated, or asked for."""

from itertools import cycle

import pytest

from readers.statement import Unreadable
from readers.tests.tables.files import amounts_of, faults_of, items_of

WORDS = [
    *[
        ("OUTBOUND", "INBOUND"),
        ("Purchase", "Deposit"),
        ("Auszahlung", "Einzahlung"),
        ("Ausgang", "Eingang"),
    ],
    *[
        ("\u652f\u51fa", "\u6536\u5165"),
        ("\u8f6c\u51fa", "\u8f6c\u5165"),
        ("\u51fa\u91d1", "\u5165\u91d1"),
    ],
    *[
        ("\ucd9c\uae08", "\uc785\uae08"),
        ("\uc9c0\ucd9c", "\uc218\uc785"),
        ("\u0420\u0430\u0441\u0445\u043e\u0434", "\u0414\u043e\u0445\u043e\u0434"),
    ],
    *[
        (
            "\u0441\u043f\u0438\u0441\u0430\u043d\u0438\u0435",
            "\u0437\u0430\u0447\u0438\u0441\u043b\u0435\u043d\u0438\u0435",
        )
    ],
    *[("Keluar", "Masuk"), ("Chi", "Thu"), ("Ti\u1ec1n ra", "Ti\u1ec1n v\u00e0o")],
    *[
        ("\u03a7\u03c1\u03ad\u03c9\u03c3\u03b7", "\u03a0\u03af\u03c3\u03c4\u03c9\u03c3\u03b7"),
        ("Gider", "Gelir"),
    ],
    *[
        ("\u05d7\u05d5\u05d1\u05d4", "\u05d6\u05db\u05d5\u05ea"),
        ("\u0645\u062f\u064a\u0646", "\u062f\u0627\u0626\u0646"),
    ],
    *[
        ("Sortie", "Entr\u00e9e"),
        ("Salida", "Entrada"),
        ("Utbetalning", "Ins\u00e4ttning"),
        ("Wyp\u0142ata", "Wp\u0142ata"),
    ],
    *[
        ("-", "+"),
        ("\u2212", "+"),
        ("(-)", "(+)"),
        ("Dr.", "Cr."),
        ("Uitgawe", "Inkomste"),
        ("Isplata", "Uplata"),
    ],
]
HEADINGS = [
    *[
        "Direction",
        "Type",
        "Art",
        "Richtung",
        "\u0422\u0438\u043f",
        "\uad6c\ubd84",
        "\u53ce\u652f",
        "Jenis",
        "Lo\u1ea1i",
    ],
    *[
        "\u03a4\u03cd\u03c0\u03bf\u03c2",
        "\u6536/\u652f",
        "Frobbed",
        "Dr / Cr Flag",
        "Ind",
        "BillingAmountSign",
    ],
]
NUMBERS = ["2000.00", "25.50", "400.00", "4.50"]
RIGHT = ["2000.00", "-25.50", "-400.00", "-4.50"]


def table(heading, words, *, order=("date", "text", "word", "amount"), numbers=NUMBERS, end=()):
    lines = [
        ",".join(
            {"date": "Date", "text": "Payee", "word": heading, "amount": "Amount"}[c] for c in order
        )
    ]
    for day, (number, word) in enumerate(zip(numbers, words, strict=True), start=1):
        cells = {"date": f"2024-03-0{day}", "text": f"Payee {day}", "word": word, "amount": number}
        lines.append(",".join(cells[each] for each in order))
    return "\n".join([*lines, *end]) + "\n"


def asked(content, **options):
    with pytest.raises(Unreadable) as caught:
        items_of(content, **options)
    return caught.value


@pytest.mark.parametrize(
    ("heading", "words"),
    [*zip(cycle(HEADINGS), WORDS, strict=False), *zip(HEADINGS, cycle(WORDS[4:]), strict=False)],
)
@pytest.mark.parametrize(
    "order", [("date", "text", "word", "amount"), ("word", "amount", "text", "date")]
)
def test_words_of_many_languages_say_the_direction(heading, words, order):
    out, into = words
    assert amounts_of(table(heading, (into, out, out, out), order=order)) == RIGHT
    signed = table(heading, (into, out, out, out), order=order, numbers=RIGHT)
    assert amounts_of(signed) == RIGHT


@pytest.mark.parametrize(
    "heading", ["Direction", "Richtung", "Type", "Tipo", "\u7c7b\u578b", "D/C"]
)
@pytest.mark.parametrize(("out", "into"), [("Zrax", "Blip"), ("\u0b85", "\u0b86"), ("W", "Q")])
def test_words_that_are_not_known_are_asked_for_and_can_be_stated(heading, out, into):
    content = table(heading, (into, out, out, out))
    question = asked(content)
    assert (question.code, question.option) == ("unknown_direction", "directions")
    assert out in question.detail
    assert into in question.detail
    assert amounts_of(content, directions={"out": [out], "in": [into]}) == RIGHT
    assert amounts_of(content, invert=False) == NUMBERS


def test_a_column_that_is_stated_as_sign_is_asked_about_too():
    content = table("Frobbed", ("Blip", "Zrax", "Zrax", "Zrax"))
    assert asked(content).option == "invert"
    assert asked(content, columns={"sign": "Frobbed"}).code == "unknown_direction"
    stated = {"columns": {"sign": "Frobbed"}, "directions": {"out": ["zrax"], "in": ["BLIP"]}}
    assert amounts_of(content, **stated) == RIGHT


def test_one_word_that_is_known_says_nothing_of_another_that_is_not():
    assert asked(table("Type", ("Deposit", "Zrax", "Zrax", "Zrax"))).code == "unknown_direction"


@pytest.mark.parametrize("third", ["/", "Transfer", "Zrax", "\u8f6c\u8d26", "?"])
def test_beside_words_for_both_directions_a_third_is_a_fault(third):
    content = table("Direction", ("in", "out", "out", third))
    assert (amounts_of(content), faults_of(content)) == (RIGHT[:3], [(5, "no_sign")])


@pytest.mark.parametrize("heading", ["Direction", "Type", "Frobbed", "Art", ""])
@pytest.mark.parametrize(("out", "into"), [("Zrax", "Blip"), ("Credit", "Debit"), ("A", "B")])
def test_the_balance_proves_what_a_word_means(heading, out, into):
    lines = [f"Date,Text,{heading},Amount,Balance"]
    for n, (number, word, left) in enumerate(
        zip(NUMBERS, (into, out, out, out), (2000, 1974.5, 1574.5, 1570), strict=True), start=1
    ):
        lines.append(f"2024-03-0{n},x{n},{word},{number},{left:.2f}")
    again = f"2024-03-06,y,{into},10.00,1580.00"
    content = "\n".join([*lines, again]) + "\n"
    assert amounts_of(content) == [*RIGHT, "10.00"]
    newest_first = "\n".join([lines[0], again, *lines[:0:-1]]) + "\n"
    assert amounts_of(newest_first) == ["10.00", *RIGHT[::-1]]


@pytest.mark.parametrize(
    "mark", ["CR", "Cr", "C", "+", "Cr.", "CREDIT", "K", "\u5165\u91d1", "Haben", "Avere"]
)
@pytest.mark.parametrize(
    "heading", ["BillingAmountSign", "Dr / Cr Flag", "Ind", "Frobbed", "", "CR/DR"]
)
def test_one_mark_of_what_arrives_says_that_the_others_leave(mark, heading):
    assert amounts_of(table(heading, (mark, "", "", ""))) == RIGHT


@pytest.mark.parametrize("mark", ["DR", "Dr", "D", "-", "DEBIT", "Soll", "\u51fa\u91d1"])
@pytest.mark.parametrize("heading", ["BillingAmountSign", "Frobbed", "", "CR/DR"])
def test_one_mark_of_what_leaves_says_that_the_others_arrive(mark, heading):
    if mark == "-" and heading in {"Frobbed", ""}:
        # Below a heading that says nothing, a dash may mean an empty cell.
        assert asked(table(heading, ("", mark, mark, mark))).option == "invert"
        return
    assert amounts_of(table(heading, ("", mark, mark, mark))) == RIGHT


@pytest.mark.parametrize(
    ("out", "into"), [("A", "B"), ("Xx", "Yy"), ("Zu", "Ab"), ("zrax", "blip")]
)
def test_short_words_without_a_heading_are_asked_about(out, into):
    content = table("", (into, out, out, out))
    assert asked(content).code == "unknown_direction"
    assert amounts_of(content, directions={"out": [out], "in": [into]}) == RIGHT


@pytest.mark.parametrize(
    ("heading", "spent", "earned"),
    [
        *[("is_income", "false", "true"), ("income", "0", "1"), ("Is Income", "No", "Yes")],
        *[("Income", "FALSE", "TRUE"), ("Einnahme", "nein", "ja"), ("is credit", "N", "Y")],
        *[("Is Expense", "true", "false"), ("Expense?", "yes", "no"), ("expense", "1", "0")],
        *[
            ("Ausgabe", "Ja", "Nein"),
            ("is_debit", "T", "F"),
            ("Outflow", "y", "n"),
            ("Gasto", "S\u00ed", "No"),
        ],
    ],
)
def test_flags_say_what_is_income_whatever_sign_the_amounts_have(heading, spent, earned):
    words = (earned, spent, spent, spent)
    turned = ["-2000.00", "25.50", "400.00", "4.50"]
    for numbers in (NUMBERS, RIGHT, turned):
        assert amounts_of(table(heading, words, numbers=numbers)) == RIGHT
    refund = table(heading, words, numbers=["-2000.00", "25.50", "400.00", "-4.50"])
    assert amounts_of(refund) == [*RIGHT[:3], "4.50"]
    assert amounts_of(table(heading, (earned,) * 4, numbers=["-1.00"] * 4)) == ["1.00"] * 4


@pytest.mark.parametrize("stated", ["out", ["out"], {"away": ["x"]}, {"out": "x"}, {"in": [1]}])
def test_directions_that_mean_nothing_are_refused(stated):
    content = table("Direction", ("in", "out", "out", "out"))
    assert asked(content, directions=stated).option == "directions"
