"""How much text a file may hold, and how much may be made of it.

What is counted is text as it is used: a workbook may point at one text from thousands of cells,
and an archive may hold a file many times its own size.
"""

from readers.statement import Account, Fault, Item, Row, Unreadable

TEXT_LENGTH_MAX = 32_767
"""The longest text, in characters: what a cell of Excel can hold."""
LABEL_LENGTH_MAX = 1_000
"""The longest name of an account or category in a file; a book keeps names of 100 characters."""
ROW_LENGTH_MAX = 100_000
"""The most text of one row: three of the longest cells. Rows are held in memory by thousands."""
EXPANDED_MAX = 500_000_000
"""The most text of one upload: about as much as the largest file that may be uploaded."""
RATIO_MAX = 200
"""How many times more text than bytes an upload may have; real files reach about 40."""
RATIO_FREE = 10 * 2**20
"""Up to this much text the ratio does not matter: small files repeat themselves."""


class Expansion:
    """Counts the text that is made of one upload."""

    def __init__(self, upload_bytes: int) -> None:
        self._left = min(EXPANDED_MAX, max(RATIO_FREE, RATIO_MAX * upload_bytes))

    def take(self, length: int) -> None:
        """Count text; raises Unreadable beyond what the upload may have."""
        self._left -= length
        if self._left < 0:
            detail = (
                f"The file expands to more than {RATIO_MAX} times its size, or to more than "
                f"{EXPANDED_MAX // 10**6} million characters. No export does that."
            )
            raise Unreadable("expands_too_much", detail)


def bounded(item: Item, expansion: Expansion) -> Item:
    """Return `item`, or a fault in place of a row whose texts are too long; counts its text.

    Raises Unreadable for an account with such a name, and where `expansion` is used up.
    """
    if type(item) is Row:
        length, longest = _measured(item)
        expansion.take(min(length, ROW_LENGTH_MAX))
        if length > ROW_LENGTH_MAX or longest > TEXT_LENGTH_MAX:
            return _too_long(item)
        if _longest_label(item) > LABEL_LENGTH_MAX:
            return Fault(item.line, "name_too_long", _NAME_TOO_LONG)
    elif type(item) is Fault:
        expansion.take(len(item.detail))
    elif type(item) is Account and max(map(len, item[:3])) > LABEL_LENGTH_MAX:
        raise Unreadable("name_too_long", _NAME_TOO_LONG)
    return item


def _too_long(row: Row) -> Fault:
    """Return the fault of a row with too long texts, with the longest of those to correct."""
    fault = Fault(row.line, "text_too_long", _TOO_LONG, origin=row.origin)
    if row.origin is None:
        return fault
    texts = {"payee": row.payee, "description": row.description, "notes": row.notes}
    field = max(texts, key=lambda name: len(texts[name]))
    stated = {cell.field: cell for cell in row.corrected}
    cell = stated.get(field) or row.origin.cell(field)
    if cell is not None:
        stated[field] = cell._replace(code="text_too_long", detail=_TOO_LONG)
    return fault._replace(cells=tuple(stated.values()), currency=row.currency)


def _measured(row: Row) -> tuple[int, int]:
    """Return the length of all text of a row, and of the longest."""
    texts = [row.payee, row.description, row.notes, row.bank_id, row.reference, row.category]
    if row.tags:
        texts += row.tags
    for split in row.splits:
        texts += (split.description, split.category)
    for posting in row.postings:
        texts += (posting.description, posting.category)
    lengths = list(map(len, texts))
    return sum(lengths), max(lengths)


def _longest_label(row: Row) -> int:
    longest = max(len(row.account), len(row.other_account), len(row.category))
    for split in row.splits:
        longest = max(longest, len(split.account), len(split.category))
    for posting in row.postings:
        longest = max(longest, len(posting.account), len(posting.category))
    return longest


_TOO_LONG = (
    f"The texts of this row are too long: each has at most {TEXT_LENGTH_MAX:,} characters, all "
    f"together {ROW_LENGTH_MAX:,}."
)
_NAME_TOO_LONG = (
    f"The name of an account or category has more than {LABEL_LENGTH_MAX:,} characters."
)
