from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.models import Account
        from books.kinds import Kind, register_kind
        from books.registry import register_rows

        register_kind(Kind("account", Account))
        register_rows(Account)
