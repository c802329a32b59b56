from django.urls import path
from rest_framework.routers import SimpleRouter

from imports import views

router = SimpleRouter()
router.register("imports/layouts", views.LayoutViewSet, basename="layout")
router.register("imports", views.ImportViewSet, basename="import")

urlpatterns = [
    path("imports/formats/", views.FormatsView.as_view(), name="import-formats"),
    *router.urls,
]
