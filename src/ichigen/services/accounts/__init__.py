"""ECアカウント: linking, checking, starting 在庫連動."""
