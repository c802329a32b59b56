from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    name = "transactions"
    tag_description = "Transactions, with payees and tags."
