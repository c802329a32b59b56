from django.urls import path
from rest_framework.routers import SimpleRouter

from imports.endpoints import suggestion_views, views

router = SimpleRouter()
router.register("imports", views.ImportViewSet, basename="import")
router.register("import-layouts", suggestion_views.LayoutViewSet, basename="layout")

urlpatterns = [
    *router.urls,
    path("import-formats/", suggestion_views.FormatsView.as_view(), name="import-formats"),
    path(
        "category-suggestion/",
        suggestion_views.CategoryView.as_view(),
        name="category-suggestion",
    ),
    path("transfer-suggestions/", suggestion_views.SuggestionsView.as_view(), name="suggestions"),
    path(
        "transfer-suggestions/accept/",
        suggestion_views.AcceptView.as_view(),
        name="accept-suggestion",
    ),
    path(
        "transfer-suggestions/refuse/",
        suggestion_views.RefuseView.as_view(),
        name="refuse-suggestion",
    ),
]
