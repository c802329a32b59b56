"""The refusal of a typed text that is not an amount or a date, or that is in doubt."""


class NotRead(ValueError):
    """A typed text that was refused.

    `code` is the word for programs and the text is a sentence for people. `readings` has the
    values that the text can stand for where it is in doubt, as texts that are not.
    """

    def __init__(self, code: str, detail: str, readings: tuple[str, ...] = ()) -> None:
        self.code = code
        self.readings = readings
        super().__init__(detail)


def in_doubt(text: str, *readings: str) -> NotRead:
    """Return the refusal of `text`, which has several readings."""
    return NotRead("ambiguous", f'"{text}" can be {" or ".join(readings)}. Write one.', readings)
