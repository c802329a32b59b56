from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    tag_description = "The accounts that hold your money."
