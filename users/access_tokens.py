"""Every write to personal access tokens: making and revoking them."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from books.unit_of_work import RequestKey
from common.errors import Conflict, KeyReused, NotThere, raise_problems
from common.text import clean, fold
from users.drafts import AccessTokenDraft, access_token_problems
from users.models import AccessToken, EventKind, User
from users.security import NOWHERE, Origin, record
from users.tokens import HINT_LENGTH, derive_access_token, digest_of, new_nonce

TOKENS_PER_USER_MAX = 50
"""How many personal access tokens one person may have, expired ones included."""


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A personal access token, and how it came about."""

    row: AccessToken
    repeated: bool = False
    """Whether an earlier request with the same key has made it."""


def make_access_token(
    draft: AccessTokenDraft, *, key: RequestKey | None = None, origin: Origin = NOWHERE
) -> MadeToken:
    """Make the token that `draft` describes, or find the one that was made under the same `key`.

    Raises Invalid with every rule that the draft breaks, Conflict where the person has too many
    tokens or the key's own has ended since, and KeyReused for a key of another request.
    """
    user = draft.user
    with transaction.atomic():
        # The lock lets the tokens of one person be made one after the other, so that neither two
        # requests with one key nor two beyond the limit can both find room.
        if not User.objects.select_for_update().filter(pk=user.pk).first():
            raise NotThere
        if key and (made := _made_under(key, user)):
            return made
        raise_problems(access_token_problems(draft))
        _check_number(user)
        row = _inserted(draft, key)
        record(user.pk, EventKind.TOKEN_MADE, origin=origin, detail=_described(row))
    return MadeToken(row)


def revoke_access_token(token: AccessToken, *, origin: Origin = NOWHERE) -> None:
    """Make the token worthless; raises NotThere where somebody else just has."""
    with transaction.atomic():
        if not AccessToken.objects.filter(pk=token.pk).delete()[0]:
            raise NotThere
        detail = f"“{token.name}” ({token.hint}…)."
        record(token.user_id, EventKind.TOKEN_REVOKED, origin=origin, detail=detail)


def _made_under(key: RequestKey, user: User) -> MadeToken | None:
    row = AccessToken.objects.of_user(user.pk).filter(request_key=key.key).first()
    if row is None:
        return None
    if row.fingerprint != key.fingerprint:
        raise KeyReused
    if not row.is_current():
        raise Conflict("The token of this request is not valid any more.", code="token_ended")
    return MadeToken(row, repeated=True)


def _check_number(user: User) -> None:
    if AccessToken.objects.of_user(user.pk).count() >= TOKENS_PER_USER_MAX:
        detail = f"You have {TOKENS_PER_USER_MAX} tokens, which is the maximum. Revoke one."
        raise Conflict(detail, code="too_many_tokens")


def _inserted(draft: AccessTokenDraft, key: RequestKey | None) -> AccessToken:
    name, nonce = clean(draft.name or ""), new_nonce()
    text = derive_access_token(user_id=draft.user.pk, nonce=nonce)
    return AccessToken.objects.create(
        user=draft.user,
        name=name,
        name_key=fold(name),
        nonce=nonce,
        digest=digest_of(text),
        hint=text[:HINT_LENGTH],
        scope=draft.scope,
        only_book_id=draft.only_book_id,
        created_at=timezone.now(),
        expires_at=draft.expiry(),
        request_key=key.key if key else new_nonce(),
        fingerprint=key.fingerprint if key else "",
    )


def _described(row: AccessToken) -> str:
    limits = [f"may {row.scope}", f"book {row.only_book_id} only" if row.only_book_id else ""]
    limits.append(f"until {row.expires_at:%Y-%m-%d}" if row.expires_at else "without end")
    return f"“{row.name}” ({row.hint}…): {', '.join(filter(None, limits))}."
