"""Use cases of the catalogue: read a mall's listings in, match them to SKUs."""
