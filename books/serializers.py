"""The shape of a book."""

from drf_spectacular.utils import extend_schema_serializer

from api.fields import CalendarField, ClosedDaysField, CurrencyField, NameField
from api.requests import RequestModelSerializer
from books.examples import BOOK, NEW_NAME
from books.models import Book


@extend_schema_serializer(examples=[NEW_NAME, BOOK])
class BookSerializer(RequestModelSerializer[Book]):
    """A book with all data of its members."""

    name = NameField(help_text="The name of the book.")
    home_currency = CurrencyField(
        help_text="ISO 4217 code of the currency of totals. Changing it revalues every amount."
    )
    calendar = CalendarField(
        required=False,
        help_text="Whose holidays are not business days: the ISO 3166 code of a country, `ECB` for "
        "the days on which banks move euro, or empty. Periods can begin on business days alone.",
    )

    closed_days = ClosedDaysField(
        required=False,
        help_text="Further days that are not business days, such as when your employer is closed.",
    )

    class Meta:
        model = Book
        fields = ("id", "name", "home_currency", "calendar", "closed_days", "last_change")
        read_only_fields = ("last_change",)
        extra_kwargs = {"last_change": {"help_text": "The number of the newest change."}}
