"""One package per simulated mall; each offers ``mall.SIMULATOR`` and is found by scanning."""
