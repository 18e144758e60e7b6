"""Behavioural simulator of the Shopify Admin GraphQL API (API version 2026-10)."""
