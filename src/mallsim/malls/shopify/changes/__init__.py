"""What the mutations of the API do."""
