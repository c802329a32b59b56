"""Users in the admin: Django's own pages, under the rules of registration and sign-in.

A user who is added here gets what a registration gives. The books of a deleted user are deleted
too. Another password and other rights end the sessions of whom they are for; staff who change
their own stay signed in under a new session key. Neither tokens nor folded names are shown;
security logs can be read.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    UserChangeForm,
)
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import EmailField, ModelForm
from django.http import HttpRequest

from books.admin import ReadOnlyAdmin
from users import services
from users.drafts import PersonDraft, problems
from users.models import EMAIL_LENGTH_MAX, SecurityEvent, User
from users.sessions import end_sessions

RIGHTS = {"is_active", "is_staff", "is_superuser", "groups", "user_permissions"}
"""The fields of a user that decide what they may do in the admin."""


# Staff sign in where everybody does, so that their second step is asked for.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign, no-untyped-call]  # not annotated
# Staff see nobody's secrets; `manage.py second_step_off` helps who has lost theirs.
for model in (Authenticator, EmailAddress):
    admin.site.unregister(model)
admin.site.unregister(User)
admin.site.unregister(Group)


def _check_names(form: "ModelForm[User]") -> dict[str, Any]:
    cleaned = form.cleaned_data
    draft = PersonDraft(cleaned.get("username"), cleaned.get("email"), id=form.instance.pk)
    for problem in problems(draft):
        fault = ValidationError(problem.detail, code=problem.code)
        form.add_error(problem.pointer.removeprefix("/"), fault)
    return cleaned


class AddForm(AdminUserCreationForm):  # type: ignore[type-arg]  # generic for type checkers only
    email = EmailField(max_length=EMAIL_LENGTH_MAX)

    def clean(self) -> dict[str, Any]:
        super().clean()
        return _check_names(self)


class ChangeForm(UserChangeForm):  # type: ignore[type-arg]  # generic for type checkers only
    email = EmailField(max_length=EMAIL_LENGTH_MAX)

    def clean(self) -> dict[str, Any]:
        super().clean()
        return _check_names(self)


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # generic for type checkers only
    def set_password_and_save(self, user: User, **options: Any) -> User:
        with transaction.atomic():
            saved: User = super().set_password_and_save(user, **options)  # type: ignore[misc]  # not in stubs
            services.note_password_set(saved)
        return saved


def _end_sessions(request: HttpRequest, people: QuerySet[User]) -> None:
    """End the sessions of `people`, whose rights have changed; give the caller's own a new key."""
    end_sessions(people, "What you may do in the admin changed.")
    mine = people.filter(pk=request.user.pk, is_active=True)  # type: ignore[misc]  # nobody is here without one
    if mine.exists():
        request.session.cycle_key()


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]  # generic for type checkers only
    form = ChangeForm
    add_form = AddForm
    change_password_form = PasswordForm
    add_fieldsets = (
        (None, {"fields": ("username", "email", "usable_password", "password1", "password2")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        if change:
            services.lock_person(obj)
        super().save_model(request, obj, form, change)
        services.settle(obj, settings.DEFAULT_CURRENCY)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        super().save_related(request, form, formsets, change)
        if RIGHTS & set(form.changed_data):
            _end_sessions(request, User.objects.filter(pk=form.instance.pk))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Let a person go together with all that is theirs, but with no book that others keep too.

        Nobody may take lines out of their log, for one, but it goes with them.
        """
        to_delete, counts, _, protected = super().get_deleted_objects(objs, request)
        shared = [f"book {book}" for user in objs for book in services.shared_books(user)]
        return to_delete, counts, set(), [*protected, *shared]

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        services.delete_person(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            services.delete_person(user)


@admin.register(Group)
class RightsAdmin(GroupAdmin):
    """Groups: what they may do is what their members may."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        super().save_related(request, form, formsets, change)
        if "permissions" in form.changed_data:
            _end_sessions(request, User.objects.filter(groups=form.instance))

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        self.delete_queryset(request, Group.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        _end_sessions(request, User.objects.filter(groups__in=queryset).distinct())
        super().delete_queryset(request, queryset)


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    list_display = ("id", "user", "at", "kind", "address")
    list_filter = ("kind", "at")
    list_select_related = ("user",)
    search_fields = ("user__username", "address")
    fields = ("user", "at", "kind", "address", "agent", "detail")
