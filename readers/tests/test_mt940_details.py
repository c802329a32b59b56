"""MT940: what the banks write of a payment, each in its own way."""

import pytest

from readers.mt940.details import line_width, read_details
from readers.tests.mt940_files import HEAD, TAIL, read, row, rows


def test_german_fields_lose_nothing_where_lines_break() -> None:
    found = row(
        ":61:0709040904CR15000,05NTRFNONREF//0724710290621954\n"
        ":86:166?00GUTSCHRIFT?100399?20EREF+EndToEndIdTFNR20004000?2101?22SVWZ\n"
        "+TO 13 TFNr 20004 Einga?23ngskanal Mint            ?24ist offen?3\n"
        "0PBNKDEFF100?31DE42100100100043921105?32Richter Renate 70 Zeichen\n"
        " B?33eginn?60 und noch mehr?34001\n"
    )
    assert found.reference == "EndToEndIdTFNR2000400001"
    assert found.description == "TO 13 TFNr 20004 Eingangskanal Mint ist offen und noch mehr"
    assert found.payee == "Richter Renate 70 Zeichen Beginn"
    assert found.notes.splitlines()[1:] == ["Account DE42100100100043921105", "Bank PBNKDEFF100"]


def test_a_space_that_a_line_lost_at_its_end_comes_back() -> None:
    found = row(
        ":61:240131C1,NTRFNONREF\n"
        ":86:166?20SVWZ+Beitrag?32Cornelia Prochownik 70 Zeic?33hen Beginn und so\n"
        "weiter\n"
    )
    assert found.payee == "Cornelia Prochownik 70 Zeichen Beginn und so weiter"


def test_the_keys_of_sepa_are_told_apart() -> None:
    found = row(
        ":61:240131D1,NDDTNONREF\n"
        ":86:105?00LASTSCHRIFT?20EREF+A-1?21KREF+K-1?22MREF+M-1?23CRED+DE98ZZZ09999999999"
        "?24SVWZ+Rechnung 4711?25ABWA+Meier?32Energie AG\n"
    )
    assert (found.reference, found.description, found.payee) == (
        "A-1",
        "Rechnung 4711",
        "Energie AG",
    )
    assert found.notes.splitlines() == [
        "LASTSCHRIFT",
        "Customer reference K-1",
        "Mandate M-1",
        "Creditor DE98ZZZ09999999999",
        "On behalf of Meier",
    ]


def test_text_after_a_reference_is_the_purpose() -> None:
    found = row(":61:240131D1,NDDTNONREF\n:86:105?00X?20CRED+DE98?21Rechnung 4711\n")
    assert found.description == "Rechnung 4711"


def test_keys_with_colons_are_keys_too() -> None:
    text = "Miete EREF: E-7 IBAN: DE02120300000000202051 BIC: BYLADEM1001"
    found = row(f":61:240131D1,NDDTNONREF\n:86:105?20{text}?32Huber\n")
    assert (found.description, found.reference) == ("Miete", "E-7")
    assert "Account DE02120300000000202051" in found.notes


@pytest.mark.parametrize("separator", "?>~^<|")
def test_other_separators_do_as_well(separator: str) -> None:
    fields = separator.join(["020", "00Przelew", "20Faktura 1", "32ACME", "31PL12"])
    found = row(f":61:240131D1,NTRFNONREF\n:86:{fields}\n")
    assert (found.payee, found.description) == ("ACME", "Faktura 1")


@pytest.mark.parametrize(
    ("text", "payee", "description", "reference"),
    [
        (
            ("/TRTP/SEPA OVERBOEKING/IBAN/FR1420041010050500013M02606/NAME/Boul"
             "\nangerie/REMI/Facture 2025-0042/EREF/NOTPROVIDED"),
            "Boulangerie",
            "Facture 2025-0042",
            "",
        ),
        ("/EREF/E-1/BENM//NAME/JOHN DOE/REMI/Ref 2/ISDT/2013-01-02", "JOHN DOE", "Ref 2", "E-1"),
        (
            "/EREF/E-2//CNTP/NL71ABNA0841238000/ABNANL2A/GREENFLUX BV///REMI/USTD//Nr. 22/",
            "GREENFLUX BV",
            "Nr. 22",
            "E-2",
        ),
        ("/ORDP//NAME/PAYER/REMI/Inv 1/ULTD//NAME/REAL PAYER", "PAYER", "Inv 1", ""),
        ("/ORDP/300000000460495\n/IVOTEHNA DOOEL\n/Uplata", "IVOTEHNA DOOEL", "Uplata", ""),
        ("FACTUUR 1\nREK: NL65INGB0123456789/NAAM: PICQER", "PICQER", None, ""),
        ("229\n?00BONIFICATION\n?20Test\n?21trt\n?32ABC", "ABC", "Test trt", ""),
        ("999PN0911DAUERAUFTR.NR. 14", "", "PN0911DAUERAUFTR.NR. 14", ""),
        ("RETRAIT GUICHET", "", "RETRAIT GUICHET", ""),
        ("911 TRANSAKCJA; OD: JAN NOWAK  \nUL. NIJAKA 1; TYT.: PRZELEW", "JAN NOWAK", None, ""),
    ],
)  # fmt: skip
def test_the_ways_of_other_banks(
    text: str, payee: str, description: str | None, reference: str
) -> None:
    found = row(f":61:240131D1,NTRFNONREF\n:86:{text}\n")
    assert (found.payee, found.reference) == (payee, reference)
    if description is not None:
        assert found.description == description


def test_several_fields_of_details_are_one() -> None:
    found = row(
        ":61:110527D000000001213,28N0440121470966      W.P. Jansen\n"
        ":86:Terugboeking\n:86:NIET AKKOORD\n"
    )
    assert (found.payee, found.description) == ("W.P. Jansen", "Terugboeking NIET AKKOORD")
    assert found.reference == "0121470966"


def test_a_name_that_stands_in_both_fields_is_the_payee() -> None:
    found = row(
        ":61:1206070608D20,00NIOB0987654321\nmarechal s\n"
        ":86:0987654321 marechal s\n" + " " * 65 + "\ndit is een test\n"
    )
    assert (found.payee, found.description) == ("marechal s", "dit is een test")
    assert found.notes == "Account 0987654321"


def test_numbered_lines_are_read() -> None:
    found = row(
        ":61:0203170320CM5000,00S05168790452\n"
        ":NS:01Zweck 1\n02Zweck 2\n15Emp\n16fänger\n17Buchungstext\n34471100\n"
    )
    assert (found.payee, found.description) == ("Emp fänger", "Zweck 1 Zweck 2")
    assert found.notes == "Buchungstext\nAccount 471100"


def test_a_supplement_goes_to_the_notes_or_is_the_description() -> None:
    assert row(":61:240131D1,NTRFNONREF\nCard payment\n").description == "Card payment"
    with_text = row(":61:240131D1,NTRFNONREF\n/OCMT/USD2,00/\n:86:Lunch\n")
    assert (with_text.description, with_text.notes) == ("Lunch", "/OCMT/USD2,00/")


@pytest.mark.parametrize("minutes", ["26", "20"])
def test_a_time_that_a_line_breaks_is_no_field(minutes: str) -> None:
    items = read(
        f"{HEAD}:61:240131D1,NTRFNONREF\n:86:106?20Laden 12-09-2014T16\n:{minutes}:37 Folge\n{TAIL}"
    )
    assert rows(items)[0].description == f"Laden 12-09-2014T16 :{minutes}:37 Folge"


def test_what_stands_after_the_closing_balance_belongs_to_no_row() -> None:
    items = read(
        f"{HEAD}:61:240131D1,NTRFNONREF\n:62F:C240131EUR99,\n:64:C240131EUR99,\n:86:Info\n"
    )
    assert rows(items)[0].description == ""


def test_the_width_of_lines_is_learned_from_the_file() -> None:
    wrapped = ":86:" + "a" * 60 + "\n" + "b" * 60 + "\nc\n"
    assert line_width(wrapped) == 60
    assert line_width(":86:short\nshort\n") == 65
    assert line_width(":86:" + "a" * 200 + "\nb\n") == 201


def test_details_with_many_keys_take_no_time() -> None:
    text = "EREF+" * 5_000 + "IBAN: " * 5_000 + "/NAME/" * 2_000
    assert len(read_details(["166?20" + text], 65).notes) < 10
    assert read_details([text], 65).payee == ""
