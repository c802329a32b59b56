from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    name = "transactions"
    tag_description = "What happens to it, with payees and tags."
