"""Why something cannot be done with a CSV import now."""


class SheetsRefused(Exception):
    """Nothing was changed: a code for programs, a Japanese sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
