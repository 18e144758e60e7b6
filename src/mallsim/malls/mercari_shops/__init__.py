"""メルカリShops: the public GraphQL API of one shop, written from the documentation (docs/malls/mercari_shops.md)."""
