from django.apps import AppConfig


class CurrenciesConfig(AppConfig):
    name = "currencies"
    tag_description = "Currencies and exchange rates by day."
