"""The project's URLs, with those of the stock implementation beside them."""

from django.urls import include, path

from expense_tracker.urls import urlpatterns as project

urlpatterns = [*project, path("stock/", include("benchmarks.stock.urls"))]
