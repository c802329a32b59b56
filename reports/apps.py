from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    tag_description = "Totals and balances."
