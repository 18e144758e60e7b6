"""Who may call: YConnect tokens, the store's public key, and the checks before every operation (section 2)."""
