"""Reading field :86: of MT940 and MT942, whose content SWIFT leaves to the banks.

Known are fields of two digits after a separator (the German banks' own, "?20", which those of
Poland, Hungary and others write with "~", "^", "<" or ">"), words between slashes (the Dutch
banks' and SWIFT's own, "/NAME/"), numbered lines (":NS:"), and plain text.
"""

import re
from collections import Counter
from typing import NamedTuple

from readers.mt940.fields import StatementLine

LINE_WIDTH = 65
"""How long a line of field :86: may be (SWIFT, 6*65x); what is longer goes on in the next."""
LINE_WIDTH_MIN = 50
"""Lines that are shorter than this were not broken but ended."""
PART_WIDTH = 27
"""How long a purpose's part of two digits is among German banks."""


class Details(NamedTuple):
    """What a field says."""

    payee: str = ""
    description: str = ""
    reference: str = ""
    notes: tuple[str, ...] = ()


class Texts(NamedTuple):
    """The lines of the texts that belong to a statement line."""

    supplement: list[str]
    """Subfield 9 of :61:."""
    details: list[str]
    """Field :86:."""
    numbered: list[str]
    """Field :NS:."""


_CODED = re.compile(r"\s*(?:\d{3}([?>~^<|@$#!*%&+])|([?>~^<|]))\d\d", re.ASCII)
_PURPOSE = {*(str(code) for code in range(20, 30)), *(str(code) for code in range(60, 66))}
_NO_WRAP = {"", ":", "-", "{", "?", ">", "~", "^", "<", "|"}
_SEPA = (
    "EREF|KREF|MREF|BREF|RREF|TREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|MDAT|SQTP"
    "|ORCR|ORMR|DDAT"
)
# The look ahead comes first since most of a text is ruled out by it faster than by all the keys.
_SEPA_KEY = re.compile(rf"(?=[A-Z]{{3,4}}[+:])(?:({_SEPA})\+|(?:^|(?<=\s))({_SEPA}):\s?)")
_CODED_NOTES = (("31", "Account"), ("38", "Account"), ("30", "Bank"), ("35", ""))
_SEPA_TEXTS = {"SVWZ", "ABWA", "ABWE", "PURP"}
_SEPA_NOTES = {
    "": "",
    "KREF": "Customer reference",
    "BREF": "Bank reference",
    "RREF": "Return reference",
    "MREF": "Mandate",
    "CRED": "Creditor",
    "DEBT": "Debtor",
    "COAM": "Charges",
    "OAMT": "Original amount",
    "ABWA": "On behalf of",
    "ABWE": "For",
    "IBAN": "Account",
    "BIC": "BIC",
}
_WORD = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|ORDP|BENM|ADDR|ISDT|PURP|CNTP|ULTB|ULTD|ULTC|UCRD"
    r"|UDTR|ACCW|TRCD|RTRN|OCMT|CHGS|PREF|IREF|KREF|CREF|RREF|SVCL|BUSP|USTD|STRD|OGB|ID|INFO)"
    r"(?=/)"
)
_WORDS_BEGIN = re.compile(
    r"(?:^|\s)/(?:TRTP|EREF|BENM|ORDP|CNTP|PREF|IREF|MARF|CSID|IBAN|NAME|REMI|RTRN|OCMT|ACCW)/"
)
_REMITTANCE = ("REMI", "USTD", "STRD", "INFO")
_PARTIES = {"ORDP", "BENM", "CNTP"}
_FOR_OTHERS = "ULTIMATE"
_WORD_NOTES = {
    _FOR_OTHERS: "On behalf of",
    "IBAN": "Account",
    "ACCW": "Account",
    "BIC": "BIC",
    "MARF": "Mandate",
    "CSID": "Creditor",
    "RTRN": "Return reason",
    "OCMT": "Original amount",
    "CHGS": "Charges",
    "ADDR": "Address",
    "TRTP": "",
}
_ULTIMATE = {"ULTB", "ULTD", "ULTC", "UCRD", "UDTR"}
_ACCOUNT = re.compile(r"[A-Z]{0,4}[0-9][A-Z0-9 ]{5,33}", re.ASCII)
_LABELLED = re.compile(
    r"(?:^|[\s;/])(?:NAAM|Naam|OD|DLA|Name|NAME): ?([^;:]{2,70}?)"
    r"(?=\s{2}|\s*(?:;|$|\s[A-Z][A-Za-z.]{2,}:))"
)
_NO_REFERENCE = re.compile(
    r"(?:NOT ?PROVIDED|NONREF|NON REF|NOREF|KREF\+?|EREF\+?|PREF\+?|MREF\+?)?[-.0 ]*", re.IGNORECASE
)
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}", re.ASCII)
_CODES_ONLY = re.compile(r"/TRCD/[^/]*/?")
_DUTCH_ACCOUNT = re.compile(r"REK: ?([A-Z]{2}[0-9]{2}[A-Z0-9]{8,30})", re.ASCII)


def reference_of(text: str) -> str:
    """Return a reference; empty for what banks write where there is none."""
    if not text:
        return ""
    reference = " ".join(text.split())
    return "" if _NO_REFERENCE.fullmatch(reference) else reference


def line_width(text: str) -> int:
    """Return how wide the lines of :86: are in a file, by the beginning of it."""
    widths: Counter[int] = Counter()
    line = ""
    for following in text.splitlines():
        if line and following[:1] not in _NO_WRAP:
            widths[len(line)] += 1
        if following.startswith(":"):
            line = following[4:] if following.startswith(":86:") else ""
        elif line:
            line = following
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    if usual >= LINE_WIDTH_MIN and widths[usual] > 1:
        return usual
    return max(LINE_WIDTH, max(widths, default=0) + 1 if usual > LINE_WIDTH else 0)


def described(line: StatementLine, texts: Texts, width: int) -> Details:
    """Return what the fields after a statement line say, with what it says itself."""
    details = read_details(texts.details, width) if texts.details else Details()
    if texts.numbered:
        details = _combined(details, read_numbered(texts.numbered))
    own = reference_of(line.reference)
    supplement = ""
    if texts.supplement:
        supplement = _CODES_ONLY.sub("", _line(" ".join(texts.supplement))).strip()
    if line.more:
        # Old files of Rabobank have the name here.
        details = details._replace(payee=details.payee or line.more)
    elif own and supplement and f"{own} {supplement}" in details.notes:
        supplement = ""
    elif own and supplement and details.description.startswith(f"{own} {supplement}"):
        # SNS and ASN have the other account, and its name, in both fields.
        details = details._replace(
            payee=details.payee or supplement,
            description=details.description[len(own) + len(supplement) + 1 :].strip(),
            notes=(*details.notes, f"Account {own}"),
        )
        own = supplement = ""
    if not details.reference:
        details = details._replace(reference=own)
    return _with_supplement(details, supplement) if supplement else details


def _with_supplement(details: Details, text: str) -> Details:
    if _IBAN.fullmatch(text):
        if any(text in note for note in details.notes):
            return details
        return details._replace(notes=(*details.notes, f"Account {text}"))
    if not details.description:
        return details._replace(description=text)
    if text in details.description:
        return details
    return details._replace(notes=(*details.notes, text))


def _combined(first: Details, second: Details) -> Details:
    """Return what field :86: says, with what :NS: adds to it."""
    description = first.description or second.description
    more = (second.description,) if second.description not in {description, ""} else ()
    return Details(
        first.payee or second.payee,
        description,
        first.reference,
        (*first.notes, *more, *second.notes),
    )


def read_details(lines: list[str], width: int) -> Details:
    """Return what the lines of a field say, in whichever of the known ways they say it."""
    if len(lines) > 1 and len(lines[0]) == 3 and lines[0].isdigit():
        lines = [lines[0] + lines[1], *lines[2:]]
    if coded := _CODED.match(lines[0]):
        separator = coded[1] or coded[2]
        return _coded(_unwrapped(lines, width, separator), separator)
    text = _unwrapped(lines, width)
    if _WORDS_BEGIN.search(text):
        return _worded(text)
    return _plain(text)


def read_numbered(lines: list[str]) -> Details:
    """Return what the lines of field :NS: say, each of which begins with two digits."""
    parts: dict[str, list[str]] = {}
    for line in lines:
        if line[:2].isdigit():
            parts.setdefault(line[:2], []).append(line[2:])
    purpose = [part for code in sorted(parts) if code <= "14" for part in parts[code]]
    payee = [part for code in ("15", "16") for part in parts.get(code, ())]
    texts = [_line(" ".join(purpose)), _line(" ".join(parts.get("17", ())))]
    texts = [text for text in texts if text]
    notes = list(texts[1:])
    if account := "".join(parts.get("34", ())).strip():
        notes.append(f"Account {account}")
    return Details(_line(_joined(payee)), texts[0] if texts else "", "", tuple(notes))


def _unwrapped(lines: list[str], width: int, separator: str = "") -> str:
    """Join lines that were broken at a width, wherever in a word that was.

    A line that is not as long has lost a space at its end, or is one of its own.
    """
    if len(lines) == 1:
        return lines[0]
    text = lines[0]
    before = len(text)
    for line in lines[1:]:
        goes_on = separator and line[:1] == separator and line[1:3].isdigit()
        text += line if before >= width or goes_on else f" {line}"
        before = len(line)
    return text


_SPLITTERS: dict[str, re.Pattern[str]] = {}


def _by_code(text: str, separator: str) -> tuple[list[str], dict[str, str]]:
    """Return the parts of the purpose, and the other texts by their two digits."""
    splitter = _SPLITTERS.get(separator)
    if splitter is None:
        splitter = re.compile(re.escape(separator) + r"(\d\d)", re.ASCII)
        _SPLITTERS[separator] = splitter
    parts = splitter.split(text)
    purpose: list[str] = []
    others: dict[str, str] = {}
    for code, part in zip(parts[1::2], parts[2::2], strict=True):
        if code in _PURPOSE:
            purpose.append(part)
        elif part:
            others[code] = others[code] + part if code in others else part
    return purpose, others


def _coded(text: str, separator: str) -> Details:
    purpose, others = _by_code(text, separator)
    payee = others.get("32", "")
    if "33" in others:
        payee = _joined([payee, others["33"]])
    found = _sepa(_joined(purpose, "\n"))
    kind = _line(others.get("00", ""))
    description = found.pop("SVWZ", "") or found.pop("", "") or kind
    notes = [kind] if kind and kind != description else []
    for code, label in _CODED_NOTES:
        if code in others and (note := _line(others[code])):
            notes.append(f"{label} {note.replace(' ', '')}" if label else note)
    reference = reference_of(found.pop("EREF", ""))
    if found:
        known = [
            f"{label} {found[key]}".lstrip() for key, label in _SEPA_NOTES.items() if key in found
        ]
        notes = list(dict.fromkeys(notes + known))
    return Details(_line(payee), description, reference, tuple(notes))


def _sepa(text: str) -> dict[str, str]:
    """Return the texts of a purpose by their keys, and under "" what stands under none.

    A reference ends where its line does, unless that is full; what comes then is the purpose.
    """
    if "+" not in text and ": " not in text:
        return {"": _line(text)}
    before, *rest = _SEPA_KEY.split(text)
    free = [before]
    found: dict[str, str] = {}
    for plus, colon, part in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        key, value = plus or colon, part
        if key not in _SEPA_TEXTS:
            value, _end, after = part.partition("\n")
            free.append(after)
        if value := _line(value):
            found.setdefault(key, value)
    if text := _line(" ".join(free)):
        found[""] = text
    return found


def _worded(text: str) -> Details:
    before, *rest = _WORD.split(text)
    found = _by_word(rest)
    _take_party(found)
    remittance = next((found[word] for word in _REMITTANCE if word in found), "")
    free = _line(before)
    description = remittance or free or found.get("TRTP", "")
    notes = [free] if free and remittance else []
    for word, label in _WORD_NOTES.items():
        if (value := found.get(word, "")) and value != description:
            notes.append(f"{label} {value}".lstrip())
    references = (reference_of(found.get(word, "")) for word in ("EREF", "PREF", "KREF"))
    reference = next(filter(None, references), "")
    return Details(found.get("NAME", ""), description, reference, tuple(notes))


def _by_word(rest: list[str]) -> dict[str, str]:
    """Return the texts after each word; the names of ultimate parties under a word of their own."""
    found: dict[str, str] = {}
    is_ultimate = False
    for word, text in zip(rest[::2], rest[1::2], strict=True):
        value = _line(text).strip("/ ")
        if word in _ULTIMATE:
            is_ultimate = True
        elif word in _PARTIES:
            is_ultimate = False
        if not value:
            continue
        name = _FOR_OTHERS if is_ultimate and word in {"NAME", *_ULTIMATE} else word
        found[name] = f"{found[name]} {value}" if name in found else value
    return found


def _take_party(found: dict[str, str]) -> None:
    """Take account, bank and name out of a party whose parts only slashes divide."""
    parts = []
    if party := found.get("CNTP"):
        account, bank, *parts = [*party.split("/"), "", ""]
        found.setdefault("IBAN", account)
        found.setdefault("BIC", bank)
    elif party := found.get("BENM") or found.get("ORDP"):
        parts = party.split("/")
        if _ACCOUNT.fullmatch(parts[0].strip()):
            found.setdefault("IBAN", parts.pop(0).strip())
    parts = [part.strip() for part in parts if part.strip()]
    if parts:
        found.setdefault("NAME", parts[0])
        if len(parts) > 1 and "CNTP" not in found:
            found.setdefault("REMI", " / ".join(parts[1:]))


def _plain(text: str) -> Details:
    description = _line(text)
    if description[:3] == "999" and not description[3:4].isdigit():
        description = description[3:].lstrip()
    account = _DUTCH_ACCOUNT.search(description)
    named = _LABELLED.search(text)
    return Details(
        _line(named[1]) if named else "",
        description,
        notes=(f"Account {account[1]}",) if account else (),
    )


def _joined(parts: list[str], end: str = " ") -> str:
    """Join parts that were cut at a width; one that is shorter ended there."""
    width = max(PART_WIDTH, max(map(len, parts), default=0))
    return "".join([part if len(part) >= width else part + end for part in parts])


def _line(text: str) -> str:
    return " ".join(text.split())
