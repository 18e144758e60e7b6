"""Listings: the seller's SKUs, their attributes and stock."""
