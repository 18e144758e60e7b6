"""Every mall's tests run on its simulator."""

from ichigen.mallkit.testing.fixtures import mall, open_shops, shop

__all__ = ["mall", "open_shops", "shop"]
