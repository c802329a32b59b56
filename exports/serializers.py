"""The parameters of the exports."""

from api.params import FlagParameter
from transactions.filters import TransactionFilters


class ExportFilters(TransactionFilters):
    """Those of the list of transactions; a file has every posting anyway."""

    expand = None  # type: ignore[assignment]  # how a serializer drops what it inherits


class CsvFilters(ExportFilters):
    bom = FlagParameter(
        default=False,
        help_text="Begin with a byte order mark, so that Excel reads UTF-8.",
    )
