"""What a mall is: manifest, capabilities, exchange types, error kinds, HTTP, pacing, registry."""
