"""楽天市場 (RMS WEB SERVICE): everything of this mall and nothing else."""
