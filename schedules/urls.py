from django.urls import path
from rest_framework.routers import SimpleRouter

from schedules.suggestion_views import (
    AcceptView,
    RefuseView,
    SuggestionsView,
    TakeBackView,
)
from schedules.views import OccurrenceViewSet, ScheduleViewSet

router = SimpleRouter()
router.register("schedules", ScheduleViewSet, basename="schedule")
router.register("occurrences", OccurrenceViewSet, basename="occurrence")

urlpatterns = [
    *router.urls,
    path("schedules/suggestions/", SuggestionsView.as_view(), name="schedule-suggestions"),
    path("schedules/suggestions/accept/", AcceptView.as_view(), name="schedule-accept"),
    path("schedules/suggestions/refuse/", RefuseView.as_view(), name="schedule-refuse"),
    path("schedules/suggestions/take-back/", TakeBackView.as_view(), name="schedule-take-back"),
]
