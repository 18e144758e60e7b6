"""Behavioural simulator of Yahoo!ショッピング (ストアクリエイターPro API), written from its wire contract alone."""
