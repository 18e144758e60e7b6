"""The simulated Yahoo!ショッピング against its wire contract; test names carry the section they prove."""
