"""What every simulated mall shares: clock, faults, limits, call log, traffic and the control API."""
