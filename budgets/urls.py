from rest_framework.routers import SimpleRouter

from budgets.views import BudgetLineViewSet, BudgetViewSet

router = SimpleRouter()
router.register("budgets", BudgetViewSet, basename="budget")
router.register("budget-lines", BudgetLineViewSet, basename="budget-line")

urlpatterns = router.urls
