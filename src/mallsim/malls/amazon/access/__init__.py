"""Login with Amazon: tokens, and who may call what."""
