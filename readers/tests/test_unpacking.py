"""What comes out of an upload, and what is refused before it fills disk or memory."""

import gzip
import io
import random
import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readers import unpacking
from readers.source import Source
from readers.statement import Unreadable
from readers.unpacking import unpacked


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def unpack(content: bytes, folder: Path) -> list[Source]:
    path = folder / "upload"
    path.write_bytes(content)
    target = folder / "target"
    target.mkdir()
    return unpacked(path, target)


def contents(sources: list[Source]) -> list[tuple[str, bytes]]:
    return [(source.name, source.path.read_bytes()) for source in sources]


def refusal(content: bytes, folder: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        unpack(content, folder)
    assert caught.value.detail.endswith(".")
    return caught.value.code


def test_a_file_that_is_no_archive_stays_where_it_is(tmp_path: Path) -> None:
    (source,) = unpack(b"a;b", tmp_path)
    assert (source.path, source.name, source.members) == (tmp_path / "upload", "", ())


def test_gzip_gives_its_content(tmp_path: Path) -> None:
    assert contents(unpack(gzip.compress(b"a;b"), tmp_path)) == [("", b"a;b")]


def test_gzip_of_several_members_is_one_file(tmp_path: Path) -> None:
    packed = gzip.compress(b"a;b\n") + gzip.compress(b"c;d\n")
    assert contents(unpack(packed, tmp_path)) == [("", b"a;b\nc;d\n")]


def test_the_members_of_a_zip_come_sorted_by_name(tmp_path: Path) -> None:
    packed = zipped({"b.xml": b"2", "a/c.xml": b"1"})
    assert contents(unpack(packed, tmp_path)) == [("a/c.xml", b"1"), ("b.xml", b"2")]


def test_archives_in_archives_are_unpacked_and_leave_nothing_behind(tmp_path: Path) -> None:
    inner = zipped({"x.xml.gz": gzip.compress(b"1")})
    packed = zipped({"in.zip": inner, "z.csv": b"2"})
    found = contents(unpack(packed, tmp_path))
    assert found == [("in.zip/x.xml", b"1"), ("z.csv", b"2")]
    assert len(list((tmp_path / "target").iterdir())) == 2


def test_nesting_ends(tmp_path: Path) -> None:
    packed = b"x"
    for _ in range(unpacking.NESTING_MAX + 1):
        packed = gzip.compress(packed)
    assert refusal(packed, tmp_path) == "archive_too_deep"


def test_as_many_archives_as_allowed_may_lie_in_one_another(tmp_path: Path) -> None:
    packed = b"x"
    for _ in range(unpacking.NESTING_MAX):
        packed = gzip.compress(packed)
    assert contents(unpack(packed, tmp_path)) == [("", b"x")]


@pytest.mark.parametrize(
    "names",
    [
        ("[Content_Types].xml", "xl/workbook.xml"),
        ("mimetype", "content.xml"),
        ("db.sqlite", "metadata.json"),
        ("My-Finances/db.sqlite", "My-Finances/metadata.json"),
    ],
)
def test_an_archive_that_is_a_format_stays_whole(names: tuple[str, ...], tmp_path: Path) -> None:
    (source,) = unpack(zipped(dict.fromkeys(names, b"x")), tmp_path)
    assert (source.path, source.members) == (tmp_path / "upload", names)


def test_a_workbook_in_a_zip_stays_whole(tmp_path: Path) -> None:
    book = zipped({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"})
    first, second = unpack(zipped({"a.xlsx": book, "b.csv": b"1"}), tmp_path)
    assert (first.name, len(first.members), second.members) == ("a.xlsx", 2, ())
    assert first.path.read_bytes() == book


def test_litter_and_folders_and_empty_files_are_left_out(tmp_path: Path) -> None:
    litter = ["__MACOSX/._a.xml", ".DS_Store", "a/.DS_Store", "a/", "Thumbs.db", "._b"]
    packed = zipped({**dict.fromkeys(litter, b"x"), "empty.xml": b"", "a/b.xml": b"1"})
    assert contents(unpack(packed, tmp_path)) == [("a/b.xml", b"1")]


@pytest.mark.parametrize("name", ["../../evil", "/etc/evil", "..\\evil", "a/../../../evil"])
def test_names_in_an_archive_decide_no_path(name: str, tmp_path: Path) -> None:
    (source,) = unpack(zipped({name: b"x"}), tmp_path)
    assert source.path == tmp_path / "target" / "0001"
    assert {path.name for path in tmp_path.rglob("*")} == {"upload", "target", "0001"}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_are_left_out(kind: int, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (kind | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("a.csv", "1")
    assert contents(unpack(buffer.getvalue(), tmp_path)) == [("a.csv", b"1")]


def test_names_are_made_fit_for_messages(tmp_path: Path) -> None:
    (source,) = unpack(zipped({"x" * 300 + "\x1b[2J\n.xml": b"1"}), tmp_path)
    assert len(source.name) == unpacking.NAME_CHARACTERS_MAX
    assert source.name.isprintable()
    assert source.name.endswith(".xml")


@pytest.mark.parametrize(
    "content",
    [b"", gzip.compress(b""), zipped({}), zipped({"a": b""})],
    ids=["no bytes", "gzip of nothing", "zip of nothing", "zip of an empty file"],
)
def test_nothing_is_refused(content: bytes, tmp_path: Path) -> None:
    assert refusal(content, tmp_path) == "empty"


NOISE = random.Random(4).randbytes(5_000)


@pytest.mark.parametrize(
    "packed", [gzip.compress(NOISE), zipped({"a": NOISE})], ids=["gzip", "zip"]
)
@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_an_archive_that_ends_in_the_middle_is_refused(
    packed: bytes, kept: float, tmp_path: Path
) -> None:
    assert refusal(packed[: int(len(packed) * kept)], tmp_path) == "truncated"


def test_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a": NOISE}, zipfile.ZIP_STORED))
    packed[200] ^= 1
    assert refusal(bytes(packed), tmp_path) == "archive_damaged"


def test_a_wrong_checksum_of_gzip_is_refused(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(NOISE))
    packed[-7] ^= 1
    assert refusal(bytes(packed), tmp_path) == "archive_damaged"


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a": b"x"}))
    directory = packed.rindex(b"PK\x01\x02")
    packed[6] |= 1
    packed[directory + 8] |= 1
    assert refusal(bytes(packed), tmp_path) == "archive_encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_give_out_much_at_once_are_refused(method: int, tmp_path: Path) -> None:
    assert refusal(zipped({"a": b"x" * 100}, method), tmp_path) == "archive_unsupported"


@pytest.mark.parametrize("mark", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x00", b"BZh91AY&SY"])
def test_other_archives_are_refused_by_name(mark: bytes, tmp_path: Path) -> None:
    assert refusal(mark + b"x" * 50, tmp_path) == "archive_unsupported"


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped({"a": content})])
def test_a_bomb_is_refused_early(pack, tmp_path: Path) -> None:
    packed = pack(bytes(60 * 2**20))
    tracemalloc.start()
    assert refusal(packed, tmp_path) == "archive_bomb"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * 2**20
    assert sum(path.stat().st_size for path in (tmp_path / "target").iterdir()) < 12 * 2**20


@pytest.mark.parametrize(
    ("place", "claimed", "codes"),
    [
        # Python 3.14 says already at the opening that the members overlap.
        (20, 2**31, "truncated archive_damaged"),
        (24, 1_000, "archive_damaged"),
        (24, 2**31, "archive_bomb"),
    ],
)
def test_what_a_header_claims_of_a_size_does_not_count(
    place: int, claimed: int, codes: str, tmp_path: Path
) -> None:
    packed = bytearray(zipped({"a": bytes(60 * 2**20)}))
    start = packed.rindex(b"PK\x01\x02") + place
    packed[start : start + 4] = struct.pack("<I", claimed)
    assert refusal(bytes(packed), tmp_path) in codes.split()


def test_all_members_together_have_a_limit(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(unpacking, "EXPANDED_BYTES_MAX", 2_500)
    packed = zipped({"a": bytes(1_000), "b": bytes(1_000), "c": bytes(1_000)})
    assert refusal(packed, tmp_path) == "archive_too_large"


def test_the_number_of_members_has_a_limit(tmp_path: Path) -> None:
    packed = zipped({f"{i}": b"x" for i in range(unpacking.MEMBERS_MAX + 1)})
    assert refusal(packed, tmp_path) == "archive_too_many"


def test_a_huge_table_of_contents_is_not_even_read(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(unpacking, "DIRECTORY_BYTES_MAX", 4_000)
    packed = zipped({f"{i}": b"" for i in range(200)})
    assert refusal(packed, tmp_path) == "archive_too_many"


def test_an_archive_that_asks_for_a_version_to_come_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a": b"1"}))
    needed = packed.rindex(b"PK\x01\x02") + 6
    packed[needed] = 100
    assert refusal(bytes(packed), tmp_path) == "archive_unsupported"


def test_an_archive_with_a_file_without_a_name_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a": b"1"}))
    packed[packed.rindex(b"PK\x01\x02") + 46] = 0  # the name ends before it begins
    assert refusal(bytes(packed), tmp_path) == "archive_damaged"


@settings(max_examples=60)
@given(st.data())
def test_a_broken_archive_is_read_or_refused(tmp_path_factory, data) -> None:
    inner = gzip.compress(b"1" * 200)
    packed = bytearray(data.draw(st.sampled_from([inner, zipped({"a.gz": inner, "b": b"22"})])))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    try:
        sources = unpack(bytes(packed), tmp_path_factory.mktemp("fuzz"))
    except Unreadable:
        return
    assert sources


@settings(max_examples=30)
@given(st.dictionaries(st.text("abc/.-é", min_size=1, max_size=8), st.binary(min_size=1)))
def test_what_was_packed_comes_out(tmp_path_factory, members: dict[str, bytes]) -> None:
    members = {
        name: b"-" + content
        for name, content in members.items()
        if not name.endswith("/") and not name.rpartition("/")[2].startswith("._")
    }
    packed = zipped({**members, "~": b"~"})
    found = contents(unpack(packed, tmp_path_factory.mktemp("zip")))
    assert found == sorted([*members.items(), ("~", b"~")])
