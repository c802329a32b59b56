"""In which encoding a text file is: what its bytes prove, and what they only suggest."""

import codecs
import re
from itertools import pairwise

from charset_normalizer import from_bytes

from readers.source import Source, wide_without_mark
from readers.statement import Unreadable

SUGGESTED_BYTES = 512 * 1024
"""How many of the bytes that are not ASCII, with their lines, an encoding is judged by. Each
candidate decodes them all, so that it bounds the time."""

MENDED = "utf-8-mended"
"""UTF-8 in which a byte here and there is none: it is read as U+FFFD, and the rest as it is."""


class _Mending(codecs.BufferedIncrementalDecoder):
    """Decodes UTF-8 and replaces bytes that are not valid, whatever `errors` states."""

    def _buffer_decode(  # type: ignore[override]  # bytes are all it gets
        self,
        data: bytes,
        errors: str,
        final: bool,  # noqa: FBT001  # as codecs calls it
    ) -> tuple[str, int]:
        return codecs.utf_8_decode(data, "replace", final)


def _mending(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != MENDED:
        return None
    utf8 = codecs.lookup("utf-8")
    return codecs.CodecInfo(
        utf8.encode,
        lambda data, errors="replace": codecs.utf_8_decode(data, "replace", True),  # noqa: FBT003  # as codecs calls it
        incrementalencoder=utf8.incrementalencoder,
        incrementaldecoder=_Mending,
        name=MENDED,
    )


codecs.register(_mending)

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def known_encoding(name: str) -> str:
    """Return the codec that `name` means; raises Unreadable for none, and for no text encoding."""
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, UnicodeError, ValueError):
        detail = f"There is no encoding {name!r}; write for example utf-8 or windows-1252."
        raise Unreadable("unknown_encoding", detail, option="encoding") from None
    return info.name


def encoding_of(source: Source, declared: str = "") -> str:
    """Return the encoding of a text file, which all of its bytes fit.

    A mark at the beginning decides, then whether all of it is UTF-8, or nearly all. Of the
    encodings of one byte a character, nearly all of which fit anything, the likeliest is taken;
    where few characters tell, that which the file has `declared`. Raises Unreadable for UTF-8 that
    is cut within a character.
    """
    for mark, encoding in _MARKED:
        if source.head.startswith(mark):
            return encoding
    if wide := wide_without_mark(source.head):
        return wide
    if _is_utf8(source):
        return "utf-8"
    sample = _sample(source)
    if _is_nearly_utf8(sample):
        source.is_mended = True
        return MENDED
    return _suggested(source, sample, declared)


def _is_utf8(source: Source) -> bool:
    """Whether all of a file is UTF-8; raises Unreadable where it is, but for the last character."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond_ascii = False
    try:
        for part in source.chunks():
            beyond_ascii = not decoder.decode(part).isascii() or beyond_ascii
    except UnicodeDecodeError:
        return False
    if decoder.getstate()[0] and beyond_ascii:
        raise Unreadable("truncated", "The file ends in the middle of a character.")
    return not decoder.getstate()[0]


def fits(source: Source, encoding: str) -> bool:
    """Whether all bytes of a file are text in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for part in source.chunks():
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _is_nearly_utf8(sample: bytes) -> bool:
    """Whether more of the characters that are not ASCII are UTF-8 than bytes are not.

    In no other encoding are most of the bytes so by chance.
    """
    beyond = [c for c in sample.decode("utf-8", errors="replace") if c > "\x7f"]
    wrong = beyond.count("\ufffd")
    return len(beyond) - wrong > wrong


def _suggested(source: Source, sample: bytes, declared: str) -> str:
    """Return the likeliest encoding of one byte a character, or of an Asian one of two.

    Statistics of letters need more text than the few accents of a short statement, so that it can
    look Arabic to them. In languages with Latin letters accents stand alone among plain letters:
    there, the encoding counts in which most of the bytes are such accents.
    """
    if _is_kana(sample) and fits(source, "cp932"):
        return "cp932"
    runs = _RUN.findall(sample)
    alone = sum(len(run) <= 2 for run in runs)
    likely = _LATIN if alone * 2 >= len(runs) else _OTHERS
    best = max(likely, key=lambda encoding: _accents(sample, encoding))
    accents = _accents(sample, best)
    if (
        declared in likely
        and accents < _accents(sample, declared) + _FEW
        and fits(source, declared)
    ):
        return declared
    enough = 0 if likely is _LATIN else sum(map(len, runs)) * _LETTERS_MIN
    if accents > enough and fits(source, best):
        return best
    found = from_bytes(sample).best()
    if found is not None and fits(source, found.encoding):
        return found.encoding
    return "cp1252" if fits(source, "cp1252") else "latin-1"


_RUN = re.compile(rb"[\x80-\xff]+")
_LETTERS_MIN = 0.8
"""The part of the bytes beyond ASCII that has to be letters of a script that is not Latin. In the
right encoding nearly all are; the few others are signs, such as dashes."""
_FEW = 3
"""How many accents have to speak against what a file declares: one or two may be slips."""
_LATIN = (
    *("cp1252", "cp1250", "cp1254", "iso8859-2", "cp850", "cp852", "cp437", "mac-roman"),
    *("iso8859-9",),
)
"""The encodings of Latin letters, the most usual first: it wins where two are equal."""
_LETTERS = {
    "cp1252": "äöüÄÖÜßéèêëàâçñóòôîïíìúùûåøæÅØÆÉÈÀÇÑÓãõáÁšžŠŽ",
    "cp1250": "äöüÄÖÜßąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰăâîșțşţ",
}
_LETTERS["cp1254"] = _LETTERS["iso8859-9"] = "çÇğĞıİöÖşŞüÜâîû"
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ"
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ"
_OTHERS = ("cp1251", "koi8-r", "cp866", "cp1253", "iso8859-7")
"""The encodings of other letters, which stand together in words."""
for _name in _OTHERS:
    _letters = _GREEK if _name in {"cp1253", "iso8859-7"} else _CYRILLIC
    _LETTERS[_name] = _letters + _letters.upper()
_LETTERS["cp850"] = _LETTERS["cp437"] = _LETTERS["mac-roman"] = _LETTERS["cp1252"]
_LETTERS["iso8859-2"] = _LETTERS["cp852"] = _LETTERS["cp1250"]
_SIGNS = "§°\u2013\u2019\u00b4`²³½¥…„“”»«·•"
"""What stands in texts of every language: dashes, quotation marks, currencies."""
_NEVER_TOGETHER = ("ø", "ìèù")
"""Letters of the North and of the South; in Czech, the bytes of both are common letters."""


def _accents(sample: bytes, encoding: str) -> int:
    """Return how many letters people use `sample` has in `encoding`, less what nobody writes."""
    text = sample.decode(encoding, errors="replace")
    north, south = _NEVER_TOGETHER
    if encoding == "cp1252" and north in text and any(letter in text for letter in south):
        return 0
    score = 0
    for character in text:
        if character in _LETTERS[encoding] or character in "€£":
            score += 1
        elif character > "\x7f" and character not in _SIGNS:
            score -= 1
    # Nobody writes a capital letter right after a small one, but for a name here and there.
    return score - 2 * sum(
        after > "\x7f" and after.isupper() and before.islower() for before, after in pairwise(text)
    )


def _is_kana(sample: bytes) -> bool:
    """Whether most of what is not ASCII is Japanese in Shift JIS, as the kana in it show."""
    wide = [c for c in sample.decode("cp932", errors="replace") if c > "\x7f"]
    # Names of shops are mostly kanji, so that one character in four has to do.
    return sum("\u3041" <= c <= "\u30fe" for c in wide) * 4 > len(wide)


def _sample(source: Source) -> bytes:
    """Return lines of a file that are not ASCII."""
    sample = bytearray()
    for part in source.chunks():
        for line in part.splitlines(keepends=True):
            if not line.isascii():
                sample += line
        if len(sample) > SUGGESTED_BYTES:
            break
    return bytes(sample[: 2 * SUGGESTED_BYTES])
