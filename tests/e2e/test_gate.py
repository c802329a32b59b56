"""Second steps before a real browser: an app by hand, and a passkey of a device."""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD, signed_up
from tests.e2e.conftest import BROWSER_ALONE, barriers
from tests.second_steps import App

pytestmark = BROWSER_ALONE

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def ida(live_server):
    return signed_up("ida")


def sign_in(page):
    page.goto("/account/login/")
    page.get_by_label("Name or e-mail").fill("ida")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password", exact=True).press("Enter")
    expect(page).not_to_have_url(re.compile("/account/login/"))


def sign_out(page):
    page.goto("/settings/")
    page.get_by_role("button", name="Sign out").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_somebody_turns_an_app_on_and_signs_in_with_it(visitor, ida, scripts, phone):
    page = visitor.page(scripts=scripts, phone=phone)
    sign_in(page)
    page.goto("/settings/security/app/")
    key = page.locator("code").inner_text().replace(" ", "")
    app = App(key, [])
    page.get_by_label("Six digits that the app shows").fill(app.code())
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator(".columns code")).to_have_count(10)
    code = page.locator(".columns code").first.inner_text()
    page.get_by_role("link", name="I have them").click()
    expect(page.locator("main")).to_contain_text("10 codes left")

    sign_out(page)
    sign_in(page)
    if scripts:
        assert barriers(page) == []
    page.get_by_label("Trust this browser").check()
    page.get_by_label("Six digits of the app").fill(code)
    page.get_by_role("button", name="Continue").click()
    page.goto("/settings/security/")
    expect(page.locator("main")).to_contain_text("9 codes left")
    sign_out(page)
    sign_in(page)
    expect(page).not_to_have_url(re.compile("/account/"))


def test_somebody_makes_a_passkey_and_needs_no_password_any_more(visitor, ida):
    page = visitor.page()
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    touch = {**device, "enabled": True}
    sign_in(page)
    page.goto("/settings/security/passkeys/new/")
    page.get_by_label("Name of the device").fill("Laptop")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".columns code")).to_have_count(10)
    page.goto("/settings/security/")
    expect(page.locator("main")).to_contain_text("Laptop")

    # The browser offers it by itself, in the field of the name.
    sign_out(page)
    expect(page).not_to_have_url(re.compile("/account/"))
    page.goto("/settings/security/log/")
    expect(page.locator("main")).to_contain_text("With a passkey.")
    page.goto("/account/confirm/passkey/?next=/settings/security/")
    assert barriers(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("[0-9]/settings/security/$"))  # not in `?next=`

    # After the password it is the second step.
    devices.send("WebAuthn.setAutomaticPresenceSimulation", {**touch, "enabled": False})
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    assert barriers(page) == []
    devices.send("WebAuthn.setAutomaticPresenceSimulation", touch)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).not_to_have_url(re.compile("/account/"))


def test_a_password_can_be_looked_at_while_it_is_typed(visitor, ida):
    page = visitor.page(phone=True)
    page.goto("/account/signup/")
    field = page.get_by_label("Password", exact=True)
    expect(page.get_by_role("button", name="Show: Password")).to_be_visible()
    field.fill("half a passw")
    page.get_by_role("button", name="Show: Password").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Show: Password").click()
    expect(field).to_have_attribute("type", "password")
    assert barriers(page) == []


def test_somebody_makes_a_token_and_copies_it(visitor, ida):
    page = visitor.page()
    sign_in(page)
    page.goto("/settings/tokens/new/")
    page.get_by_label("Name").fill("Backup")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_label("The token, shown now")).to_have_value(re.compile("^etp_"))
    page.get_by_role("button", name="Copy the token").click()
    assert barriers(page) == []
    page.get_by_role("link", name="I have it").click()
    expect(page.locator("main")).to_contain_text("Backup")


def test_who_signs_in_by_password_waits_for_no_passkey(visitor, ida):
    """What the page asks for passkeys is given up: its answer would bring another session."""
    page = visitor.page()
    held = []
    page.route(re.compile("/login/passkey/"), lambda route: held.append(route))
    with page.expect_request(re.compile("/login/passkey/")):
        page.goto("/account/login/")
    page.get_by_label("Name or e-mail").fill("ida")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    # The sign-in has no answer yet, so no other page has taken the place of this one.
    page.route("**/account/login/", lambda route: held.append(route))
    with page.expect_event("requestfailed", lambda request: "passkey" in request.url):
        page.get_by_role("form", name="Sign in").evaluate("form => form.requestSubmit()")
