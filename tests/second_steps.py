"""A second step for somebody, and what their app would show now."""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from users.second_step import add_app, add_passkey, make_recovery_codes


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


def with_passkey(user, name="Laptop") -> Authenticator:
    """Give `user` a passkey of a device that nobody has."""
    key = ES256.from_cryptography_key(generate_private_key(SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid.NONE, secrets.token_bytes(16), key)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
    said = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, made)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    id_ = websafe_encode(made.credential_id)
    credential = {
        "id": id_,
        "rawId": id_,
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", said, {})),
        },
    }
    add_passkey(user, name, credential)
    return Authenticator.objects.filter(user=user).latest("id")
