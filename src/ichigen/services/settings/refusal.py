"""Why a setting is not changed."""


class SettingRefused(Exception):
    """Nothing was changed: a code for programs, a Japanese sentence for people, and the field at fault where there is one."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
