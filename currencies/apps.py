from django.apps import AppConfig


class CurrenciesConfig(AppConfig):
    name = "currencies"

    def ready(self) -> None:
        from books.kinds import Kind, register_kind
        from books.registry import register_rows
        from currencies.following import following_rates
        from currencies.models import BookRate

        register_kind(Kind("rate", BookRate, following=following_rates))
        register_rows(BookRate)
