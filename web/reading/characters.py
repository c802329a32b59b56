"""One character for one meaning: the digits, spaces and signs that people type and paste."""

import unicodedata

from web.reading.refusals import NotRead

LENGTH_MAX = 100
"""In characters. A sum of a dozen prices fits, and reading it takes well below a millisecond."""

_SAME = {
    **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}", "-"),
    **dict.fromkeys(
        "\N{EM DASH}\N{MINUS SIGN}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}", "-"
    ),
    **dict.fromkeys("\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}", "'"),
    **dict.fromkeys("\N{MODIFIER LETTER APOSTROPHE}\N{PRIME}\N{ARABIC THOUSANDS SEPARATOR}", "'"),
    **dict.fromkeys("\N{MULTIPLICATION SIGN}\N{ASTERISK OPERATOR}", "*"),
    **dict.fromkeys("\N{DIVISION SIGN}\N{DIVISION SLASH}\N{FRACTION SLASH}", "/"),
}


def plain_characters(text: str) -> str:
    """Return `text`, which a person typed, in plain characters and trimmed.

    Digits of any one script become ASCII digits. Invisible characters go, and each run of white
    space becomes one space. Raises NotRead for a blank text, a long one, and digits of two
    scripts: a Bengali 4 looks like an 8.
    """
    if len(text) > LENGTH_MAX:
        raise NotRead("too_long", f"Type at most {LENGTH_MAX} characters.")
    zeros = {ord(char) - unicodedata.decimal(char) for char in text if char.isdecimal()}
    if len(zeros) > 1:
        raise NotRead("mixed_digits", "Type all digits in the same script.")
    plain = " ".join("".join(map(_plain, text)).split())
    if not plain:
        raise NotRead("blank", "Type something here.")
    return plain


def _plain(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if unicodedata.category(char) == "Cf":
        return ""
    return _SAME.get(char, char)
