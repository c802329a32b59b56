"""Which elements of a CAMT message are read, and what each is called once it is (ISO 20022).

The versions 001.01 to 001.14 of camt.052, 053 and 054 differ in wrappers (`Pty`, `Cd`) and in a few
names; what means the same gets the same name here. Namespaces and prefixes do not matter.
"""

MESSAGES = {
    "BkToCstmrAcctRpt": "camt.052",
    "BkToCstmrAcctRptV01": "camt.052",
    "BkToCstmrStmt": "camt.053",
    "BkToCstmrStmtV01": "camt.053",
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "BkToCstmrDbtCdtNtfctnV01": "camt.054",
}
"""What a message's own element says of it, wherever in the file it stands."""

_AMOUNTS = {
    "AmtDtls/InstdAmt/Amt": "instructed",
    "AmtDtls/TxAmt/Amt": "transaction_amount",
    "AmtDtls/InstdAmt/CcyXchg/XchgRate": "rate",
    "AmtDtls/TxAmt/CcyXchg/XchgRate": "rate",
    "AmtDtls/CntrValAmt/CcyXchg/XchgRate": "rate",
    "Chrgs/TtlChrgsAndTaxAmt": "charges_total",
    "Chrgs/Amt": "charge",
    "Chrgs/Rcrd/Amt": "charge",
}
_ACCOUNT = {
    "Id/IBAN": "iban",
    "Id/Othr/Id": "number",
    "Id/PrtryAcct/Id": "number",
    "Id/BBAN": "number",
    "Id/UPIC": "number",
}
_DAY = {"Dt": "day", "DtTm": "day"}

_STATEMENT = {
    "Acct/Ccy": "currency",
    "Acct/Nm": "name",
    "Acct/Ownr/Nm": "owner",
    "Acct/Ownr/Pty/Nm": "owner",
    **{f"Acct/{path}": name for path, name in _ACCOUNT.items()},
}
_BALANCE = {
    "Tp/CdOrPrtry/Cd": "type",
    "Tp/CdOrPrtry/Prtry": "type",
    "Tp/Cd": "type",
    "Tp/Prtry": "type",
    "Amt": "amount",
    "CdtDbtInd": "direction",
    **{f"Dt/{path}": name for path, name in _DAY.items()},
}
_ENTRY = {
    "NtryRef": "entry_reference",
    "Amt": "amount",
    "CdtDbtInd": "direction",
    "RvslInd": "reversal",
    "Sts": "status",
    "Sts/Cd": "status",
    "Sts/Prtry": "status",
    "AcctSvcrRef": "bank_reference",
    "AddtlNtryInf": "entry_information",
    **{f"BookgDt/{path}": "booked" for path in _DAY},
    **{f"ValDt/{path}": "value_date" for path in _DAY},
    **_AMOUNTS,
}
_DETAILS = {
    "Amt": "amount",
    "CdtDbtInd": "direction",
    "Refs/AcctSvcrRef": "bank_reference",
    "Refs/EndToEndId": "end_to_end",
    "Refs/MndtId": "mandate",
    "Refs/ChqNb": "cheque",
    "RmtInf/Ustrd": "remittance",
    "RmtInf/Strd/CdtrRefInf/Ref": "creditor_reference",
    "RmtInf/Strd/CdtrRefInf/CdtrRef": "creditor_reference",
    "RmtInf/Strd/RfrdDocInf/Nb": "document",
    "RmtInf/Strd/RfrdDocInf/RfrdDocNb": "document",
    "RmtInf/Strd/AddtlRmtInf": "structured_remittance",
    "RltdDts/IntrBkSttlmDt": "settled",
    "RltdDts/TxDtTm": "settled",
    "RltdDts/AccptncDtTm": "settled",
    "RltdPties/Cdtr/Id/PrvtId/Othr/Id": "creditor_id",
    "RltdPties/Cdtr/Pty/Id/PrvtId/Othr/Id": "creditor_id",
    "RtrInf/Rsn/Cd": "return_reason",
    "RtrInf/Rsn/Prtry": "return_reason",
    "RtrInf/RtrRsn/Cd": "return_reason",
    "RtrInf/AddtlInf": "return_information",
    "RtrInf/AddtlRtrRsnInf": "return_information",
    "AddtlTxInf": "information",
    **_AMOUNTS,
}
for _element, _name in {
    "Cdtr": "creditor",
    "Dbtr": "debtor",
    "UltmtCdtr": "ultimate_creditor",
    "UltmtDbtr": "ultimate_debtor",
}.items():
    for _path in ("Nm", "Pty/Nm", "Agt/FinInstnId/Nm"):
        _DETAILS[f"RltdPties/{_element}/{_path}"] = _name
    for _path in _ACCOUNT:
        _DETAILS[f"RltdPties/{_element}Acct/{_path}"] = f"{_name}_account"
    for _path in ("BIC", "BICFI"):
        _DETAILS[f"RltdAgts/{_element}Agt/FinInstnId/{_path}"] = f"{_name}_bank"


class Element(dict[str, "Element"]):
    """An element that is read, with those in it that are, by their names without a prefix."""

    __slots__ = ("begins", "keeps")

    def __init__(self) -> None:
        super().__init__()
        self.keeps = ""
        """What its text is called in the record that it belongs to; empty for none."""
        self.begins = ""
        """The kind of record that begins with it; empty for none."""

    def at(self, path: str) -> "Element":
        """Return the element at a path below this one, which is made where there is none."""
        element = self
        for name in path.split("/"):
            element = element.setdefault(name, Element())
        return element

    def keep(self, names: dict[str, str]) -> "Element":
        """Keep the texts at these paths under these names."""
        for path, name in names.items():
            self.at(path).keeps = name
        return self


def message_elements() -> Element:
    """Return what is read of the messages of all kinds and versions, from their own elements."""
    statement = Element().keep(_STATEMENT)
    statement.begins = "statement"
    balance = statement.at("Bal").keep(_BALANCE)
    balance.begins = "balance"
    entry = statement.at("Ntry").keep(_ENTRY)
    entry.begins = "entry"
    for path in ("NtryDtls/TxDtls", "TxDtls"):
        details = entry.at(path).keep(_DETAILS)
        details.begins = "details"
    message = Element()
    for name in ("Stmt", "Rpt", "Ntfctn"):
        message[name] = statement
    return message
