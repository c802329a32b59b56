from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    tag_description = "Where your money is."
