from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "households"
    tag_description = "More books, their members, and invitations."

    def ready(self) -> None:
        from households.services import end_invitations_of
        from users.registry import register_address_watcher

        register_address_watcher(end_invitations_of)
