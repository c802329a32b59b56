from django.urls import re_path
from rest_framework.routers import SimpleRouter

from households.tokens import INVITATION_PATTERN
from households.views import (
    AcceptView,
    InvitationView,
    InvitationViewSet,
    MemberViewSet,
    OneBookView,
    OwnBooksViewSet,
)

router = SimpleRouter()
router.register("books", OwnBooksViewSet, basename="book")
router.register("members", MemberViewSet, basename="member")
router.register("invitations", InvitationViewSet, basename="invitation")

_invitation = f"^invited/(?P<token>{INVITATION_PATTERN})/"

urlpatterns = [
    *router.urls,
    re_path(r"^books/(?P<book_id>[0-9]{1,18})/$", OneBookView.as_view(), name="one-book"),
    re_path(f"{_invitation}$", InvitationView.as_view(), name="shown-invitation"),
    re_path(f"{_invitation}accept/$", AcceptView.as_view(), name="accept-invitation"),
]
