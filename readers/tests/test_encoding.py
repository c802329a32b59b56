"""The encoding of a text file, by its bytes alone."""

import codecs

import pytest

from readers.common.lines import text_lines
from readers.encoding import encoding_of
from readers.source import Source
from readers.statement import Unreadable

GERMAN = "Bäckerei Müller, Straße 5\nGebühr für März\n"
FRENCH = "Électricité de France\nPrélèvement à échéance, ça va\n"
POLISH = "Żabka Łódź, płatność kartą\nŹródło: święta\n"
CZECH = "Příchozí platba, děkujeme\nŽižkov, účet č. 5\n"
CYRILLIC = "Оплата по карте в магазине Пятёрочка\nПеревод между своими счетами\n"  # noqa: RUF001  # it is Russian

SHORT = "Магазин\nАптека\n"  # noqa: RUF001  # as above
TURKISH = "Şişli Çağdaş Gıda\nÖğretmen Üsküdar\n"  # it is Turkish


def read(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    source = Source(path)
    *lines, rest = text_lines(source, encoding_of(source))
    assert rest == ""
    return lines


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(text, "utf-8") for text in (GERMAN, FRENCH, POLISH, CZECH, "Ελλάδα\n", "给我\n")],
        *[(text, "utf-8-sig") for text in (GERMAN, "plain\n")],
        *[(GERMAN, name) for name in ("cp1252", "latin-1", "cp850", "cp437", "utf-16")],
        *[(FRENCH, name) for name in ("cp1252", "latin-1", "cp850")],
        *[(POLISH, name) for name in ("cp1250", "iso8859-2", "cp852")],
        *[(CZECH, name) for name in ("cp1250", "iso8859-2", "cp852")],
        ("Électricité\n", "latin-1"),
        ("Kiosk für 3 €\n", "cp1252"),
        (FRENCH, "mac-roman"),
        *[(TURKISH, name) for name in ("cp1254", "iso8859-9")],
        *[(text, name) for text in (CYRILLIC, SHORT) for name in ("cp1251", "koi8-r", "cp866")],
        *[("Καφενείο\nΑθήνα\n", name) for name in ("cp1253", "iso8859-7")],  # noqa: RUF001
        ("家賃とスーパー\nセブンイレブン\n", "cp932"),
        ("plain ASCII\n", "ascii"),
    ],
)
def test_a_text_comes_back_from_every_usual_encoding(tmp_path, text, encoding):
    assert read(tmp_path, text.encode(encoding)) == text.splitlines()


@pytest.mark.parametrize("byte", [b"\xff", b"\xe9", b"\xc3", b"\x80"])
def test_a_bad_byte_in_utf8_is_a_character_that_is_none_and_the_rest_stays(tmp_path, byte):
    good = (GERMAN * 2).encode()
    lines = read(tmp_path, good + b"R" + byte + b"my\n" + good)
    assert lines == [*(GERMAN * 2).splitlines(), "R\ufffdmy", *(GERMAN * 2).splitlines()]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_text_without_a_mark_is_known(tmp_path, encoding):
    assert read(tmp_path, GERMAN.encode(encoding)) == GERMAN.splitlines()


def test_bytes_that_are_not_in_the_stated_encoding_are_refused(tmp_path):
    path = tmp_path / "file"
    path.write_bytes("Müller\n".encode("latin-1"))
    with pytest.raises(Unreadable, match="is not in utf-8"):
        list(text_lines(Source(path), "utf-8"))


def test_a_line_that_does_not_end_is_refused(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(codecs.BOM_UTF8 + b"x" * 3_000_000)
    with pytest.raises(Unreadable, match="does not end"):
        list(text_lines(Source(path), "utf-8-sig"))
