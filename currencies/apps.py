from django.apps import AppConfig


class CurrenciesConfig(AppConfig):
    name = "currencies"

    def ready(self) -> None:
        from books.kinds import Kind, register_kind
        from books.registry import register_rows
        from currencies.archiving import rate_faults
        from currencies.following import following_rates
        from currencies.history import describe_rate, show_rates
        from currencies.models import BookRate

        register_kind(
            Kind(
                name="rate",
                model=BookRate,
                faults=rate_faults,
                following=following_rates,
                describe=describe_rate,
                show=show_rates,
            )
        )
        register_rows(BookRate)
