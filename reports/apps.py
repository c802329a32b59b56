from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    tag_description = "What it comes to, from totals that are always kept."
