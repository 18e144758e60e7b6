"""Measurements of the product, each with its baseline in the same run. Not shipped: they run from the source tree."""
