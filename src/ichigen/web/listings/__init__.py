"""出品の紐付け: which SKUs a mall's code is made of."""
