"""Use cases of stock that a person starts: 入荷, 調整, 解放, モール側で変更. The caller checks `domain.permissions`."""
