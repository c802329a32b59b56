from django.urls import path
from rest_framework.routers import SimpleRouter

from currencies.views import CurrencyListView, RateLookupView, RateViewSet

router = SimpleRouter()
router.register("rates", RateViewSet, basename="rate")

urlpatterns = [
    path("currencies/", CurrencyListView.as_view(), name="currency-list"),
    path("rates/lookup/", RateLookupView.as_view(), name="rate-lookup"),
    *router.urls,
]
