"""The addresses of the gate, under the names by which allauth looks for them."""

from django.urls import path, re_path

from web.views import gate

urlpatterns = [
    path("login/", gate.SignIn.as_view(), name="account_login"),
    path("login/passkey/", gate.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("2fa/authenticate/", gate.SecondStep.as_view(), name="mfa_authenticate"),
    path("confirm/", gate.Confirm.as_view(), name="account_reauthenticate"),
    path("confirm/code/", gate.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey/", gate.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("password/reset/", gate.Forgotten.as_view(), name="account_reset_password"),
    path("password/reset/sent/", gate.LinkSent.as_view(), name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,90})/$",
        gate.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
]
