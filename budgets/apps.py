from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"
    tag_description = "What is to be spent in each period."
