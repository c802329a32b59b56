"""Personal access tokens: what programs use in one's name."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.models import Book
from books.unit_of_work import retrying
from common.errors import Conflict, Invalid, NotThere
from users.access_tokens import make_access_token, revoke_access_token
from users.drafts import AccessTokenDraft
from users.models import AccessToken
from web.forms.fields import add_problems
from web.forms.security import TokenForm
from web.own_pages import AskPage, OwnPage, ProofPage
from web.pages import KEY_LENGTH, key_of_form


class TokensPage(OwnPage):
    template = "web/pages/tokens.html"
    title = gettext_lazy("Tokens")
    tab = "tokens"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = AccessToken.objects.of_user(self.person.pk).select_related("only_book")
        return self.render(
            {"rows": [self.shown(row) for row in rows.order_by("-created_at", "-id")]}
        )

    def shown(self, row: AccessToken) -> dict[str, Any]:
        show = self.preferences.moment
        return {
            "token": row,
            "book": row.only_book.name if row.only_book else _("all books"),
            "ends": show(row.expires_at) if row.expires_at else _("never"),
            "used": show(row.last_used_at) if row.last_used_at else _("never"),
            "revoke": reverse("web:token_revoke", args=[row.pk]),
        }


class NewToken(ProofPage):
    template = "web/pages/token_new.html"
    title = gettext_lazy("New token")
    tab = "tokens"

    def form(self, *data: Any) -> TokenForm:
        mine = Book.objects.of_user(self.person)
        return TokenForm(*data, books=[(book.pk, book.name) for book in mine])

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.asked(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, origin = self.form(request.POST), self.origin
        if not form.is_valid():
            return self.asked(form, status=422)
        stated = form.cleaned_data
        draft = AccessTokenDraft(
            user=self.person, name=stated["name"], scope=stated["scope"],
            only_book_id=stated["only_book"], expires_in_days=stated["expires_in_days"],
        )  # fmt: skip
        try:
            made = retrying(
                lambda: make_access_token(
                    draft, key=key_of_form(self.request, self.person), origin=origin
                )
            )
        except Invalid as refused:
            add_problems(form, refused.problems)
            return self.asked(form, status=422)
        except Conflict as refused:
            form.add_error(None, refused.detail)
            return self.asked(form, status=409)
        answer = self.render({"token": made.row}, template="web/pages/token_made.html")
        # No cache on the way may keep a token (RFC 9111, section 5.2.2.5).
        answer["Cache-Control"] = "no-store"
        return answer

    def asked(self, form: TokenForm, *, status: int = 200) -> HttpResponse:
        key = self.request.POST.get("key") or get_random_string(KEY_LENGTH)
        return self.render({"form": form, "key": key}, status=status)


class RevokeToken(AskPage):
    title = gettext_lazy("Revoke token")
    warning = gettext_lazy("The program that uses it stops working. This cannot be undone.")
    button = gettext_lazy("Revoke")
    tab = "tokens"
    to = "web:tokens"

    @property
    def token(self) -> AccessToken:
        mine = AccessToken.objects.of_user(self.person.pk)
        found = mine.filter(pk=self.kwargs["token"]).first()
        if found is None:
            raise NotThere
        return found

    @property
    def question(self) -> str:
        return _("Revoke “{name}”?").format(name=self.token.name)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render({"question": self.question})

    def post(self, request: HttpRequest, token: int) -> HttpResponse:
        row, origin = self.token, self.origin
        retrying(lambda: revoke_access_token(row, origin=origin))
        return self.done(_("“{name}” was revoked").format(name=row.name), self.to)
