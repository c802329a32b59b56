"""An account, and what its bank sends and states of it."""

from imports.tests.sending import committed
from readers.tests.ofx_samples import transaction
from tests.cast import made


def ofx(balance, day, *rows):
    """A file of a bank: rows as (day, amount, id), and the balance at the end of a day."""
    entries = "".join(
        transaction(
            amount,
            day=at.replace("-", ""),
            fitid=key,
            kind="DEBIT" if amount.startswith("-") else "CREDIT",
            NAME=f"Shop {key}",
        )
        for at, amount, key in rows
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>"
        "<CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>77</BANKACCTFROM><BANKTRANLIST>"
        f"{entries}</BANKTRANLIST><LEDGERBAL><BALAMT>{balance}<DTASOF>{day.replace('-', '')}"
        "</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


def mt940(*ends):
    """Statements in a row: opening balance, then (day, rows, closing balance) of each."""
    text, before = "", ends[0]
    for day, rows, closing in ends[1:]:
        lines = "".join(f":61:{day}D{row},NTRFNONREF\n:86:Shop {day} {row}\n" for row in rows)
        text += f":20:A\n:25:1\n:60F:C{day}EUR{before},00\n{lines}:62F:C{day}EUR{closing},00\n-\n"
        before = closing
    return text


class Bank:
    """An account of a caller, and the files of its bank."""

    def __init__(self, caller):
        self.caller = caller
        opened = {"opening_date": "2024-01-01", "opening_balance": "500.00"}
        self.account = caller.account(**opened)["id"]

    def bring(self, balance, day, *rows):
        return self.send(ofx(balance, day, *rows), "bank.ofx")

    def send(self, text, name):
        """Import a file of the account."""
        return committed(self.caller, text, name, account=self.account)

    def statements(self):
        """Day, balance, type, whether it is closed, and the gap of each."""
        rows = made(self.caller.get("statements/"))["results"]
        shown = [made(self.caller.get(f"statements/{row['id']}/comparison/")) for row in rows]
        return sorted(
            (row["date"], row["balance"], row["type"], row["closed"], found["gap"])
            for row, found in zip(rows, shown, strict=True)
        )

    def undo(self, number):
        return made(self.caller.post(f"history/{number}/undo/"))
