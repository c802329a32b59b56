from django.urls import path

from exports import views

urlpatterns = [
    path("exports/transactions.csv", views.CsvView.as_view(), name="export-csv"),
    path("exports/transactions.xlsx", views.XlsxView.as_view(), name="export-xlsx"),
    path("exports/transactions.json", views.JsonView.as_view(), name="export-json"),
    path("exports/transactions.ofx", views.OfxView.as_view(), name="export-ofx"),
    path("exports/transactions.qif", views.QifView.as_view(), name="export-qif"),
    path("exports/journal.hledger", views.HledgerView.as_view(), name="export-hledger"),
    path("exports/journal.ledger", views.LedgerView.as_view(), name="export-ledger"),
    path("exports/journal.beancount", views.BeancountView.as_view(), name="export-beancount"),
]
