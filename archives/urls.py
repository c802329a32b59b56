from django.urls import path

from archives import views

urlpatterns = [
    path("exports/archive.zip", views.GetArchiveView.as_view(), name="export-archive"),
    path("exports/archive/", views.MakeArchiveView.as_view(), name="make-archive"),
    path("restore/", views.RestoreView.as_view(), name="restore"),
]
