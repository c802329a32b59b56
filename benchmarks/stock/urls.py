"""Where the stock endpoints and pages are."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from benchmarks.stock import pages, views

router = SimpleRouter()
router.register("entries", views.EntryViewSet, basename="stock-entry")
router.register("cursor-entries", views.CursorEntryViewSet, basename="stock-cursor-entry")
router.register("accounts", views.AccountViewSet, basename="stock-account")
router.register("categories", views.CategoryViewSet, basename="stock-category")

urlpatterns = [
    *router.urls,
    path("monthly/", views.MonthlyView.as_view()),
    path("trend/", views.TrendView.as_view()),
    path("pages/overview/", pages.overview),
    path("pages/transactions/", pages.register),
    path("pages/month/", pages.month),
    path("pages/categories/", pages.categories),
    path("pages/trend/", pages.trend),
]
