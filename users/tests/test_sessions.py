"""Sessions of browsers: what opens them, what ends them, and what the database knows of them."""

from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from users.models import Session, User
from users.services import settle
from users.sessions import SessionStore, session_digest
from users.tests.conftest import ALICE, signed_in

SIGN_IN_PAGE = "/account/login/"
OWN_PASSWORD_PAGE = "/admin/password_change/"
NEW = "Warm-Yellow-Lamp-3"
ROOT = {"username": "root", "password": "Loud-Orange-Violin-4"}
UNKNOWN = "a" * 32

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    user = User.objects.create_superuser(email="root@example.com", **ROOT)
    settle(user, "EUR")
    return user


@pytest.fixture
def clerk(alice):
    """Alice, as staff."""
    User.objects.filter(pk=alice.user.pk).update(is_staff=True)
    alice.user.refresh_from_db()
    return alice.user


def sign_in(names, browser=None):
    browser = browser or Client()
    credentials = {"username": names["username"], "password": names["password"]}
    assert browser.post(SIGN_IN_PAGE, credentials).status_code == 302
    return browser


def key_of(browser):
    return browser.cookies["sessionid"].value


def with_key(key):
    browser = Client()
    browser.cookies["sessionid"] = key
    return browser


def is_signed_in(browser):
    return browser.get("/admin/").status_code == 200


def ended(user):
    """Why sessions of `user` ended, as their log says it."""
    lines = user.security_events.filter(kind="sessions_ended").order_by("id")
    return list(lines.values_list("detail", flat=True))


class TestKeys:
    def test_the_table_holds_a_digest_and_whose_session_it_is(self, clerk):
        browser = sign_in(ALICE)
        row = Session.objects.get()
        assert (row.digest, row.user) == (session_digest(key_of(browser)), clerk)
        assert key_of(browser) not in str(Session.objects.values().get())
        assert with_key(key_of(browser)).get("/admin/").status_code == 200

    def test_another_token_key_ends_every_session(self, clerk, settings):
        browser = sign_in(ALICE)
        settings.TOKEN_KEY = "another key of the tests, which is as long as it has to be, and odd"
        assert not is_signed_in(browser)

    def test_an_unknown_key_is_never_adopted(self, clerk):
        browser = sign_in(ALICE, with_key(UNKNOWN))
        assert key_of(browser) != UNKNOWN
        assert not is_signed_in(with_key(UNKNOWN))
        assert not SessionStore().exists(UNKNOWN)

    def test_a_session_that_somebody_planted_is_not_signed_in(self, clerk):
        planted = SessionStore()
        planted["visited"] = True
        planted.save()
        browser = sign_in(ALICE, with_key(planted.session_key))
        assert key_of(browser) != planted.session_key
        assert not is_signed_in(with_key(planted.session_key))
        assert Session.objects.count() == 1

    def test_signing_in_again_changes_the_key(self, clerk):
        browser = sign_in(ALICE)
        old = key_of(browser)
        browser.force_login(clerk)
        assert key_of(browser) != old
        assert is_signed_in(browser)
        assert not is_signed_in(with_key(old))

    def test_signing_in_as_somebody_else_takes_nothing_along(self, clerk, root):
        browser = sign_in(ALICE)
        old = key_of(browser)
        browser.force_login(root)
        assert not is_signed_in(with_key(old))
        assert Session.objects.get().user == root

    @pytest.mark.parametrize(
        "make",
        [
            lambda _: "",
            lambda digest: digest,
            lambda digest: digest[:32],
            lambda _: "\0" * 32,
            lambda _: "a" * 31 + "\n",
            lambda _: "a" * 2**20,
            lambda _: "ä" * 32,
            lambda _: "\ud800" * 32,
            lambda _: "' OR 1=1 --" * 3,
            lambda _: "A" * 32,
        ],
        ids=[
            *("empty", "digest", "start of digest", "NUL", "line end", "1 MiB"),
            *("not ASCII", "surrogates", "SQL", "capitals"),
        ],
    )
    def test_a_cookie_of_any_form_opens_nothing_and_breaks_nothing(self, clerk, make):
        sign_in(ALICE)
        cookie = make(Session.objects.get().digest).encode("utf-8", "surrogatepass")
        header = f"sessionid={cookie.decode('latin-1')}"
        for page in ("/admin/", "/api/docs/", SIGN_IN_PAGE):
            status = Client().get(page, HTTP_COOKIE=header).status_code
            assert status == (302 if page == "/admin/" else 200)
        answer = Client().post(SIGN_IN_PAGE, ALICE, HTTP_COOKIE=header)
        assert answer.status_code == 302
        assert Session.objects.count() == 2

    def test_signing_out_ends_the_session(self, clerk):
        browser = sign_in(ALICE)
        old = key_of(browser)
        browser.post("/admin/logout/")
        assert not is_signed_in(with_key(old))
        assert not Session.objects.exists()


class TestNewPassword:
    """Another password ends every session, by whatever door it was set."""

    def test_by_the_api(self, clerk, alice):
        browsers = [sign_in(ALICE), sign_in(ALICE)]
        body = {"current_password": ALICE["password"], "new_password": NEW}
        assert alice.post("/api/v1/me/password/", body).status_code == 200
        assert not any(is_signed_in(browser) for browser in browsers)
        assert not Session.objects.exists()
        assert ended(clerk) == ["The password changed."]

    @pytest.mark.parametrize("usable", ["true", "false"])
    def test_by_staff(self, clerk, root, usable):
        browser, staff = sign_in(ALICE), sign_in(ROOT)
        old = key_of(staff)
        form = {"usable_password": usable, "password1": NEW, "password2": NEW}
        if usable == "false":
            form = {"usable_password": "false", "unset-password": "1"}
        assert staff.post(f"/admin/auth/user/{clerk.pk}/password/", form).status_code == 302
        assert not is_signed_in(browser)
        assert is_signed_in(staff)
        assert key_of(staff) != old
        assert not clerk.sessions.exists()
        assert ended(clerk) == ["The password changed."]
        line = clerk.security_events.get(kind="password_changed")
        assert line.detail == "In the admin."

    def test_by_oneself_in_the_admin_which_goes_on_under_a_new_key(self, clerk):
        elsewhere, browser = sign_in(ALICE), sign_in(ALICE)
        old = key_of(browser)
        form = {"old_password": ALICE["password"], "new_password1": NEW, "new_password2": NEW}
        assert browser.post(OWN_PASSWORD_PAGE, form).status_code == 302
        assert key_of(browser) != old
        assert is_signed_in(browser)
        assert not any(is_signed_in(one) for one in (elsewhere, with_key(old)))
        assert clerk.sessions.count() == 1

    def test_by_the_command(self, clerk, monkeypatch, capsys):
        browser = sign_in(ALICE)
        monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
        call_command("changepassword", "alice")
        assert not is_signed_in(browser)
        assert not Session.objects.exists()

    def test_past_every_door(self, clerk):
        """The session holds a digest of the password's hash, with which the hash is compared."""
        browser = sign_in(ALICE)
        User.objects.filter(pk=clerk.pk).update(password="argon2$of-something-else")
        assert not is_signed_in(browser)


def user_form(user, **changes):
    fields = {
        "username": user.username,
        "email": user.email,
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": user.date_joined.date().isoformat(),
        "date_joined_1": user.date_joined.time().isoformat("seconds"),
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def change_user(staff, user, **changes):
    form = user_form(user, **changes)
    assert staff.post(f"/admin/auth/user/{user.pk}/change/", form).status_code == 302


class TestRights:
    @pytest.mark.parametrize(
        "changes",
        [
            lambda: {"is_superuser": "on"},
            lambda: {"is_staff": None},
            lambda: {"is_active": None},
            lambda: {"groups": [Group.objects.create(name="Clerks").pk]},
            lambda: {"user_permissions": [Permission.objects.first().pk]},
        ],
        ids=["superuser", "staff", "active", "groups", "permissions"],
    )
    def test_other_rights_end_the_sessions(self, clerk, root, changes):
        browser, staff = sign_in(ALICE), sign_in(ROOT)
        change_user(staff, clerk, **changes())
        assert not is_signed_in(browser)
        assert not clerk.sessions.exists()
        assert ended(clerk) == ["What you may do in the admin changed."]
        assert is_signed_in(staff)

    def test_another_name_ends_none(self, clerk, root):
        browser = sign_in(ALICE)
        change_user(sign_in(ROOT), clerk, first_name="Alice")
        assert is_signed_in(browser)
        assert ended(clerk) == []

    def test_whoever_is_active_again_signs_in_again(self, clerk, root):
        browser, staff = sign_in(ALICE), sign_in(ROOT)
        change_user(staff, clerk, is_active=None)
        clerk.refresh_from_db()
        change_user(staff, clerk)
        assert not is_signed_in(browser)

    def test_who_changes_their_own_goes_on_under_a_new_key(self, root):
        elsewhere, staff = sign_in(ROOT), sign_in(ROOT)
        old = key_of(staff)
        right = Permission.objects.first().pk
        change_user(staff, root, is_superuser="on", user_permissions=[right])
        assert key_of(staff) != old
        assert is_signed_in(staff)
        assert not any(is_signed_in(one) for one in (elsewhere, with_key(old)))

    def test_who_makes_themselves_inactive_is_signed_out_for_good(self, root):
        staff = sign_in(ROOT)
        change_user(staff, root, is_superuser="on", is_active=None)
        assert not is_signed_in(staff)
        User.objects.update(is_active=True)
        assert not is_signed_in(staff)

    @pytest.mark.parametrize("how", ["changed", "deleted", "deleted with others"])
    def test_another_group_ends_the_sessions_of_its_members(self, clerk, root, how):
        group = Group.objects.create(name="Clerks")
        group.permissions.add(Permission.objects.first())
        clerk.groups.add(group)
        root.groups.add(group)
        browser, staff = sign_in(ALICE), sign_in(ROOT)
        old = key_of(staff)
        page = "/admin/auth/group/"
        path, form = {
            "changed": (f"{page}{group.pk}/change/", {"name": "Clerks", "permissions": []}),
            "deleted": (f"{page}{group.pk}/delete/", {"post": "yes"}),
            "deleted with others": (
                page,
                {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"},
            ),
        }[how]
        assert staff.post(path, form).status_code == 302
        assert not is_signed_in(browser)
        assert ended(clerk) == ["What you may do in the admin changed."]
        assert is_signed_in(staff)
        assert key_of(staff) != old

    def test_a_group_that_is_renamed_ends_none(self, clerk, root):
        group = Group.objects.create(name="Clerks")
        clerk.groups.add(group)
        browser, staff = sign_in(ALICE), sign_in(ROOT)
        staff.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Staff"})
        assert is_signed_in(browser)

    def test_whoever_is_deleted_is_signed_out(self, clerk, alice):
        browser = sign_in(ALICE)
        body = {"password": ALICE["password"]}
        assert alice.delete("/api/v1/me/", body).status_code == 204
        assert not is_signed_in(browser)
        assert not Session.objects.exists()

    def test_the_token_of_the_api_stays(self, alice, root):
        change_user(sign_in(ROOT), alice.user)
        assert signed_in(alice.token).get("/api/v1/me/").status_code == 200


class TestStore:
    def test_a_session_that_has_expired_opens_nothing_and_is_cleared(self, clerk):
        browser, other = sign_in(ALICE), sign_in(ALICE)
        digest = session_digest(key_of(browser))
        past = timezone.now() - timedelta(seconds=1)
        Session.objects.filter(digest=digest).update(expires_at=past)
        assert not is_signed_in(browser)
        call_command("clearsessions")
        assert Session.objects.get().digest == session_digest(key_of(other))

    def test_one_that_ended_meanwhile_is_not_stored_again(self, clerk):
        store = SessionStore(key_of(sign_in(ALICE)))
        store["visited"] = True
        Session.objects.all().delete()
        with pytest.raises(UpdateError):
            store.save()
        assert not Session.objects.exists()

    def test_a_request_whose_session_ended_meanwhile_is_told_so(self, clerk, monkeypatch):
        browser = sign_in(ALICE)
        load = SessionStore.load

        def load_and_end(store):
            data = load(store)
            Session.objects.all().delete()
            store.modified = True
            return data

        monkeypatch.setattr(SessionStore, "load", load_and_end)
        assert browser.get("/admin/").status_code == 400

    def test_what_is_kept_under_an_unknown_key_goes_under_a_new_one(self):
        store = SessionStore(UNKNOWN)
        store["visited"] = True
        store.save()
        assert store.session_key not in {UNKNOWN, None}
        assert Session.objects.get().digest == session_digest(store.session_key)

    def test_it_keeps_what_was_put_in(self):
        store = SessionStore()
        store["seen"] = {"at": [1, "ü"]}
        store.save()
        again = SessionStore(store.session_key)
        assert again["seen"] == {"at": [1, "ü"]}
        again.cycle_key()
        assert SessionStore(again.session_key)["seen"] == {"at": [1, "ü"]}
        assert SessionStore(store.session_key).is_empty() is False  # until it is looked up
        assert SessionStore(store.session_key).get("seen") is None
        again.flush()
        assert again.session_key is None
        assert not Session.objects.exists()

    def test_the_asynchronous_methods_do_the_same(self, clerk):
        async def work():
            store = SessionStore()
            await store.aset("_auth_user_id", str(clerk.pk))
            await store.asave()
            first = store.session_key
            found = await SessionStore(first).aget("_auth_user_id")
            await store.aset("_auth_user_id", str(clerk.pk))
            second = store.session_key
            await store.asave()
            kept = [await store.aexists(key) for key in (first, second)]
            await store.adelete()
            gone = not await store.aexists(second)
            await SessionStore.aclear_expired()
            return found, first != second, kept, gone

        found = async_to_sync(work)()
        assert found == (str(clerk.pk), True, [False, True], True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stored", [False, True])
def test_a_session_of_who_was_just_deleted_is_interrupted(stored):
    store = SessionStore()
    if stored:
        store.create()
    store["_auth_user_id"] = "424242"
    with pytest.raises(SessionInterrupted):
        store.save()
    assert Session.objects.filter(user__isnull=False).count() == 0
