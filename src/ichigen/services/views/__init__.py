"""What the screens show: queries that only read and answer frozen values."""
