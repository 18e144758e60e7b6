"""`ichigen new-mall` and `ichigen malls` at the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import ichigen
from ichigen.cli.malls import malls
from ichigen.cli.new_mall import new_mall
from ichigen.cli.scaffold.files import class_name
from ichigen.cli.scaffold.write import ScaffoldRefused, source_root, write_mall
from ichigen.cli.tables import aligned
from ichigen.mallkit import registry
from ichigen.mallkit.quality import RULES


@pytest.mark.parametrize(
    "mall_id", ["", "Bazaar", "1bazaar", "big-bazaar", "_bazaar", "big__bazaar", "class", "../up", "b" * 25, "市場"]
)
def test_a_bad_id_is_refused_and_nothing_is_written(tmp_path: Path, mall_id: str) -> None:
    with pytest.raises(ScaffoldRefused, match="使えません"):
        write_mall(tmp_path, mall_id, "大バザール")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("label", ["", " 大バザール", 'バザール"', "バ\nザール", "@id@", "b" * 25])
def test_a_bad_label_is_refused_and_nothing_is_written(tmp_path: Path, label: str) -> None:
    with pytest.raises(ScaffoldRefused, match="使えません"):
        write_mall(tmp_path, "big_bazaar", label)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mall_id", registry.malls())
def test_the_id_of_an_installed_mall_is_refused(tmp_path: Path, mall_id: str) -> None:
    with pytest.raises(ScaffoldRefused, match="すでにあります"):
        write_mall(tmp_path, mall_id, "大バザール")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_kept(tmp_path: Path) -> None:
    page = tmp_path / "docs/malls/big_bazaar.md"
    page.parent.mkdir(parents=True)
    page.write_text("mine")
    with pytest.raises(ScaffoldRefused, match=r"docs/malls/big_bazaar\.md"):
        write_mall(tmp_path, "big_bazaar", "大バザール")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [page]
    assert page.read_text() == "mine"


@pytest.mark.parametrize(("mall_id", "label"), [("order_plaza", "大バザール"), ("big_bazaar", "在庫")])
def test_a_word_the_product_uses_is_refused(mall_id: str, label: str) -> None:
    with pytest.raises(ScaffoldRefused, match="別の意味"):
        write_mall(source_root(), mall_id, label)


def test_outside_a_source_tree_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ichigen, "__file__", str(tmp_path / "lib/python/ichigen/__init__.py"))
    done = CliRunner().invoke(new_mall, ["big_bazaar", "大バザール"])
    assert done.exit_code == 1
    assert "ソースツリーの中でだけ使えます" in done.output


def test_the_source_tree_is_where_this_test_is() -> None:
    assert source_root() == Path(__file__).resolve().parents[2]


def test_class_names() -> None:
    assert (class_name("bazaar"), class_name("big_bazaar_2")) == ("Bazaar", "BigBazaar2")


def test_malls_as_json_has_every_rule_of_every_mall() -> None:
    done = CliRunner().invoke(malls, ["--json"])
    shown = {mall["id"]: mall for mall in json.loads(done.stdout)["malls"]}
    assert list(shown) == list(registry.malls())
    for mall_id, mall in registry.malls().items():
        assert list(shown[mall_id]["quality"]["rules"]) == list(RULES)
        assert shown[mall_id]["stock"]["modes"] == [mode.value for mode in mall.stock.modes]
        assert [scan["name"] for scan in shown[mall_id]["orders"]["scans"]] == [s.name for s in mall.orders.scans]


def test_malls_as_a_table_has_a_column_per_mall() -> None:
    lines = CliRunner().invoke(malls).output.splitlines()
    assert [lines[0].split()[0], *lines[1].split()] == ["モール", "ID", *registry.malls()]
    assert [line.split()[1] for line in lines[-len(RULES) :]] == list(RULES)


def test_cells_stand_below_each_other_whatever_the_width_of_their_letters() -> None:
    assert aligned([["店", "ab", "x"], ["abc", "市場", "y"]]) == ["店   ab    x", "abc  市場  y"]
