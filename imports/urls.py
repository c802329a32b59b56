from django.urls import path
from rest_framework.routers import SimpleRouter

from imports import side_views, views

router = SimpleRouter()
router.register("imports", views.ImportViewSet, basename="import")
router.register("import-layouts", side_views.LayoutViewSet, basename="layout")

urlpatterns = [
    *router.urls,
    path("import-formats/", side_views.FormatsView.as_view(), name="import-formats"),
    path("transfer-suggestions/", side_views.SuggestionsView.as_view(), name="suggestions"),
    path("transfer-suggestions/accept/", side_views.AcceptView.as_view(), name="accept-suggestion"),
    path("transfer-suggestions/refuse/", side_views.RefuseView.as_view(), name="refuse-suggestion"),
]
