"""Shopify (Admin GraphQL API): everything of this mall, nothing else."""
