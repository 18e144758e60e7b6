"""Which function is which long job."""

from collections.abc import Mapping

from ichigen.services.bulk.steps import STEPS
from ichigen.services.operations import Step

OPERATIONS: Mapping[str, Step] = {**STEPS}
