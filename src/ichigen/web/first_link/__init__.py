"""連携の手順: one guided page per account, from its credentials to 在庫連動を開始."""
