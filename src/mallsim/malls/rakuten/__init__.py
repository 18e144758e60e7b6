"""楽天市場: order API 2.0, inventory API 2.0/2.1, item API 2.0, licence expiry (simulated)."""
