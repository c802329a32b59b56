"""The layouts of banks and programs are known by their columns, and every one of them holds up."""

import pytest

from readers.statement import BalanceKind
from readers.tables.delimited import KNOWN, recognises, understood
from readers.tables.layout import ROLES
from readers.tables.profiles.loading import profile_with_names, profiles
from readers.tables.reader import ROWS
from readers.tests.tables.files import (
    accounts_of,
    amounts_of,
    balances_of,
    dates_of,
    rows_of,
    source_of,
    warnings_of,
)

PROFILES = profiles()


def test_there_are_profiles_and_no_two_of_a_name():
    names = [profile.name for profile in PROFILES]
    assert len(names) == len(set(names)) > 60


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_profile_names_its_columns(profile):
    columns = profile.columns
    assert set(columns) <= set(ROLES)
    assert "date" in columns
    assert columns.keys() & {"amount", "debit", "credit"}
    assert profile.logic in {"", *ROWS}
    assert profile.date_order in {"", "dmy", "mdy", "ymd"}
    assert sum(map(bool, (profile.headers, profile.cells, profile.contains))) == 1
    known = [set(names) for names in profile.headers] or [set(profile.contains)]
    for role, places in columns.items():
        named = [place for place in places if isinstance(place, str)]
        if profile.headers:
            assert all(any(name in names for names in known) for name in named), role


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_profile_is_found_by_each_of_its_headers(profile):
    for names in profile.headers or [profile.contains]:
        if names:
            assert profile_with_names([f" {name} " for name in names]) is profile


REVOLUT = """Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance
CARD_PAYMENT,Current,2023-01-01 10:00:00,2023-01-02 11:00:00,Tesco,-10.00,0.50,GBP,COMPLETED,89.50
TOPUP,Current,2023-01-03 10:00:00,2023-01-03 11:00:00,Top-up,20.00,0.00,GBP,COMPLETED,109.50
CARD_PAYMENT,Current,2023-01-04 10:00:00,,Shop,-5.00,0.00,GBP,PENDING,
CARD_PAYMENT,Current,2023-01-04 10:00:00,,Shop,-5.00,0.00,GBP,REVERTED,
EXCHANGE,Current,2023-01-05 10:00:00,2023-01-05 10:00:00,Exchanged,30.00,0.00,EUR,COMPLETED,30.00
"""


def test_revolut_has_fees_beside_amounts_and_a_balance_for_each_currency():
    assert amounts_of(REVOLUT) == ["-10.50", "20.00", "-5.00", "30.00"]
    assert [row.status for row in rows_of(REVOLUT)] == ["cleared", "cleared", "pending", "cleared"]
    assert [account.key for account in accounts_of(REVOLUT)] == [
        "Revolut Current GBP",
        "Revolut Current EUR",
    ]
    assert balances_of(REVOLUT, BalanceKind.OPENING) == ["100.00", "0.00"]
    assert balances_of(REVOLUT, BalanceKind.CLOSING) == ["109.50", "30.00"]
    assert warnings_of(REVOLUT) == ["not_booked"]


GERMAN = (
    "Art,Produkt,Datum des Beginns,Datum des Abschlusses,Beschreibung,Betrag,Geb\u00fchr,"
    "W\u00e4hrung,Status,Kontostand"
)
PORTUGUESE = (
    "Tipo,Produto,Data de in\u00edcio,Data de Conclus\u00e3o,Descri\u00e7\u00e3o,Montante,"
    "Comiss\u00e3o,Moeda,Estado,Saldo"
)


@pytest.mark.parametrize(
    ("heading", "done", "gone"),
    [
        (GERMAN, "ABGESCHLOSSEN", "R\u00dcCKG\u00c4NGIG GEMACHT"),
        (PORTUGUESE, "CONCLU\u00cdDA", "REVERTIDA"),
    ],
)
def test_revolut_is_known_in_other_languages(heading, done, gone):
    _, rows = REVOLUT.split("\n", 1)
    table = f"{heading}\n{rows.replace('COMPLETED', done).replace('REVERTED', gone)}"
    assert amounts_of(table) == amounts_of(REVOLUT)
    assert [row.status for row in rows_of(table)] == ["cleared", "cleared", "pending", "cleared"]
    assert warnings_of(table) == ["not_booked"]


def test_a_card_whose_charges_are_positive_is_turned():
    table = (
        "Trans. Date,Post Date,Description,Amount,Category\n"
        "01/02/2024,01/03/2024,SHOP,12.00,Food\n01/04/2024,01/04/2024,PAYMENT,-50.00,Payments\n"
    )
    assert amounts_of(table) == ["-12.00", "50.00"]
    assert dates_of(table) == ["2024-01-03", "2024-01-04"]
    assert recognises(source_of(table)) == KNOWN


def test_a_profile_decides_what_the_rows_leave_open():
    table = "Posted Date,Reference Number,Payee,Address,Amount\n03/04/2024,1,Shop,x,-1.00\n"
    assert dates_of(table) == ["2024-03-04"]


def test_the_rows_decide_against_a_profile_where_they_show_it():
    table = "Posted Date,Reference Number,Payee,Address,Amount\n13/04/2024,1,Shop,x,-1.00\n"
    assert dates_of(table) == ["2024-04-13"]


def test_the_payee_is_the_other_side_whichever_way_the_money_goes():
    table = (
        "Buchungsdatum;Wertstellung;Status;Zahlungspflichtige*r;Zahlungsempf\u00e4nger*in;"
        "Verwendungszweck;Umsatztyp;IBAN;Betrag (\u20ac);Gl\u00e4ubiger-ID;Mandatsreferenz;"
        "Kundenreferenz\n"
        "30.06.23;30.06.23;Gebucht;Ich;Laden;Brot;Ausgang;;-62,3;;;\n"
        "30.06.23;30.06.23;Gebucht;Chef;Ich;Lohn;Eingang;;1.000;;;\n"
    )
    assert [row.payee for row in rows_of(table)] == ["Laden", "Chef"]
    assert amounts_of(table) == ["-62.3", "1000"]


def test_a_table_without_names_is_known_by_its_cells():
    table = (
        "123456789\tEUR\t20240102\t100,00\t90,00\t20240102\t-10,00\tBEA NR:123\n"
        "123456789\tEUR\t20240103\t90,00\t110,00\t20240103\t20,00\tSEPA X\n"
    )
    assert understood(source_of(table), {}).profile == "abn-amro"
    assert amounts_of(table) == ["-10.00", "20.00"]
    assert balances_of(table, BalanceKind.OPENING) == ["100.00"]


def test_bank_of_america_states_its_balances_above_and_between_the_rows():
    table = (
        'Description,,Summary Amt.\nBeginning balance as of 08/08/2026,,"1,000.00"\n'
        'Total credits,,"0.11"\nTotal debits,,"-10.00"\n'
        'Ending balance as of 09/08/2026,,"990.11"\n\nDate,Description,Amount,Running Bal.\n'
        '08/08/2026,Beginning balance as of 08/08/2026,,"1,000.00"\n'
        '08/12/2026,Online payment,"-10.00","990.00"\n09/08/2026,Interest,"0.11","990.11"\n'
    )
    assert amounts_of(table) == ["-10.00", "0.11"]
    assert set(balances_of(table, BalanceKind.OPENING)) == {"1000.00"}
    assert set(balances_of(table, BalanceKind.CLOSING)) == {"990.11"}


def test_an_old_statement_of_a_volksbank_has_its_signs_in_a_column_without_name():
    table = (
        "Umsatzanzeige\n\nBuchungstag;Valuta;Auftraggeber/Zahlungsempf\u00e4nger;"
        "Empf\u00e4nger/Zahlungspflichtiger;Konto-Nr.;IBAN;BLZ;BIC;Vorgang/Verwendungszweck;"
        "Kundenreferenz;W\u00e4hrung;Umsatz; \n"
        '03.05.2021;03.05.2021;Ich;REWE;;;;;"Karte\nDANKE";;EUR;23,45;S\n'
        "04.05.2021;04.05.2021;Ich;Chef;;;;;Gehalt;;EUR;2.500,00;H\n"
        "01.05.2021;;;;;;;;;Anfangssaldo;EUR;1.000,00;H\n05.05.2021;;;;;;;;;Endsaldo;EUR;3.476,55;H\n"
    )
    assert amounts_of(table) == ["-23.45", "2500.00"]
    assert balances_of(table, BalanceKind.OPENING) == ["1000.00"]
    assert balances_of(table, BalanceKind.CLOSING) == ["3476.55"]
