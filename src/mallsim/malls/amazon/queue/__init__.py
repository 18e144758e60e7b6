"""The shop's own SQS queue, played by the simulator in the AWS JSON 1.0 protocol."""
