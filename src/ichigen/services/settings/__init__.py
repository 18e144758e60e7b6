"""Use cases of 設定: places, staff, statuses. The caller checks `domain.permissions`."""
