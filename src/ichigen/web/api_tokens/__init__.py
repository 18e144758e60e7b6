"""APIトークン: making and revoking the tokens other programs come in with."""
