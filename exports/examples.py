"""The files, as the API's documentation shows them."""

from drf_spectacular.utils import OpenApiExample

_HEADING = (
    "date,type,status,payee,description,notes,tags,account,kind,category,amount,currency,"
    "home_amount,home_currency,rate,posting_description,transaction,posting\r\n"
)
_LINE = (
    "2024-01-05,expense,cleared,Corner shop,Weekly shopping,,food,Cash,expense,Food:Groceries,"
    "-75.50,EUR,-75.50,EUR,,,31,64\r\n"
)
_LEGS = "    Assets:Cash  -75.50 EUR\n    Expenses:Food  75.50 EUR\n"

CSV = OpenApiExample("An expense", _HEADING + _LINE, media_type="text/csv", response_only=True)
XLSX = OpenApiExample(
    "A workbook",
    "PK\u0003\u0004",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    response_only=True,
)
OFX = OpenApiExample(
    "An expense",
    "<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20240105</DTPOSTED><TRNAMT>-75.50</TRNAMT>"
    "<FITID>31</FITID><NAME>Corner shop</NAME><MEMO>Weekly shopping</MEMO></STMTTRN>\n",
    media_type="application/x-ofx",
    response_only=True,
)
QIF = OpenApiExample(
    "An expense",
    "!Account\nNCash\nTCash\nD[EUR]\n^\n!Type:Cash\n"
    "D2024-01-05\nT-75.50\nC*\nPCorner shop\nMWeekly shopping\nLFood:Groceries\n^\n",
    media_type="application/x-qif",
    response_only=True,
)
HLEDGER = OpenApiExample(
    "An expense",
    "decimal-mark .\ncommodity 1000.00 EUR\naccount Assets:Cash\naccount Expenses:Food\n\n"
    f"2024-01-05 * (31) Corner shop | Weekly shopping\n    ; food:\n{_LEGS}",
    media_type="text/plain",
    response_only=True,
)
LEDGER = OpenApiExample(
    "An expense",
    "commodity EUR\n    format 1000.00 EUR\naccount Assets:Cash\naccount Expenses:Food\n\n"
    f"2024-01-05 * (31) Corner shop\n    ; Weekly shopping\n    ; :food:\n{_LEGS}",
    media_type="text/plain",
    response_only=True,
)
BEANCOUNT = OpenApiExample(
    "An expense",
    '2024-01-01 commodity EUR\n2024-01-01 open Assets:Cash EUR\n  name: "Cash"\n'
    '2024-01-01 open Expenses:Food\n  name: "Food"\n\n'
    '2024-01-05 * "Corner shop" "Weekly shopping" #food\n  id: "31"\n'
    f"{_LEGS.replace('    ', '  ')}",
    media_type="text/plain",
    response_only=True,
)
