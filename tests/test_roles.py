"""What each role may do: every endpoint, tried as owner, editor, viewer, stranger and anonymous.

The endpoints are found in the URL map. A new one fails here unless it is one of a book, which the
rules of `expected` hold for, or is named as one that is about a person and no book.
"""

from itertools import product

import pytest

from books.models import Book, Role
from books.services import delete_book
from books.views import BookAPIView
from tests.cast import Caller, joined, signed_up, text_of, undone
from tests.endpoints import (
    ENDPOINTS,
    MISSING,
    PUBLIC,
    QUERIES,
    SOUND,
    VIEWS,
    call,
    parts,
    rows_of,
    stocked,
)

OF_A_PERSON = {
    "get currencies/", "post logout/", "get me/", "patch me/", "delete me/", "post me/password/",
    "get me/preferences/", "patch me/preferences/",
    "get me/security/", "get tokens/", "post tokens/", "get tokens/{pk}/", "delete tokens/{pk}/",
    "get books/", "post books/", "get books/{book_id}/", "delete books/{book_id}/",
    "get invited/{token}/", "post invited/{token}/accept/",
}  # fmt: skip
FOR_THE_OWNER = {
    "patch book/", "patch members/{user_id}/", "delete members/{user_id}/",
    "post members/{user_id}/transfer/", "get invitations/", "post invitations/",
    "get invitations/{pk}/", "delete invitations/{pk}/", "post restore/",
}  # fmt: skip
# Valid requests that the state of the book refuses to every role.
CONFLICTS = {"delete accounts/{pk}/", "delete categories/{pk}/", "post restore/"}
# What takes no more than the right to read, though it is not a GET.
READS = {"post exports/archive/"}

OF_A_BOOK = [e for e in ENDPOINTS if issubclass(VIEWS[e], BookAPIView)]
WRITES = [e for e in OF_A_BOOK if not e.startswith("get ") and e not in READS]
WHO = ["owner", "editor", "viewer", "stranger", "anonymous"]


def expected(endpoint, who):
    """The statuses with which a request that is sound in itself may be answered."""
    if who == "anonymous":
        return {401}
    if who == "stranger":
        return {404}
    if who != "owner" and endpoint in FOR_THE_OWNER:
        return {403}
    if who == "viewer" and endpoint in WRITES:
        return {403}
    return {409} if endpoint in CONFLICTS else {200, 201, 202, 204}


@pytest.fixture
def ids(alice):
    return stocked(alice)


def caller_as(who, alice):
    """Somebody who asks for Alice's book, by its number, in the role `who`."""
    if who == "owner":
        return alice.at(alice.book)
    if who == "anonymous":
        return Caller(HTTP_BOOK=str(alice.book.pk))
    other = signed_up(who)
    if who == "stranger":
        return other.at(alice.book)
    return joined(other, alice.book, Role(who))


def attempt(caller, endpoint, ids, alice):
    _, address, kind = parts(endpoint)
    body = SOUND[endpoint](alice) if endpoint in SOUND else None
    return call(caller, endpoint, ids.get(kind), QUERIES.get(address, ""), body)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_endpoint_is_known_to_be_of_a_book_or_of_a_person(endpoint):
    assert (endpoint in OF_A_BOOK) is not (endpoint in OF_A_PERSON | PUBLIC)


def test_a_book_that_is_named_is_open_to_its_roles(ids, alice, subtests):
    callers = {who: caller_as(who, alice) for who in WHO}
    before = rows_of(alice)
    for endpoint, who in product(OF_A_BOOK, WHO):
        with subtests.test(f"{endpoint} as {who}"), undone():
            response = attempt(callers[who], endpoint, ids, alice)
            assert response.status_code in expected(endpoint, who), response.getvalue()
            if response.status_code == 403:
                assert response.json()["code"] == "role"
            if response.status_code >= 400 and endpoint not in SOUND:
                assert rows_of(alice) == before


def test_who_has_no_book_of_their_own_is_in_the_one_that_they_joined(ids, alice, subtests):
    others = {who: caller_as(who, alice).at(None) for who in ("editor", "viewer")}
    for other in others.values():
        delete_book(other.book)
    assert others
    for endpoint, who in product(OF_A_BOOK, others):
        with subtests.test(f"{endpoint} as {who}"), undone():
            response = attempt(others[who], endpoint, ids, alice)
            assert response.status_code in expected(endpoint, who), response.getvalue()


def test_a_viewer_is_refused_before_anything_that_they_sent_is_judged(ids, alice, subtests):
    viewer = caller_as("viewer", alice)
    for endpoint in WRITES:
        with subtests.test(endpoint), undone():
            _, _, kind = parts(endpoint)
            for row_id in (ids.get(kind), MISSING):
                response = call(viewer, endpoint, row_id, body=["nonsense"])
                assert response.status_code == 403
                assert response.json()["code"] == "role"


def test_the_options_of_an_address_do_not_tell_whether_a_book_exists(ids, alice, subtests):
    bob = signed_up("bob")
    for endpoint in sorted({f"options {parts(e)[1]}" for e in OF_A_BOOK}):
        with subtests.test(endpoint), undone():
            _, _, kind = parts(endpoint)
            theirs = call(bob.at(alice.book), endpoint, ids.get(kind))
            missing = call(bob.at(Book(pk=MISSING)), endpoint, ids.get(kind))
            assert (theirs.status_code, theirs.content) == (missing.status_code, missing.content)
            assert theirs.status_code == 404


def test_a_member_sees_what_the_owner_sees(ids, alice):
    viewer = caller_as("viewer", alice)
    for endpoint in OF_A_BOOK:
        method, address, _ = parts(endpoint)
        if method != "get" or "{" in address or endpoint in FOR_THE_OWNER:
            continue
        query = QUERIES.get(address, "")
        seen, own = (caller.get(address + query) for caller in (viewer, alice))
        assert seen.status_code == own.status_code == 200
        assert text_of(seen) == text_of(own)
