"""商品: what a person changes of products and SKUs."""
