"""在庫データベース: stock rows by (item code, sub code), independent of the items (section 4)."""
