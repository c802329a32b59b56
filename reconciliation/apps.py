from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "reconciliation"
    tag_description = "What banks say, compared with what the book says."
