from django.urls import path
from rest_framework.routers import SimpleRouter

from books.feed_views import FeedView
from books.history_views import HistoryViewSet, TrashViewSet
from books.views import BookView

router = SimpleRouter()
router.register("history", HistoryViewSet, basename="change")
router.register("trash", TrashViewSet, basename="trash")

urlpatterns = [
    path("book/", BookView.as_view(), name="book"),
    path("changes/", FeedView.as_view(), name="changes"),
    *router.urls,
]
