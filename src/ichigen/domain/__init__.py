"""Pure values and rules: no Django, no I/O, no clock, no mall names."""
