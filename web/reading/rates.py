"""The exchange rate that a person typed."""

import re
from decimal import Decimal

from django.utils.translation import gettext

from web.formats import NumberForm
from web.reading.characters import plain_characters
from web.reading.numerals import read_numeral
from web.reading.refusals import NotRead

_NUMERAL = re.compile(r"[0-9][0-9.,' ]*|[.,][0-9]+")


def read_rate(text: str, form: NumberForm) -> Decimal:
    """Return the rate that `text` states, exactly; its bounds are the service's to check.

    Raises NotRead for what is not one number without a sign, or what can be read in two ways.
    """
    plain = plain_characters(text).strip()
    if not _NUMERAL.fullmatch(plain):
        raise NotRead("not_a_rate", gettext("Type a number above zero, such as 0.9231."))
    numeral = read_numeral(plain, form)
    scale = 10**numeral.decimals
    return Decimal(int(numeral.value * scale)).scaleb(-numeral.decimals)
