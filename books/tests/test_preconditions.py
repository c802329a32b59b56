"""ETag, If-None-Match and If-Match on every kind of row, and on lists."""

import pytest

from tests.cast import made

KINDS = {
    "accounts": ({"name": "One"}, {"name": "Two"}),
    "categories": ({"name": "One", "type": "income"}, {"name": "Two"}),
    "payees": ({"name": "One"}, {"name": "Two"}),
    "tags": ({"name": "One"}, {"name": "Two"}),
    "rates": ({"date": "2024-01-15", "base": "USD", "quote": "EUR", "rate": 1}, {"rate": 2}),
    "transactions": ({"type": "expense", "amount": 1, "date": "2024-01-15"}, {"amount": 2}),
}


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def row(alice, kind):
    """The address and the first tag of a row of each kind."""
    response = alice.post(f"{kind}/", KINDS[kind][0])
    made(response, 201)
    return response["Location"], response["ETag"]


def test_a_row_has_the_tag_that_its_making_gave_and_keeps_it(alice, row):
    path, tag = row
    assert alice.get(path)["ETag"] == alice.get(path)["ETag"] == tag


def test_a_row_that_the_caller_has_as_it_is_is_not_sent_again(alice, row):
    path, tag = row
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        response = alice.get(path, headers={"If-None-Match": known})
        assert (response.status_code, response.content) == (304, b"")
    assert alice.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_change_gives_the_row_another_tag(alice, kind, row):
    path, tag = row
    changed = alice.patch(path, KINDS[kind][1])
    assert made(changed)
    assert changed["ETag"] == alice.get(path)["ETag"] != tag
    assert alice.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["patch", "put", "delete"])
def test_a_write_to_a_row_that_has_changed_since_is_refused(alice, kind, row, method):
    path, tag = row
    now = alice.patch(path, KINDS[kind][1])
    body = {**KINDS[kind][0], **KINDS[kind][1]}
    response = getattr(alice, method)(path, body, headers={"If-Match": tag})
    assert (response.status_code, response.json()["code"]) == (412, "stale")
    assert alice.get(path).content == now.content


@pytest.mark.parametrize("method", ["patch", "put", "delete"])
def test_a_write_to_a_row_as_it_is_known_is_done(alice, kind, row, method):
    path, tag = row
    body = {**KINDS[kind][0], **KINDS[kind][1]}
    response = getattr(alice, method)(path, body, headers={"If-Match": tag})
    assert response.status_code in (200, 204)


@pytest.mark.parametrize("known", ["*", '"0-0000000000000000", {tag}', "W/{tag}"])
def test_any_of_several_tags_will_do(alice, kind, row, known):
    path, tag = row
    headers = {"If-Match": known.format(tag=tag)}
    assert alice.patch(path, KINDS[kind][1], headers=headers).status_code == 200


@pytest.mark.parametrize("known", ["", "nonsense", '"7"', '"999-0000000000000000"'])
def test_what_is_no_tag_of_the_row_is_refused(alice, kind, row, known):
    path, _ = row
    response = alice.patch(path, KINDS[kind][1], headers={"If-Match": known})
    assert response.status_code == 412


def test_a_list_that_the_caller_has_as_it_is_is_not_sent_again(alice, kind, row):
    path, _ = row
    tag = alice.get(f"{kind}/")["ETag"]
    assert alice.get(f"{kind}/", headers={"If-None-Match": tag}).status_code == 304
    alice.patch(path, KINDS[kind][1])
    assert alice.get(f"{kind}/", headers={"If-None-Match": tag}).status_code == 200


def test_an_account_whose_balance_has_moved_is_sent_again_and_may_still_be_changed(alice):
    made_now = alice.post("accounts/", {"name": "Purse"})
    path, tag = made_now["Location"], made_now["ETag"]
    alice.transaction(account=made_now.json()["id"])
    assert alice.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert alice.patch(path, {"name": "Bag"}, headers={"If-Match": tag}).status_code == 200


@pytest.mark.parametrize("kind", ["categories", "payees", "tags"])
def test_a_merge_of_a_row_that_has_changed_since_is_refused(alice, kind, row):
    path, tag = row
    into = alice.add(f"{kind}/", **{**KINDS[kind][0], "name": "Into"})["id"]
    alice.patch(path, KINDS[kind][1])
    response = alice.post(f"{path}merge/", {"into": into}, headers={"If-Match": tag})
    assert response.status_code == 412
    assert alice.get(path).status_code == 200


def test_the_book_is_known_by_its_newest_change(alice):
    tag = alice.get("book/")["ETag"]
    assert alice.get("book/", headers={"If-None-Match": tag}).status_code == 304
    changed = alice.patch("book/", {"name": "Ours"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert alice.patch("book/", {"name": "Mine"}, headers={"If-Match": tag}).status_code == 412
    headers = {"If-Match": changed["ETag"]}
    assert alice.patch("book/", {"name": "Mine"}, headers=headers).status_code == 200
