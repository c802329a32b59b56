"""A second step for somebody, and what their app would show now."""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from users.second_step import add_app, make_recovery_codes


@dataclass
class App:
    """An authenticator app, and the recovery codes on paper beside it."""

    secret: str
    recovery_codes: list[str]

    def code(self, *, later=0):
        """What it shows now, or `later` steps of half a minute later."""
        _, now, *_ = yield_hotp_counters_from_time()
        return format_hotp_value(hotp_value(self.secret, now + later))


def with_app(user) -> App:
    """Have sign-ins of `user` take a second step."""
    secret = generate_totp_secret()
    add_app(user, secret)
    return App(secret, make_recovery_codes(user))
