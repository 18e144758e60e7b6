"""Prefectures: code, and the two spellings a store's locale may give (section 3)."""

_PAIRS = (
    "北海道:Hokkaidō 青森県:Aomori 岩手県:Iwate 宮城県:Miyagi 秋田県:Akita 山形県:Yamagata 福島県:Fukushima 茨城県:Ibaraki "
    "栃木県:Tochigi 群馬県:Gunma 埼玉県:Saitama 千葉県:Chiba 東京都:Tōkyō 神奈川県:Kanagawa 新潟県:Niigata 富山県:Toyama "
    "石川県:Ishikawa 福井県:Fukui 山梨県:Yamanashi 長野県:Nagano 岐阜県:Gifu 静岡県:Shizuoka 愛知県:Aichi 三重県:Mie "
    "滋賀県:Shiga 京都府:Kyōto 大阪府:Ōsaka 兵庫県:Hyōgo 奈良県:Nara 和歌山県:Wakayama 鳥取県:Tottori 島根県:Shimane "
    "岡山県:Okayama 広島県:Hiroshima 山口県:Yamaguchi 徳島県:Tokushima 香川県:Kagawa 愛媛県:Ehime 高知県:Kōchi "
    "福岡県:Fukuoka 佐賀県:Saga 長崎県:Nagasaki 熊本県:Kumamoto 大分県:Ōita 宮崎県:Miyazaki 鹿児島県:Kagoshima "
    "沖縄県:Okinawa"
)
"""In the order of their codes."""

ENGLISH = {pair.partition(":")[0]: pair.partition(":")[2] for pair in _PAIRS.split()}
CODES = {name: f"JP-{n:02}" for n, name in enumerate(ENGLISH, 1)}


def spelled(prefecture: str, locale: str) -> str:
    """The prefecture as the store's locale writes it."""
    return ENGLISH.get(prefecture, prefecture) if locale == "en" else prefecture


def international(phone: str) -> str:
    """090-0000-0000 → +819000000000."""
    digits = "".join(c for c in phone if c.isdecimal())
    return f"+81{digits[1:]}" if digits.startswith("0") else digits


def hyphenated(zip_code: str) -> str:
    """1000001 → 100-0001."""
    return f"{zip_code[:3]}-{zip_code[3:]}" if len(zip_code) == 7 and zip_code.isdecimal() else zip_code
