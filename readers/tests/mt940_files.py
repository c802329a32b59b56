"""Files of MT940 that tests write, and what is read of them."""

from readers.mt940.reader import FORMAT
from readers.statement import Balance, Fault, Row
from readers.tests import reading

HEAD = ":20:STARTUMS\n:25:10020030/1234567\n:28C:1/1\n:60F:C240101EUR100,00\n"
TAIL = ":62F:C240131EUR0,00\n-\n"
INTERIM = (
    ":20:A\n:25:PL29114010810000267002001002\n:28C:1/1\n:34F:PLN0\n:13D:1701191815+0100\n"
    ":61:1701190119CN0,01NTRFNONREF//MB1\n:86:One\n:61:1701190119DN0,03NTRFNONREF//MB2\n"
)


def read(text, encoding="utf-8"):
    return reading.items(FORMAT, text.encode(encoding))


def row(fields):
    """Return the row of the one entry that has these fields."""
    (found,) = rows(read(HEAD + fields + TAIL))
    return found


def rows(items):
    return reading.of_kind(Row, items)


def faults(items):
    return [(item.line, item.code) for item in reading.of_kind(Fault, items)]


def balances(items):
    found = reading.of_kind(Balance, items)
    return [(balance.kind.value, str(balance.amount), balance.date) for balance in found]


def refusal(text):
    """Return the code of the refusal, which has a sentence for people."""
    refused = reading.refusal(FORMAT, text)
    assert refused.detail.endswith(".")
    return refused.code
