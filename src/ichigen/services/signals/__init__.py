"""News from the malls: received, kept once, and looked after by the intake and the stock loop."""
