"""Amazon.co.jp (Selling Partner API): everything of this mall."""
