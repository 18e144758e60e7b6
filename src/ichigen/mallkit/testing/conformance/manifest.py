"""The manifest makes sense by itself, and for the credentials the simulator hands out."""

import re
from fnmatch import fnmatchcase

from ichigen.domain.phases import Phase
from ichigen.mallkit.client import BulkStockClient
from ichigen.mallkit.manifest import Mall, StockMode
from ichigen.mallkit.options import OptionKind
from ichigen.mallkit.testing.shop import Shop


class ManifestConformance:
    """Claims that need no mall to be checked."""

    mall_id: str

    def test_it_is_found_by_its_package(self, mall: Mall) -> None:
        assert mall.id == self.mall_id
        assert re.fullmatch(r"#[0-9a-f]{6}", mall.color)
        assert mall.label

    def test_names_are_unique(self, mall: Mall) -> None:
        for names in (
            [field.name for field in (*mall.credentials, *mall.settings)],
            [endpoint.name for endpoint in mall.endpoints],
            [permission.code for permission in mall.permissions],
            [scan.name for scan in mall.orders.scans],
        ):
            assert names
            assert len(names) == len(set(names))

    def test_every_credential_explains_itself(self, mall: Mall) -> None:
        assert [field.name for field in (*mall.credentials, *mall.settings) if not field.label or not field.help] == []
        assert [permission.code for permission in mall.permissions if not permission.label] == []

    def test_a_day_of_issue_is_a_setting_that_nobody_must_fill_in(self, mall: Mall) -> None:
        settings = {field.name: field for field in mall.settings}
        days = [settings[field.issued_setting] for field in mall.credentials if field.issued_setting]
        assert [day.name for day in days if day.required or day.secret] == []

    def test_credential_patterns_accept_working_credentials(self, shop: Shop) -> None:
        fields = {field.name: field for field in (*shop.mall.credentials, *shop.mall.settings)}
        assert {name for name, field in fields.items() if field.required} <= set(shop.credentials)
        for name, value in shop.credentials.items():
            pattern = fields[name].pattern
            assert not pattern or re.fullmatch(pattern, value), name

    def test_the_shop_identity_is_not_a_secret(self, shop: Shop) -> None:
        mall = shop.mall
        field = {field.name: field for field in (*mall.credentials, *mall.settings)}[mall.identity_field]
        if mall.identity is None:
            assert not field.secret
            return
        identity = mall.identity(shop.credentials)
        assert identity
        assert identity not in shop.credentials.values()

    def test_limits_name_a_credential_or_setting_as_their_scope(self, mall: Mall) -> None:
        names = {field.name for field in (*mall.credentials, *mall.settings)}
        assert {limit.scope for limit in mall.limits} <= names
        assert [limit.operations for limit in mall.limits if not (limit.per_s or limit.per_day)] == []

    def test_scans_see_every_new_order_without_gaps(self, mall: Mall) -> None:
        scans = mall.orders.scans
        assert [scan.name for scan in scans if scan.finds_new]
        assert {scan.kind for scan in scans} <= {"created", "changed"}
        for scan in scans:
            assert 0 < scan.every_s <= scan.every_night_s
            assert scan.label
            if scan.kind == "created":
                assert scan.lookback_s > 2 * scan.every_night_s
            else:  # the position is our clock's; the mall stamps changes by its own
                assert scan.overlap_s >= mall.orders.clock_skew_s

    def test_a_look_back_is_a_setting_that_nobody_must_fill_in(self, mall: Mall) -> None:
        """A setting of the form, or an option of DAYS (G3-06)."""
        settings = {field.name: field for field in mall.settings}
        options = {option.name: option.kind for option in mall.options}
        named = {scan.lookback_setting for scan in mall.orders.scans if scan.lookback_setting}
        assert [name for name in named & set(settings) if settings[name].required or settings[name].secret] == []
        assert [name for name in named - set(settings) if options[name] is not OptionKind.DAYS] == []

    def test_bulk_stock_leaves_a_way_for_what_falls_meanwhile(self, shop: Shop) -> None:
        bulk = shop.mall.stock.bulk
        assert isinstance(shop.client, BulkStockClient) or bulk is None
        if bulk is not None:
            assert StockMode.ABSOLUTE in shop.mall.stock.modes
            assert 1 < bulk.from_rows <= bulk.rows
            assert 0 < bulk.ask_every_s < bulk.give_up_s

    def test_stock_can_be_raised_without_guessing(self, mall: Mall) -> None:
        assert {StockMode.ABSOLUTE, StockMode.COMPARE_AND_SET} & set(mall.stock.modes)
        assert len(mall.stock.modes) == len(set(mall.stock.modes))
        assert mall.stock.write_batch > 0
        assert mall.stock.read_batch > 0
        assert mall.stock.read_every_s <= mall.stock.read_every_night_s

    def test_watching_goods_leaves_half_of_what_the_mall_allows(self, mall: Mall) -> None:
        watch = mall.stock.watch
        if watch is None:
            return
        assert 0 < watch.least_s <= mall.stock.read_every_s
        limits = [limit for limit in mall.limits if fnmatchcase("stock.read", limit.operations)]
        assert all(watch.calls_per_s <= limit.per_s / 2 for limit in limits if limit.per_s is not None)
        assert all(watch.calls_per_s * 86_400 <= limit.per_day / 2 for limit in limits if limit.per_day is not None)

    def test_status_defaults_cover_every_phase_once(self, mall: Mall) -> None:
        """A mall whose states the shop may write says so in its status table, for every phase that is ever written."""
        table = mall.status_table
        told = [row.phase for row in (table.defaults if table else mall.status_defaults)]
        assert sorted(told) == sorted(set(Phase) - table.never if table else Phase)
        assert not (table and mall.status_defaults)
