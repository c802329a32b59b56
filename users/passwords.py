"""The one rule on passwords that Django has no validator for."""

from django.core.exceptions import ValidationError

from users.drafts import PASSWORD_LENGTH_MAX


class MaximumLengthValidator:
    """Refuses a password that the API would not let anybody sign in with."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > PASSWORD_LENGTH_MAX:
            raise ValidationError(self.get_help_text(), code="max_length")

    def get_help_text(self) -> str:
        return f"A password has at most {PASSWORD_LENGTH_MAX} characters."
