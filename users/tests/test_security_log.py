"""The security log: what it keeps, and that nothing takes it back."""

import time
from datetime import timedelta
from threading import Event

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import made, signed_up
from tests.concurrency import at_once
from users import security
from users.models import AccessToken, EventKind, SecurityEvent, Token
from users.security import KEPT_PER_HOUR, USE_NOTED_EVERY, Origin, record
from users.services import settle
from users.tests.conftest import signed_in

LOG = "/api/v1/me/security/"
PASSWORD = "Dark-Blue-Teapot-7"
ALICE = {"username": "alice", "password": PASSWORD}

pytestmark = pytest.mark.django_db


def test_a_line_keeps_what_happened_and_from_where(alice):
    record(alice.user.pk, EventKind.SIGNED_OUT, origin=Origin("192.0.2.1", "curl/8"), detail="Why.")
    line = SecurityEvent.objects.of_user(alice.user.pk).latest("id")
    assert (line.kind, line.address, line.agent, line.detail) == (
        "signed_out",
        "192.0.2.1",
        "curl/8",
        "Why.",
    )


def test_a_line_never_fails_for_what_a_client_claims(alice):
    record(alice.user.pk, EventKind.SIGNED_OUT, origin=Origin("x" * 999, "a\0\nb" * 999))
    line = SecurityEvent.objects.latest("id")
    assert len(line.address) == 45
    assert line.agent == "ab" * 100


def test_no_line_can_be_changed_or_taken_out(alice):
    record(alice.user.pk, EventKind.SIGNED_OUT)
    line = SecurityEvent.objects.latest("id")
    line.detail = "It was not me."
    lines = SecurityEvent.objects.all()
    for attempt in (
        line.save,
        line.delete,
        lines.delete,
        lambda: lines.update(detail=""),
        lambda: lines.bulk_update([line], ["detail"]),
    ):
        with pytest.raises(TypeError, match="append-only"):
            attempt()
    assert SecurityEvent.objects.get(pk=line.pk).detail == ""


def of_kind(caller, kind):
    return made(caller.get(f"{LOG}?kind={kind}"))["results"]


def kinds(caller):
    return [line["kind"] for line in made(caller.get(LOG))["results"]]


class TestWhatIsKept:
    def test_everything_around_the_sign_in_newest_first(self, alice):
        made(alice.post("login/", ALICE, HTTP_USER_AGENT="curl/8"))
        alice.patch("me/", {"email": "a@example.com"})
        token = alice.add("tokens/", name="Reports", expires_in_days=1)
        alice.delete(f"tokens/{token['id']}/")
        change = {"current_password": PASSWORD, "new_password": "Warm-Yellow-Lamp-3"}
        again = made(alice.post("me/password/", change))["token"]
        signed_in(again).post("/api/v1/logout/")
        answer = alice.post("login/", {"username": "alice", "password": "Warm-Yellow-Lamp-3"})
        alice.credentials(HTTP_AUTHORIZATION=f"Token {made(answer)['token']}")
        lines = made(alice.get(LOG))["results"]
        assert [line["kind"] for line in lines] == [
            "signed_in", "signed_out", "password_changed", "token_revoked", "token_made",
            "names_changed", "signed_in", "registered",
        ]  # fmt: skip
        assert {line["ip_address"] for line in lines} == {"127.0.0.1"}
        assert lines[6]["user_agent"] == "curl/8"
        assert lines[5]["detail"] == "The e-mail address was alice@example.com."
        assert "“Reports”" in lines[4]["detail"]
        assert token["token"] not in str(lines)

    def test_a_failed_sign_in_under_a_name_that_somebody_has(self, alice):
        for stated in ({"username": "ALICE"}, {"email": "alice@example.com"}):
            alice.post("login/", {**stated, "password": "x"}, REMOTE_ADDR="192.0.2.9")
        lines = of_kind(alice, "sign_in_failed")
        assert [line["ip_address"] for line in lines] == ["192.0.2.9"] * 2

    def test_nothing_of_a_name_that_nobody_has(self, alice):
        before = SecurityEvent.objects.count()
        alice.post("login/", {"username": "nobody", "password": "x"})
        assert SecurityEvent.objects.count() == before

    def test_only_so_many_failures_of_an_hour(self, alice, set_limits, monkeypatch):
        set_limits(login_failures=None, login_failures_account=None)
        for _ in range(KEPT_PER_HOUR + 3):
            alice.post("login/", {**ALICE, "password": "x"})
        kept = of_kind(alice, "sign_in_failed")
        assert len(kept) == KEPT_PER_HOUR
        assert [line["detail"] for line in kept[:2]] == [
            "Further events within the hour are not listed.",
            "",
        ]
        later = timezone.now() + timedelta(hours=1)
        monkeypatch.setattr(security.timezone, "now", lambda: later)
        alice.post("login/", {**ALICE, "password": "x"})
        assert len(of_kind(alice, "sign_in_failed")) == KEPT_PER_HOUR + 1

    def test_names_that_stay_as_they_are_are_no_event(self, alice):
        alice.patch("me/", {"username": "alice"})
        assert kinds(alice) == ["registered"]

    def test_the_sign_in_page_of_the_admin_counts_as_well(self, alice):
        root = get_user_model().objects.create_superuser("root", "root@example.com", "right")
        settle(root, "EUR")
        page = "/account/login/"
        for password in ("wrong", "right"):
            Client().post(page, {"username": "root", "password": password})
        kept = SecurityEvent.objects.of_user(root.pk).order_by("id").values_list("kind", "detail")
        assert list(kept)[1:] == [("sign_in_failed", ""), ("signed_in", "")]


class TestReading:
    def test_everybody_reads_their_own(self, alice, bob):
        bob.post("login/", {"username": "bob", "password": "x"})
        assert kinds(alice) == ["registered"]

    def test_it_comes_in_pages(self, alice):
        alice.post("login/", ALICE)
        page = made(alice.get(f"{LOG}?limit=1"))
        assert [line["kind"] for line in page["results"]] == ["signed_in"]
        page = made(alice.get(page["next"]))
        assert [line["kind"] for line in page["results"]] == ["registered"]
        assert page["next"] is None

    @pytest.mark.parametrize("query", ["kind=nonsense", "kind=", "sort=at"])
    def test_a_filter_that_there_is_not_is_refused(self, alice, query):
        assert alice.get(f"{LOG}?{query}").status_code == 400

    def test_a_person_who_is_deleted_in_the_admin_takes_their_log_along(self, alice):
        root = get_user_model().objects.create_superuser("root", "root@example.com", "x")
        browser = Client()
        browser.force_login(root)
        page = f"/admin/auth/user/{alice.user.pk}/delete/"
        assert browser.post(page, {"post": "yes"}).status_code == 302
        assert not SecurityEvent.objects.exists()


class TestUseOfTokens:
    @pytest.fixture
    def program(self, alice):
        return signed_in(alice.add("tokens/", name="Reports")["token"])

    def test_a_new_address_is_logged_once(self, alice, program):
        for _ in range(3):
            program.get("/api/v1/me/", REMOTE_ADDR="192.0.2.9", HTTP_USER_AGENT="thief/1")
        (line,) = of_kind(alice, "new_address")
        assert (line["ip_address"], line["user_agent"]) == ("192.0.2.9", "thief/1")
        assert line["detail"] == "With the token “Reports”."

    def test_so_is_one_of_a_sign_in(self, alice):
        alice.get("me/", REMOTE_ADDR="2001:db8:1:2:3::4")
        (line,) = of_kind(alice, "new_address")
        assert (line["ip_address"], line["detail"]) == ("2001:db8:1:2::/64", "")

    def test_an_address_that_is_known_is_not(self, alice, program):
        alice.post("login/", ALICE, REMOTE_ADDR="192.0.2.9")
        for address in ("192.0.2.9", "127.0.0.1", "192.0.2.9"):
            program.get("/api/v1/me/", REMOTE_ADDR=address)
        assert of_kind(alice, "new_address") == []

    def test_a_failed_sign_in_makes_no_address_known(self, alice, program):
        alice.post("login/", {**ALICE, "password": "x"}, REMOTE_ADDR="192.0.2.9")
        program.get("/api/v1/me/", REMOTE_ADDR="192.0.2.9")
        assert len(of_kind(alice, "new_address")) == 1

    def test_one_person_knowing_an_address_makes_it_known_to_no_other(self, alice, bob):
        alice.get("me/", REMOTE_ADDR="192.0.2.9")
        bob.get("me/", REMOTE_ADDR="192.0.2.9")
        assert len(of_kind(bob, "new_address")) == 1

    def test_the_last_use_is_written_only_now_and_then(
        self, alice, program, django_assert_num_queries, monkeypatch
    ):
        program.get("/api/v1/me/")
        first = AccessToken.objects.get()
        assert (first.last_used_at is not None, first.last_address) == (True, "127.0.0.1")
        with django_assert_num_queries(1):
            program.get("/api/v1/me/")
        later = first.last_used_at + USE_NOTED_EVERY
        monkeypatch.setattr(security.timezone, "now", lambda: later)
        program.get("/api/v1/me/")
        assert AccessToken.objects.get().last_used_at == later

    def test_only_so_many_new_addresses_of_an_hour_are_kept(self, alice, program):
        for number in range(KEPT_PER_HOUR + 3):
            program.get("/api/v1/me/", REMOTE_ADDR=f"192.0.2.{number}")
        lines = of_kind(alice, "new_address")
        assert len(lines) == KEPT_PER_HOUR
        assert lines[0]["detail"].endswith("Further events within the hour are not listed.")

    def test_going_to_and_fro_between_known_addresses_writes_nothing(self, alice, program):
        for address in ("192.0.2.8", "192.0.2.9"):
            program.get("/api/v1/me/", REMOTE_ADDR=address)
        with CaptureQueriesContext(connection) as captured:
            for address in ("192.0.2.8", "192.0.2.9") * 2:
                program.get("/api/v1/me/", REMOTE_ADDR=address)
        assert {query["sql"].split()[0] for query in captured} == {"SELECT"}


@pytest.mark.django_db(transaction=True)
class TestUnderLoad:
    def test_requests_at_once_from_a_new_address_make_one_line(self):
        alice = signed_up("alice")
        get = lambda: alice.get("me/", REMOTE_ADDR="192.0.2.9")  # noqa: E731
        assert {answer.status_code for answer in at_once(*[get] * 4)} == {200}
        assert SecurityEvent.objects.filter(kind="new_address").count() <= 1
        alice.get("me/", REMOTE_ADDR="192.0.2.9")
        assert SecurityEvent.objects.filter(kind="new_address").count() == 1

    def test_a_read_neither_fails_nor_waits_while_the_token_is_locked(self):
        alice = signed_up("alice")
        locked, done = Event(), Event()

        def hold():
            with transaction.atomic():
                Token.objects.select_for_update().get()
                locked.set()
                done.wait(30)

        def read():
            locked.wait(30)
            started = time.monotonic()
            try:
                answer = alice.get("me/", REMOTE_ADDR="192.0.2.9")
            finally:
                done.set()
            return answer.status_code, time.monotonic() - started

        _, (status, seconds) = at_once(hold, read)
        assert status == 200
        assert seconds < 2
        assert not SecurityEvent.objects.filter(kind="new_address").exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Käse/1 🧀".encode(), "Käse/1 🧀"),
        (b"odd\xff\xed\xa0\x80/1", "odd\ufffd\ufffd\ufffd\ufffd/1"),
        (b"a\0b\x1b[31m", "ab[31m"),
        ("🧀".encode() * 500, "🧀" * 200),
    ],
)
def test_what_a_client_calls_itself_is_kept_as_text(alice, sent, kept):
    """Servers hand the bytes of headers on as Latin-1 (PEP 3333)."""
    made(alice.post("login/", ALICE, HTTP_USER_AGENT=sent.decode("latin-1")))
    assert SecurityEvent.objects.latest("id").agent == kept
