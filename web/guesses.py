"""What a new person probably prefers, by the languages of their browser and its time zone."""

import re
from typing import Any

from users.choices import DateChoice, NumberChoice, Weekday
from users.preferences import is_zone

_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-[^,;]*)?\s*[;,]?")
"""A language of RFC 5646, its script passed over, with its region; the first that is sent."""
_COMMA, _POINT = NumberChoice.COMMA_POINT, NumberChoice.POINT_COMMA
_SPACE, _SWISS = NumberChoice.SPACE_COMMA, NumberChoice.APOSTROPHE_POINT
_ISO, _POINTS, _SLASHES = DateChoice.ISO, DateChoice.POINTS, DateChoice.SLASHES
_MONDAY, _SUNDAY = Weekday.MONDAY, Weekday.SUNDAY
_UNKNOWN = (_COMMA, DateChoice.WORDS, _MONDAY)
# By the Unicode CLDR: decimal and group signs, short dates, first days of weeks.
_BY_LANGUAGE = {
    **dict.fromkeys(["de", "da", "nb", "tr", "sl", "hr", "sr", "ro"], (_POINT, _POINTS, _MONDAY)),
    **dict.fromkeys(["it", "es", "nl", "el", "vi", "id", "ca"], (_POINT, _SLASHES, _MONDAY)),
    "pt": (_POINT, _SLASHES, _SUNDAY),
    "fr": (_SPACE, _SLASHES, _MONDAY),
    **dict.fromkeys(
        ["pl", "cs", "sk", "ru", "uk", "bg", "fi", "et", "no"], (_SPACE, _POINTS, _MONDAY)
    ),
    **dict.fromkeys(["sv", "lt", "hu"], (_SPACE, _ISO, _MONDAY)),
    **dict.fromkeys(["ja", "ko"], (_COMMA, _ISO, _SUNDAY)),
    "zh": (_COMMA, _ISO, _MONDAY),
    "hi": (NumberChoice.INDIAN, _SLASHES, _SUNDAY),
    "he": (_COMMA, _POINTS, _SUNDAY),
}
_BY_REGION = {
    "US": (_COMMA, DateChoice.MONTH_FIRST, _SUNDAY),
    "CA": (_COMMA, _ISO, _SUNDAY),
    **dict.fromkeys(["GB", "IE", "NZ"], (_COMMA, _SLASHES, _MONDAY)),
    "AU": (_COMMA, _SLASHES, _MONDAY),
    "ZA": (_COMMA, _ISO, _SUNDAY),
    "IN": (NumberChoice.INDIAN, _SLASHES, _SUNDAY),
    "MX": (_COMMA, _SLASHES, _SUNDAY),
    "CH": (_SWISS, _POINTS, _MONDAY),
    "LI": (_SWISS, _POINTS, _MONDAY),
}


def guessed(accept_language: str, time_zone: str) -> dict[str, Any]:
    """Return the preferences to begin with; a person sees and changes them on their settings."""
    found = _TAG.match(accept_language)
    language, region = (found[1].lower(), (found[2] or "").upper()) if found else ("", "")
    forms = _BY_REGION.get(region) or _BY_LANGUAGE.get(language) or _UNKNOWN
    number_form, date_form, first_weekday = forms
    return {
        "number_form": number_form,
        "date_form": date_form,
        "first_weekday": first_weekday,
        "time_zone": time_zone if is_zone(time_zone) else "UTC",
    }
