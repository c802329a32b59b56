"""Tables as few programs write them: quotes, widths, encodings, currency signs, no headings."""

import pytest

from readers.statement import Unreadable
from readers.tests.tables.files import accounts_of, amounts_of, faults_of, items_of, rows_of

ROWS = [("2024-01-01", "Shop", "-5.00"), ("2024-01-02", "Pay", "7.00"), ("2024-01-03", "x", "3.00")]


def table(heading, rows, mark=","):
    return "".join(f"{mark.join(line)}\n" for line in [heading, *rows] if line)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("text", ["Shop{0} the big one", "a{0}b{0}c", "Shop{0} {0} end", "{0}x"])
@pytest.mark.parametrize("name", ["Text", "Notes", "Description"])
def test_what_is_too_much_of_a_line_is_the_rest_of_its_last_text(mark, text, name):
    rows = [("2024-01-01", "-5.00", text.format(mark)), ("2024-01-02", "7.00", "Pay")] * 2
    content = table(("Date", "Amount", name), rows, mark)
    assert amounts_of(content) == ["-5.00", "7.00"] * 2
    first = rows_of(content)[0]
    assert (first.description or first.notes).split() == text.format(mark).split()


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        *[
            ("Date,Amount,Text", "2024-01-01,-5,00,Shop"),
            ("Date,Amount,Text", "2024-01-01,1,234.50,x"),
        ],
        *[("Date,Payee,Amount,Notes", "2024-01-01,Shop, 5,-10.00,note")],
        *[("Date,Amount,Type,Text", "2024-01-01,-5,00,Card,Shop")],
        *[("Date,Text,Amount", "2024-01-01,Shop, big,-5.00")],
    ],
)
def test_a_line_in_which_an_amount_may_be_cut_is_a_fault(heading, line):
    end = {4: "2024-01-02,Pay,-7.00,", 3: "2024-01-02,-7.00,Pay"}[heading.count(",") + 1]
    if heading.startswith("Date,Amount,Type"):
        end = "2024-01-02,-7.00,Card,Pay"
    if heading == "Date,Text,Amount":
        end = "2024-01-02,Pay,-7.00"
    assert faults_of(f"{heading}\n{line}\n{end}\n{end}\n") == [(2, "wrong_width")]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("text", ["Shop", "O''Hara", "a, b; c", ""])
def test_single_quotes_around_all_cells_are_quotes(mark, text):
    rows = [[f"'{cell}'" for cell in (day, text or name, n)] for day, name, n in ROWS]
    content = table(("'Date'", "'Text'", "'Amount'"), rows, mark)
    assert amounts_of(content) == ["-5.00", "7.00", "3.00"]
    assert rows_of(content)[0].description == (text or "Shop").replace("''", "'")


@pytest.mark.parametrize("number", ['"""12345"', '"12345"""', '"""12345"""'])
def test_a_stray_quote_is_no_part_of_the_number_of_an_account(number):
    content = f"Date,Account number,Text,Amount\n2024-01-01,{number},a,-5.00\n"
    content += "2024-01-02,12345,b,7.00\n2024-01-03,12345,c,7.00\n"
    keys = [account.key for account in accounts_of(content)]
    assert keys == (["12345"] if number.count('"') == 4 else ['"12345"', "12345"])


SIGNS = {
    "\u20a6": "NGN",
    "\u0631.\u0633": "SAR",
    "\u062f.\u0625": "AED",
    "\u062c.\u0645": "EGP",
    "\u5186": "JPY",
    "\uc6d0": "KRW",
    "\u0433\u0440\u043d": "UAH",
    "\u0440\u0443\u0431": "RUB",
    "\u0e1a\u0e32\u0e17": "THB",
    "KSh": "KES",
    "NT$": "TWD",
    "\u20be": "GEL",
    "\u058f": "AMD",
    "\u20b8": "KZT",
    "\u5143": "",
    "$": "",
}


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("form", ["{0}{1}", "{0} {1}", "{1}{0}", "{1} {0}"])
def test_signs_of_currencies_in_other_scripts_are_known(sign, form):
    rows = [(day, text, form.format(sign, number)) for day, text, number in ROWS]
    content = table(("Date", "Text", "Amount"), rows)
    assert [str(row.amount) for row in rows_of(content)] == ["-5.00", "7.00", "3.00"]
    assert {row.currency for row in rows_of(content)} == {SIGNS[sign]}


WIDE = [
    (
        "cp932",
        "\u65e5\u4ed8,\u304a\u5f15\u51fa\u3057,\u304a\u9810\u5165\u308c,\u6458\u8981,\u6b8b\u9ad8",
        "\u6c34\u9053",
    ),
    (
        "cp932",
        "\u5e74\u6708\u65e5,\u51fa\u91d1,\u5165\u91d1,\u5185\u5bb9,\u5dee\u5f15\u6b8b\u9ad8",
        "\u96fb\u6c17",
    ),
    (
        "cp932",
        "\u53d6\u5f15\u65e5,\u652f\u51fa,\u53ce\u5165,\u6458\u8981,\u6b8b\u9ad8",
        "\u30b9\u30fc\u30d1\u30fc",
    ),
    (
        "euc_jp",
        "\u65e5\u4ed8,\u304a\u5f15\u51fa\u3057,\u304a\u9810\u5165\u308c,\u6458\u8981,\u6b8b\u9ad8",
        "\u6c34\u9053",
    ),
    (
        "euc_jp",
        "\u53d6\u5f15\u65e5,\u51fa\u91d1\u984d,\u5165\u91d1\u984d,\u53d6\u5f15\u5185\u5bb9,\u6b8b\u9ad8",
        "\u96fb\u6c17",
    ),
    (
        "gb18030",
        "\u4ea4\u6613\u65e5\u671f,\u652f\u51fa,\u6536\u5165,\u6458\u8981,\u4f59\u989d",
        "\u8d85\u5e02",
    ),
    (
        "gb18030",
        "\u65e5\u671f,\u8f6c\u51fa,\u8f6c\u5165,\u8bf4\u660e,\u8d26\u6237\u4f59\u989d",
        "\u4e66\u5e97",
    ),
    (
        "gb18030",
        "\u8bb0\u8d26\u65e5\u671f,\u501f\u65b9,\u8d37\u65b9,\u6458\u8981,\u4f59\u989d",
        "\u9910\u5385",
    ),
    (
        "big5",
        "\u65e5\u671f,\u652f\u51fa\u91d1\u984d,\u5b58\u5165,\u8aaa\u660e,\u9918\u984d",
        "\u8d85\u5e02",
    ),
    (
        "big5",
        "\u4ea4\u6613\u65e5\u671f,\u63d0\u6b3e,\u5b58\u6b3e,\u6458\u8981,\u7d50\u9918",
        "\u66f8\u5e97",
    ),
    (
        "cp949",
        "\uac70\ub798\uc77c\uc2dc,\ucd9c\uae08\uc561,\uc785\uae08\uc561,\uc801\uc694,\uc794\uc561",
        "\ub9c8\ud2b8",
    ),
    (
        "euc_kr",
        "\uac70\ub798\uc77c\uc790,\ucc3e\uc73c\uc2e0\uae08\uc561,\ub9e1\uae30\uc2e0\uae08\uc561,\ub0b4\uc6a9,\uc794\uc561",
        "\uc11c\uc810",
    ),
]


@pytest.mark.parametrize(("encoding", "heading", "text"), WIDE)
def test_text_of_two_bytes_a_character_is_not_taken_for_one_byte(encoding, heading, text):
    content = f"{heading}\n2024/02/29,3.50,,{text},6.50\n2024/02/28,,10.00,{text},10.00\n"
    content = content.replace("\u8d85\u5e02", text)
    raw = content.encode(encoding)
    assert amounts_of(raw) == ["-3.50", "10.00"]
    assert [row.description for row in rows_of(raw)] == [text, text]


@pytest.mark.parametrize("last", ["", "0.00", "5.00"])
def test_the_only_column_with_amounts_below_zero_has_the_amounts(last):
    content = table((), [(*row, last) for row in ROWS])
    assert amounts_of(content) == ["-5.00", "7.00", "3.00"]


def test_two_columns_without_headings_of_which_each_row_fills_one_are_asked_for():
    rows = [("2024-01-01", "Shop", "5.00", ""), ("2024-01-02", "Pay", "", "7.00")]
    with pytest.raises(Unreadable) as asked:
        items_of(table((), rows))
    assert asked.value.option == "columns"


@pytest.mark.parametrize("empty", [1, 2, 3, 4])
def test_a_column_that_is_empty_throughout_means_nothing(empty):
    rows = [
        *[["2024-01-01", "a", "5.00", "95.00"], ["2024-01-02", "b", "7.00", "88.00"]],
        *[["2024-01-03", "c", "8.00", "80.00"]],
    ]
    for row in rows:
        row.insert(empty, "")
    assert amounts_of(table((), rows)) == ["-5.00", "-7.00", "-8.00"]


def test_a_label_is_a_description():
    (row,) = rows_of("Date,Label,Amount\n2024-01-01,Bread; milk,-5.00\n")
    assert (row.description, row.tags) == ("Bread; milk", ())
