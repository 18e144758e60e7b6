"""Yahoo!ショッピング (ストアクリエイターPro API): everything of this mall, nothing else."""
