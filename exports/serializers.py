"""The parameters of the exports."""

from api.params import FlagParameter
from transactions.filters import TransactionFilters


class ExportFilters(TransactionFilters):
    """Those of the list of transactions."""


class CsvFilters(ExportFilters):
    bom = FlagParameter(
        default=False,
        help_text="Begin with a byte order mark, so that Excel reads UTF-8.",
    )
