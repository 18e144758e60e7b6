"""Which function is which long job."""

from collections.abc import Mapping

from ichigen.services.operations import Step
from ichigen.services.write_back import runs

OPERATIONS: Mapping[str, Step] = {runs.RUN: runs.run_chunk, runs.RETRY: runs.retry_chunk}
