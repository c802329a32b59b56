from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "reconciliation"
    tag_description = "What banks say, compared with what the book says."

    def ready(self) -> None:
        from reconciliation.undoing import check_closed_again
        from statements.registry import undo_checks

        undo_checks.append(check_closed_again)
