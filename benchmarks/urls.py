"""The project's URLs, with those of the stock implementation before them."""

from django.urls import include, path

from expense_tracker.urls import urlpatterns as project

# Before those of the project, so that no request of it is compared with all of them first.
urlpatterns = [path("stock/", include("benchmarks.stock.urls")), *project]
