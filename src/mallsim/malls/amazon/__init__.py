"""Amazon.co.jp as the Selling Partner API shows it (docs/malls/amazon.md)."""
