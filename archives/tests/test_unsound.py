"""Archives that are damaged, changed or made up: refused with a reason, and nothing is kept."""

import hashlib
import io
import json
import struct
import tracemalloc
import zipfile
from copy import deepcopy
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archives import reading, services
from archives.errors import Unsound
from archives.tests.conftest import archive_of, restored
from books.models import Book, Change, Revision
from books.registry import row_models
from tests.cast import signed_up, undone
from tests.copies import made_once

MANIFEST = "manifest.json"


@pytest.fixture
def parts(alice):
    """The files of an archive, as what they say."""
    made_once("archived", lambda: make_archived(alice))
    return parts_of(archive_of(alice.book.pk))


def make_archived(alice):
    """Make the rows that `parts` are of."""
    alice.category(name="Apples", parent=(food := alice.category(name="Food")["id"]))
    row = alice.transaction(payee="Mill", tags=["a"], category=food)["id"]
    alice.add("rates/", date="2024-01-01", base="USD", quote="EUR", rate="0.9")
    alice.patch(f"transactions/{row}/", {"amount": "11.00"})


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    said = json.loads(found.pop(MANIFEST))
    return said, {
        name: [json.loads(line) for line in text.splitlines()] for name, text in found.items()
    }


def packed(said, files, *, digest=True, **options):
    """An archive of these files, with checksums that are right."""
    said, texts = json.loads(json.dumps(said)), {}
    for name, lines in files.items():
        text = "".join(f"{one if isinstance(one, str) else dumped(one)}\n" for one in lines)
        texts[name] = text.encode("utf-8", "surrogatepass")
        said["files"][name] = {
            "rows": len(lines),
            "bytes": len(texts[name]),
            "sha256": hashlib.sha256(texts[name]).hexdigest(),
        }
    if digest:
        said["digest"] = digest_of(said, texts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", options.get("method", zipfile.ZIP_DEFLATED)) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
        archive.writestr(MANIFEST, json.dumps(said))
    return file.getvalue()


def dumped(one):
    return json.dumps(one, ensure_ascii=False, separators=(",", ":"))


def digest_of(said, texts):
    """The digest as docs/reference/archive.md says it is made."""
    book = {k: v for k, v in said["book"].items() if k != "last_change" and v != ""}
    found = hashlib.sha256(json.dumps(book, sort_keys=True).encode())
    for name, text in texts.items():
        if text:
            found.update(f"{name} {hashlib.sha256(text).hexdigest()}\n".encode())
    return found.hexdigest()


def everything():
    models = [Book, Change, Revision, *row_models]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models
    }


def refused(content, owner):
    """Why an archive is refused, which leaves everything as it was."""
    before = everything()
    with pytest.raises(Unsound) as caught:
        restored(content, owner)
    assert everything() == before
    (problem,) = caught.value.problems
    return problem.code, problem.detail


def test_the_archive_as_it_was_made_is_taken(parts, carol):
    assert restored(packed(*parts), carol.user).rows["transactions"] == 1


def put(file, place, **values):
    """What changes one row: of `file`, at `place`, a path of keys to an object."""

    def apply(said, files):
        one = files[file]
        for key in place:
            one = one[key]
        one.update(values)

    return apply


def dropped(file, line):
    return lambda said, files: files[file].pop(line)


def about(**values):
    return lambda said, files: said.update(values)


def of_book(**values):
    return lambda said, files: said["book"].update(values)


ROWS, ACCOUNTS, CATEGORIES = "transactions.ndjson", "accounts.ndjson", "categories.ndjson"
CHANGES, REVISIONS, PAYEES = "changes.ndjson", "revisions.ndjson", "payees.ndjson"
POSTING = (0, "postings", 0)

LIES = {
    # The manifest.
    "another format": (about(format="x"), "not_an_archive"),
    "another version": (about(version=2), "unknown_version"),
    "no version": (about(version=None), "unknown_version"),
    "a book without a name": (of_book(name="  "), "not_an_archive"),
    "a book of no currency": (of_book(home_currency="XXX"), "not_an_archive"),
    "a book with more": (of_book(owner="eve"), "not_an_archive"),
    "a book of no time": (of_book(created_at="yesterday"), "not_an_archive"),
    "too few changes": (of_book(last_change=9), "invalid_row"),
    "a history from tomorrow": (of_book(history_from=99), "not_an_archive"),
    "a change of the book to come": (of_book(changed_in=99), "not_an_archive"),
    "a true number": (of_book(last_change=True), "not_an_archive"),
    # Lines.
    "no JSON": (lambda said, files: files[ROWS].append("{"), "invalid_row"),
    "no object": (lambda said, files: files[ROWS].append("[]"), "invalid_row"),
    "an empty line": (lambda said, files: files[ROWS].append(""), "invalid_row"),
    "deep nesting": (lambda said, files: files[ROWS].append("[" * 100_000), "invalid_row"),
    "a huge number": (put(ROWS, (0,), amount=10**400), "invalid_row"),
    "a float": (put(ROWS, (0,), amount=1.5), "invalid_row"),
    "text for a number": (put(ROWS, (0,), amount="1"), "invalid_row"),
    "a row without its type": (lambda said, files: files[ROWS][0].pop("type"), "invalid_row"),
    "an unknown column": (put(ROWS, (0,), owner=1), "invalid_row"),
    "a column that follows": (put(ACCOUNTS, (0,), name_key="x"), "invalid_row"),
    "another book": (put(ACCOUNTS, (0,), book=1), "invalid_row"),
    "no id": (put(ROWS, (0,), id=None), "invalid_row"),
    "an id of nothing": (put(ROWS, (0,), id=0), "invalid_row"),
    "an id beyond the limit": (put(ROWS, (0,), id=10**9 + 1), "invalid_row"),
    "the same id twice": (
        lambda said, files: files[PAYEES].append(files[PAYEES][0]),
        "invalid_row",
    ),
    "no date": (put(ROWS, (0,), date="20240115"), "invalid_row"),
    "no day": (put(ROWS, (0,), date="2024-02-31"), "invalid_row"),
    "a day long ago": (put(ROWS, (0,), date="1066-10-14"), "contradiction"),
    "an unknown status": (put(ROWS, (0,), status="done"), "invalid_row"),
    "a NUL": (put(ROWS, (0,), notes="a\0b"), "invalid_row"),
    "a long name": (put(ACCOUNTS, (0,), name="n" * 101), "invalid_row"),
    "an untidy name": (put(ACCOUNTS, (0,), name=" Cash"), "invalid_row"),
    "an invisible name": (put(PAYEES, (0,), name="\u200b"), "invalid_row"),
    "no such currency": (put(ACCOUNTS, (0,), currency="XYZ"), "invalid_row"),
    "no colour": (put(CATEGORIES, (0,), color="red"), "invalid_row"),
    "long notes": (put(ROWS, (0,), notes="n" * 10_001), "invalid_row"),
    "a rate of nothing": (put("rates.ndjson", (0,), rate="0"), "invalid_row"),
    "a rate in words": (put("rates.ndjson", (0,), rate="one"), "invalid_row"),
    "a rate not as written": (put("rates.ndjson", (0,), rate="0.90"), "invalid_row"),
    "an endless rate": (put("rates.ndjson", (0,), rate="1e99999999"), "invalid_row"),
    "a rate to itself": (put("rates.ndjson", (0,), base="EUR"), "invalid_row"),
    # What rows point at, and when they were made.
    "no such account": (put(ROWS, POSTING, account=99), "invalid_row"),
    "no such category": (put(ROWS, POSTING, category=999), "invalid_row"),
    "no such payee": (put(ROWS, (0,), payee=99), "invalid_row"),
    "no such tag": (put(ROWS, (0, "tag_links", 0), tag=99), "invalid_row"),
    "no such parent": (put(CATEGORIES, (0,), parent=999), "contradiction"),
    "above itself": (put(CATEGORIES, (0,), parent=1), "contradiction"),
    "made after it was changed": (put(ACCOUNTS, (0,), created_in=2, changed_in=1), "invalid_row"),
    "changed in the future": (put(ACCOUNTS, (0,), changed_in=99), "invalid_row"),
    "moved in the future": (put(ACCOUNTS, (0,), moved_in=99), "invalid_row"),
    # What the ledger does not allow.
    "a transaction of nothing": (put(ROWS, (0,), postings=[]), "invalid_row"),
    "postings that are not valid": (put(ROWS, (0,), postings=[1]), "invalid_row"),
    "another amount": (put(ROWS, (0,), amount=1), "contradiction"),
    "another day": (put(ROWS, POSTING, date="2024-01-16"), "contradiction"),
    "another currency": (put(ROWS, POSTING, currency="USD"), "contradiction"),
    "another kind": (put(ROWS, POSTING, kind="income"), "contradiction"),
    "another worth": (put(ROWS, POSTING, home_amount=-1), "contradiction"),
    "no worth": (put(ROWS, POSTING, home_amount=None), "contradiction"),
    "an amount of zero": (put(ROWS, POSTING, amount=0), "contradiction"),
    "an amount beyond the limit": (put(ROWS, POSTING, amount=-(10**17)), "contradiction"),
    "two defaults": (put(ACCOUNTS, (0,), is_default=True, archived=True), "contradiction"),
    # The history.
    "a gap": (dropped(CHANGES, 2), "invalid_row"),
    "a change too few": (dropped(CHANGES, -1), "invalid_row"),
    "an unknown cause": (put(CHANGES, (0,), cause="magic"), "invalid_row"),
    "counts of nothing": (put(CHANGES, (0,), counts={"x": {}}), "invalid_row"),
    "counts that do not count": (
        put(CHANGES, (0,), counts={"tag": {"created": -1}}),
        "invalid_row",
    ),
    "an undo of itself": (put(CHANGES, (1,), undoes=2), "invalid_row"),
    "an undo that nothing knows of": (put(CHANGES, (2,), undoes=2), "contradiction"),
    "a long note": (put(CHANGES, (0,), note="n" * 256), "invalid_row"),
    "a change with more": (put(CHANGES, (0,), answer="x"), "invalid_row"),
    "a revision of no kind": (put(REVISIONS, (0,), kind="user"), "invalid_row"),
    "a revision of another book": (put(REVISIONS, (0,), kind="book", row=2), "invalid_row"),
    "a revision of the future": (put(REVISIONS, (0,), number=99), "invalid_row"),
    "a revision that says nothing": (put(REVISIONS, (0,), before=None), "invalid_row"),
    "a revision of what cannot be": (put(REVISIONS, (0, "before"), currency="XX"), "invalid_row"),
    "a revision of nobody's": (put(REVISIONS, (0, "before"), postings=[]), "invalid_row"),
}


def test_a_lie_is_found(parts, carol, subtests):
    for lie, (change, wanted) in LIES.items():
        with subtests.test(lie):
            said, files = deepcopy(parts)
            change(said, files)
            code, detail = refused(packed(said, files), carol.user)
            assert code == wanted, detail


def test_a_line_that_is_wrong_is_named(parts, carol):
    said, files = parts
    files[CATEGORIES][3]["type"] = "fun"
    _, detail = refused(packed(said, files), carol.user)
    assert detail.startswith("categories.ndjson, line 4: type: 'fun' is not one of expense, income")


def test_more_than_a_book_has_room_for_is_refused(parts, carol):
    said, files = parts
    first = files[ACCOUNTS][0]
    files[ACCOUNTS] = [
        {**first, "id": n, "name": f"A{n}", "is_default": False} for n in range(1, 1_002)
    ]
    assert refused(packed(said, files), carol.user)[0] == "too_large"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "extra.ndjson", "users.ndjson"]
)
def test_a_file_that_does_not_belong_there_is_refused(parts, carol, name):
    said, files = parts
    code, _ = refused(packed(said, {**files, name: [{"x": 1}]}), carol.user)
    assert code == "unknown_member"


def test_what_the_manifest_and_the_archive_do_not_both_name_is_refused(parts, carol):
    said, files = parts
    said["files"]["tags.ndjson"] = {"rows": 0, "bytes": 0, "sha256": "0" * 64}
    del files["tags.ndjson"]
    assert refused(packed(said, files), carol.user)[0] == "damaged"


@pytest.mark.parametrize("member", ["rows", "bytes", "sha256"])
def test_a_wrong_checksum_is_found(parts, carol, member):
    said, files = parts
    content = packed(said, files)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    said = json.loads(members[MANIFEST])
    said["files"][ROWS][member] = "0" * 64 if member == "sha256" else 1_000
    members[MANIFEST] = json.dumps(said).encode()
    assert refused(zipped(members), carol.user)[0] == "damaged"


def test_a_wrong_digest_is_found(parts, carol):
    said, files = parts
    said["digest"] = "0" * 64
    assert refused(packed(said, files, digest=False), carol.user)[0] == "damaged"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()


def test_a_manifest_that_says_something_else_is_refused(parts, carol, subtests):
    values = (None, [], 1, "x", {"x": 1}, [[]], True)
    for member, value in product(("book", "files", "digest", "format"), values):
        with subtests.test(f"{member} {value}"):
            content = zipped({MANIFEST: json.dumps({**parts[0], member: value}).encode()})
            assert refused(content, carol.user)[0] == "not_an_archive"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK", b"x" * 1_000, zipped({}), zipped({"a.txt": b"x"}), zipped({MANIFEST: b"{"}),
        zipped({MANIFEST: b"[]"}), zipped({MANIFEST: b"[" * 60_000}),
        zipped({str(n): b"" for n in range(200)}),
    ],
)  # fmt: skip
def test_what_is_no_archive_is_refused(carol, content):
    assert refused(content, carol.user)[0] == "not_an_archive"


def test_a_manifest_without_end_is_refused(carol):
    assert refused(zipped({MANIFEST: b" " * 10**6}), carol.user)[0] == "too_large"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_way_of_packing_that_expands_at_once_is_refused(parts, carol, method):
    assert refused(packed(*parts, method=method), carol.user)[0] == "damaged"


def test_an_encrypted_archive_is_refused(parts, carol):
    content = bytearray(packed(*parts))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            flags = struct.unpack_from("<H", content, place + offset)[0]
            struct.pack_into("<H", content, place + offset, flags | 1)
            place = content.find(mark, place + 4)
    assert refused(bytes(content), carol.user)[0] == "damaged"


def test_a_file_that_is_named_twice_is_refused(parts, carol):
    file = io.BytesIO(packed(*parts))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(ROWS, "{}")
    assert refused(file.getvalue(), carol.user)[0] == "damaged"


def test_limits_hold_before_and_after_unpacking(parts, monkeypatch):
    content = packed(*parts)
    for limits in (services.Limits(100, 10**9), services.Limits(10**9, 100)):
        with pytest.raises(Unsound) as caught, reading.open_archive(io.BytesIO(content), limits):
            pass
        assert caught.value.problems[0].code == "too_large"


def test_what_expands_beyond_what_is_said_is_not_expanded(parts, carol):
    said, files = parts
    with zipfile.ZipFile(io.BytesIO(packed(said, files))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[ROWS] = members[ROWS] + b" " * 100_000_000
    content = zipped(members)
    del members
    tracemalloc.start()
    try:
        assert refused(content, carol.user)[0] == "damaged"
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_line_without_end_is_refused(parts, carol):
    said, files = parts
    files[ROWS][0]["notes"] = "n" * (reading.LINE_BYTES_MAX + 1)
    assert refused(packed(said, files), carol.user)[0] == "damaged"


@pytest.mark.django_db
def test_an_archive_that_is_cut_off_or_changed_is_never_believed():
    with undone():
        alice, owner = signed_up("alice"), signed_up("carol").user
        alice.transaction(payee="Mill")
        content = archive_of(alice.book.pk)
        digest = services.book_digest(alice.book)

        @settings(max_examples=80)
        @given(data=st.data())
        def believe(data):
            try:
                with undone():
                    done = restored(data.draw(broken(content)), owner)
                    assert services.book_digest(done.book) == digest
            except Unsound:
                return
            # Zip files have bytes of no meaning, such as the time of day.
            assert done.digest == digest

        believe()


@st.composite
def broken(draw, content):
    """`content`, cut off somewhere or with a byte that is another one."""
    place = draw(st.integers(0, len(content) - 1))
    if draw(st.booleans()):
        return content[:place]
    other = bytes([content[place] ^ draw(st.integers(1, 255))])
    return content[:place] + other + content[place + 1 :]
