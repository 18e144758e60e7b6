"""Behavioural simulator of Yahoo!ショッピング (ストアクリエイターPro API), written from the mall's wire contract alone."""
