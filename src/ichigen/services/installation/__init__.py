"""Use cases of the installation as a whole."""
