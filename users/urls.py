from django.urls import path
from rest_framework.routers import SimpleRouter

from users.access_views import AccessTokenViewSet, SecurityLogViewSet
from users.preference_views import PreferencesView
from users.views import LoginView, LogoutView, MeView, PasswordView, RegisterView

router = SimpleRouter()
router.register("tokens", AccessTokenViewSet, basename="token")

urlpatterns = [
    path("register/", RegisterView.as_view(), name="register"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("me/", MeView.as_view(), name="me"),
    path("me/password/", PasswordView.as_view(), name="password"),
    path("me/preferences/", PreferencesView.as_view(), name="preferences"),
    path("me/security/", SecurityLogViewSet.as_view({"get": "log"}), name="security"),
    *router.urls,
]
