"""Refusals of the control API; each carries its HTTP status and a code for programs."""


class ControlError(Exception):
    """A control request that cannot be done; the text says why."""

    status = 400
    code = "invalid"


class Invalid(ControlError):
    """The request makes no sense (unknown field, wrong type, action not possible now)."""


class Unknown(ControlError):
    """There is no such mall, item or order."""

    status = 404
    code = "unknown"


class SoldOut(ControlError):
    """The mall has less stock than a shopper wants."""

    status = 409
    code = "sold_out"
