from rest_framework.routers import SimpleRouter

from schedules.views import OccurrenceViewSet, ScheduleViewSet

router = SimpleRouter()
router.register("schedules", ScheduleViewSet, basename="schedule")
router.register("occurrences", OccurrenceViewSet, basename="occurrence")

urlpatterns = router.urls
