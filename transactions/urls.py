from rest_framework.routers import SimpleRouter

from transactions.views import PayeeViewSet, TagViewSet, TransactionViewSet

router = SimpleRouter()
router.register("transactions", TransactionViewSet, basename="transaction")
router.register("payees", PayeeViewSet, basename="payee")
router.register("tags", TagViewSet, basename="tag")

urlpatterns = router.urls
