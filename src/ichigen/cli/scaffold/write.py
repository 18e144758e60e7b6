"""Write a new mall into the source tree; nothing that exists is touched."""

import keyword
import re
import unicodedata
from pathlib import Path

import ichigen
from ichigen.cli.scaffold.files import PAGE, TARGETS, filled
from ichigen.mallkit.registry import malls

ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_ID = 24
LONGEST_LABEL = 24

#: From this length on, the first part of an id counts as the name of the firm, which the core never names.
SHORTEST_FIRM = 4


class ScaffoldRefused(Exception):
    """Why no mall was written, in one sentence."""


def source_root() -> Path:
    """The root of the source tree this program runs from."""
    root = Path(ichigen.__file__).resolve().parents[2]
    needed = ("pyproject.toml", "src/ichigen/malls", "src/mallsim/malls", "tests/malls", "docs/malls")
    if not all((root / name).exists() for name in needed):
        raise ScaffoldRefused(
            "new-mall はソースツリーの中でだけ使えます。インストールした ichigen ではなく、"
            "リポジトリを取得して make setup のあと .venv/bin/ichigen new-mall を実行してください。"
        )
    return root


def write_mall(root: Path, mall_id: str, label: str) -> tuple[Path, ...]:
    """Write the new mall's files and return their paths below `root`; all of them or none."""
    _check_label(label)
    _check_id(mall_id)
    _check_free(root, mall_id)
    _check_unused(root, mall_id, label)
    texts = filled(mall_id, label)
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return tuple(texts)


def _check_id(mall_id: str) -> None:
    if not ID.fullmatch(mall_id) or len(mall_id) > LONGEST_ID or keyword.iskeyword(mall_id):
        raise ScaffoldRefused(
            f"モールのID「{mall_id}」は使えません。半角小文字の英字で始まり、英小文字・数字を「_」でつないだ"
            f"{LONGEST_ID}文字以内の名前にしてください。"
        )


def _check_label(label: str) -> None:
    """The label is put between quotes in Python, TOML and Markdown as it is."""
    plain = label == label.strip() and not set(label) & set("\"'\\{}@`|")
    printable = all(not unicodedata.category(letter).startswith(("C", "Z")) or letter == " " for letter in label)
    if not label or len(label) > LONGEST_LABEL or not (plain and printable):
        raise ScaffoldRefused(
            f"モールの名前「{label}」は使えません。引用符などの記号を含まない{LONGEST_LABEL}文字以内にしてください。"
        )


def _check_free(root: Path, mall_id: str) -> None:
    places = (target.format(id=mall_id) for target in (*TARGETS.values(), PAGE))
    taken = [place for place in places if (root / place).exists()]
    if taken or mall_id in malls():
        where = "、".join(taken) or "インストール済みのモール"
        raise ScaffoldRefused(f"モール「{mall_id}」はすでにあります({where})。別のIDにしてください。")


def _check_unused(root: Path, mall_id: str, label: str) -> None:
    """The core names no mall, so a mall cannot be named by a word that the core uses for something else."""
    firm = mall_id.partition("_")[0]
    core = root / "src/ichigen"
    files = (path for path in core.rglob("*.py") if not path.is_relative_to(core / "malls"))
    text = "\n".join(path.read_text("utf-8") for path in files)
    for word in (mall_id, label, *([firm] if len(firm) >= SHORTEST_FIRM else [])):
        if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text, re.IGNORECASE):
            raise ScaffoldRefused(
                f"「{word}」は製品の中で別の意味に使われている言葉なので、モールの名前にできません。別のIDか名前にしてください。"
            )
