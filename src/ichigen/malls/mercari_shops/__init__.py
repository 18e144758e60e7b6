"""メルカリShops: a GraphQL API with points, stock by variant and shipping in three steps."""
