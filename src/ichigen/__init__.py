"""Ichigen, the multi-mall commerce hub."""
