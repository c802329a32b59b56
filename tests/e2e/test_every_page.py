"""Every page of the URL map: it fits its window, complains of nothing, and has no barriers."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.cast import undone
from tests.e2e.conftest import barriers, beyond, crushed, signed_in
from web import gate_urls
from web.urls import urlpatterns

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Addresses that show no page of their own: they write, lead on, or are a part of a page.
NO_PAGES = {
    "home", "sign_out", "amounts", "bulk", "entry_delete", "account_delete", "undo",
    "entry_row", "entry_preview", "entry_suggest", "payee_names", "entry_status", "newest_change",
    "sums", "restore", "budget_delete", "budget_line_delete", "archive_restore",
    "schedule_pause", "schedule_price", "schedule_delete", "occurrence_state", "occurrence_reopen",
    "statement_settle", "statement_close", "statement_reopen", "statement_delete",
    "found_refuse", "found_take_back",
    "category_create", "category_merge", "category_delete",
    "payees_merge", "tags_merge", "payee_merge", "payee_delete", "tag_merge", "tag_delete",
    "invitation_revoke", "rate_delete",
    "import_parameters", "import_rows", "import_plan", "import_record", "import_discard",
    "pair_join", "pair_refuse", "export_file", "archive",
}  # fmt: skip
# Those of the gate that come after another step: tests/e2e/test_gate.py goes there.
NO_PAGES |= {
    "mfa_login_webauthn", "mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "account_reset_password_from_key",
}  # fmt: skip
GATE = {pattern.name for pattern in gate_urls.urlpatterns}
PUBLIC = {"sign_up", *GATE} - {"account_reauthenticate"}
EVERY = [*urlpatterns, *gate_urls.urlpatterns]
PAGES = [pattern for pattern in EVERY if pattern.name not in NO_PAGES]


def address_of(pattern, household):
    ids = household.ids
    label = ids["tag" if pattern.name.startswith("tag") else "payee"]
    values = {"book": household.book.pk, "label": label, **ids}
    name = pattern.name if pattern.name in GATE else f"web:{pattern.name}"
    return reverse(name, kwargs={n: values[n] for n in _names(pattern)})


def _names(pattern):
    return re.findall(r"<\w+:(\w+)>", str(pattern.pattern))


def test_every_page_is_answered(household, subtests):
    """On every engine: what a browser makes of the page is the same on each."""
    for pattern in PAGES:
        with subtests.test(pattern.name), undone():
            browser = Client() if pattern.name in PUBLIC else signed_in(household.user)
            assert browser.get(address_of(pattern, household)).status_code == 200


@pytest.mark.one_engine
@pytest.mark.parametrize("pattern", PAGES, ids=lambda pattern: pattern.name)
def test_page(pattern, household, walker):
    if pattern.name not in PUBLIC:
        walker.sign_in_as(household.user)
    for page in walker.windows():
        answer = page.goto(address_of(pattern, household))
        # What a page loads once it stands is there when htmx has nothing under way.
        expect(page.locator(".htmx-request")).to_have_count(0)
        assert answer.status == 200
        assert page.evaluate("document.documentElement.lang") == "en"
        expect(page.locator("h1")).to_have_count(1)
        assert beyond(page) == 0
        assert page.evaluate("violations") == []
        assert crushed(page) == []
        assert barriers(page) == []
        page.emulate_media(color_scheme="dark")
        assert barriers(page, contrast_alone=True) == []


@pytest.mark.one_engine  # where the boxes of a form lie: its page is answered on every engine above
@pytest.mark.parametrize("name", ["split", "transfer"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_form_of_every_kind_of_entry_has_room(household, visitor, phone, name):
    visitor.sign_in_as(household.user)
    page = visitor.page(phone=phone)
    page.goto(reverse("web:entry", args=[household.book.pk, household.ids[name]]))
    expect(page.locator("form.entry")).to_be_visible()
    assert crushed(page) == []
