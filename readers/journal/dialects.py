"""The two programs whose journals are nearly the same, and how to distinguish their journals."""

import re

from readers.format import LIKELY, NO
from readers.journal.entry import Dialect
from readers.source import Source

HLEDGER = Dialect(
    program="hledger",
    payee_before_bar=True,
    comment_anywhere=True,
    lots_weigh=False,
    comma_groups=False,
    rules_apply=False,
)
LEDGER = Dialect(
    program="ledger",
    payee_before_bar=False,
    comment_anywhere=False,
    lots_weigh=True,
    comma_groups=True,
    rules_apply=True,
)
DISTINCTIVE = 95
"""The file has something that only this dialect has. Short of CERTAIN, as such signs are
patterns."""
ASSUMED = 80
"""Nothing tells, or both do: above LIKELY, which the other dialect is then."""

_TRANSACTION = re.compile(
    r"^(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}(?:=[\d/.-]+)?(?:[ \t]+\S.*)?\n"
    r"(?:[ \t]+;.*\n)*"
    r"[ \t]+(?:[*!] )?[(\[]?[^\s;].*\n?"
    r"(?:[ \t]+;.*\n)*"
    r"(?:[ \t]+\S.*)?",
    re.MULTILINE,
)
_HLEDGER = re.compile(
    r"^decimal-mark |^commodity [^\n;]*\d|^\d\S* [^\n;|]*\|"
    r"|^[ \t]+;[ \t]*[\w-]+:,|^account [^\n;]*;[^\n]*\btype:|(?:  |\t)==?\*? ?[^\n=]*\d"
    r"|^[ \t][^\n;=]*[ \t]==\*? ",
    re.MULTILINE,
)
_LEDGER = re.compile(
    r"^commodity [^\n\d]*\n[ \t]+(?:format|note|nomarket|default|alias) |^account [^\n]*\n[ \t]+"
    r"(?:note|alias|payee|check|assert|eval|default)\b|^[ \t]+;[ \t]*:[^\s:]+:|^= ?/|^= expr "
    r"|^apply tag |^bucket |^A [A-Z]|^(?:define|def|assert|check|eval|expr|python|test|value)\b"
    r"|^[ \t][^\n;{]*\{=|^[ \t]+;[ \t]*[\w-]+::|^[%|]"
    # Sold: what the lot cost, and what it was sold for.
    r"|(?<!\w)-[\d.,]{1,20}[^\n;{]{0,40}\{[^}\n]{0,60}\}[^\n;@]{0,40}@",
    re.MULTILINE,
)
_BEANCOUNT = re.compile(
    r'^\d{4}-\d{2}-\d{2} +(?:open|close) +[A-Z]|^(?:option|plugin) +"'
    r'|^\d{4}-\d{2}-\d{2} +(?:txn|[*!]) +"[^"\n]*"[^\n]*\n(?:[ \t][^\n]*\n)*?[ \t]+[A-Z]\w*:',
    re.MULTILINE,
)


def sureness(source: Source, dialect: Dialect) -> int:
    """Return how sure it is that a file is a journal of one of the two programs."""
    text = source.head_text.replace("\r", "")
    if "\0" in text or _BEANCOUNT.search(text):
        return NO
    match = _TRANSACTION.search(text)
    if not match or not any(map(_has_amount, text[match.start() :].split("\n"))):
        return NO
    mine, other = (_HLEDGER, _LEDGER) if dialect is HLEDGER else (_LEDGER, _HLEDGER)
    is_mine, is_other = bool(mine.search(text)), bool(other.search(text))
    if is_mine != is_other:
        return DISTINCTIVE if is_mine else LIKELY
    return ASSUMED if dialect is HLEDGER else LIKELY


def _has_amount(line: str) -> bool:
    """Whether a line is a posting with an amount."""
    if line[:1] not in (" ", "\t"):
        return False
    account, _, rest = line.strip().replace("\t", "  ").partition("  ")
    amount = rest.partition(";")[0]
    return account[:1] != ";" and any(character.isdecimal() for character in amount)
