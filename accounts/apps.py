from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.archiving import account_faults, name_key
        from accounts.drafts import ACCOUNTS_MAX
        from accounts.following import following_accounts
        from accounts.history import describe_account, show_accounts
        from accounts.models import Account
        from books.kinds import Kind, register_kind
        from books.registry import register_rows

        register_kind(
            Kind(
                name="account",
                model=Account,
                stamps=("moved_in",),
                follows={"name_key": name_key},
                faults=account_faults,
                most=ACCOUNTS_MAX,
                following=following_accounts,
                describe=describe_account,
                show=show_accounts,
            )
        )
        register_rows(Account)
