"""A payment that is pending is never recorded as booked, whatever words say so."""

import pytest

from readers.statement import Unreadable
from readers.tests.tables import files
from readers.tests.tables.files import amounts_of, items_of, warnings_of

PENDING = [
    *["Umsatz vorgemerkt", "PENDING - not yet booked", "Authorised hold", "AUTH", "Unposted"],
    *["Not settled", "To be settled", "Reserverad", "Noch nicht gebucht", "Not yet posted"],
    *["\u0412 \u043e\u0431\u0440\u0430\u0431\u043e\u0442\u043a\u0435", "\u672a\u5165\u8d26"],
    *["Operaci\u00f3n pendiente", "Op\u00e9ration en cours", "In behandeling (pin)", "Beklemede"],
    *[
        "Transakcja oczekuj\u0105ca",
        "Non contabilizzato",
        "Niet geboekt",
        "\ub300\uae30",
        "Vorgemerkt",
    ],
    *["Belum booked", "Pre-auth", "Awaiting completion", "\u5f85\u5165\u8d26", "Zablokowana"],
]
CLEARED = [
    *[
        "Umsatz gebucht",
        "Completed",
        "Transaction posted",
        "\u652f\u4ed8\u6210\u529f",
        "Ausgef\u00fchrt",
    ],
    *["\u0418\u0441\u043f\u043e\u043b\u043d\u0435\u043d\u043e", "Booked OK", "Zrealizowana"],
    *[
        "\uc644\ub8cc",
        "Op\u00e9ration comptabilis\u00e9e \u00b7 booked",
        "Movimiento contabilizado",
    ],
]
VOID = [
    *[
        "Payment declined",
        "Transaction cancelled",
        "Zahlung abgelehnt",
        "Not executed",
        "Rechazada",
    ],
    *["\u041e\u0442\u043a\u043b\u043e\u043d\u0435\u043d\u043e", "\u4ea4\u6613\u5173\u95ed"],
    *["\ucde8\uc18c", "Anulowana przez bank", "Storno", "Operaci\u00f3n anulada"],
]
HEAD = "Date,Payee,Amount,{}\n"
HEADINGS = ["Status", "State", "Buchungsstatus", "Estado", "\u72b6\u6001"]


def table(word, other="Booked", heading="Status"):
    return HEAD.format(heading) + f"2024-03-01,Shop,-5.00,{word}\n2024-02-28,Pay,2000.00,{other}\n"


def statuses(content, **options):
    return [row.status for row in files.rows_of(content, **options)]


@pytest.mark.parametrize("word", PENDING)
@pytest.mark.parametrize("heading", HEADINGS)
def test_what_is_pending_is_told_in_phrases(word, heading):
    assert statuses(table(word, heading=heading)) == ["pending", "cleared"]


@pytest.mark.parametrize("word", CLEARED)
def test_what_is_booked_is_told_in_phrases(word):
    assert statuses(table(word)) == ["cleared", "cleared"]


@pytest.mark.parametrize("word", VOID)
def test_what_never_was_booked_is_told_in_phrases(word):
    assert amounts_of(table(word)) == ["2000.00"]


@pytest.mark.parametrize("word", ["Zrax", "\u0b85\u0b86", "Q7", "Partially zraxed", "Blip blop"])
def test_a_state_that_is_not_known_is_asked_for(word):
    with pytest.raises(Unreadable) as asked:
        items_of(table(word))
    assert (asked.value.code, asked.value.option) == ("unknown_status", "states")
    assert word in asked.value.detail
    assert statuses(table(word), states={"pending": [word]}) == ["pending", "cleared"]
    assert statuses(table(word), states={"cleared": [word]}) == ["cleared", "cleared"]
    assert amounts_of(table(word), states={"void": [word]}) == ["2000.00"]


def test_the_balance_shows_that_rows_of_an_unknown_state_are_booked():
    content = (
        "Date,Payee,Amount,State,Balance\n2024-03-01,Shop,-5.00,Zrax,5.00\n"
        "2024-03-02,Pay,20.00,Booked,25.00\n2024-03-03,Shop,-2.00,Zrax,23.00\n"
    )
    assert amounts_of(content) == ["-5.00", "20.00", "-2.00"]


def test_one_unknown_state_of_all_rows_is_a_warning():
    assert warnings_of(table("Zrax", "Zrax")) == ["unknown_status"]
    assert warnings_of(table("", "")) == []


@pytest.mark.parametrize("stated", ["x", {"gone": ["x"]}, {"pending": "x"}, {"void": [1]}])
def test_states_that_mean_nothing_are_refused(stated):
    with pytest.raises(Unreadable) as refused:
        items_of(table("Booked"), states=stated)
    assert refused.value.option == "states"
