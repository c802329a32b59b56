from django.urls import path

from reports import views

urlpatterns = [
    path("reports/monthly/", views.MonthlyView.as_view(), name="report-monthly"),
    path("reports/categories/", views.CategoriesView.as_view(), name="report-categories"),
    path(
        "reports/categories/trend/",
        views.CategoryTrendView.as_view(),
        name="report-category-trend",
    ),
    path("reports/trend/", views.TrendView.as_view(), name="report-trend"),
    path("reports/daily/", views.DailyView.as_view(), name="report-daily"),
    path("reports/payees/", views.PayeesView.as_view(), name="report-payees"),
    path("reports/balances/", views.BalancesView.as_view(), name="report-balances"),
    path("reports/summary/", views.SummaryView.as_view(), name="report-summary"),
]
