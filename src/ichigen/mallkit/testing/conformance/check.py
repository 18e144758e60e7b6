"""接続チェック names each needed function, and what is missing among them; it never raises (R1-27, E2-31)."""

from fnmatch import fnmatchcase

from ichigen.mallkit.testing.shop import Shop


class CheckConformance:
    """`check`."""

    mall_id: str

    def test_a_working_account_passes_by_the_name_of_every_permission(self, shop: Shop) -> None:
        report = shop.client.check()
        assert [(result.code, result.message) for result in report.results if not result.ok] == []
        assert {permission.code for permission in shop.mall.permissions} <= {result.code for result in report.results}
        assert all(result.label for result in report.results)

    def test_expiries_are_named_by_credential_and_lie_ahead(self, shop: Shop) -> None:
        expires = shop.client.check().expires
        assert set(expires) <= {field.name for field in shop.mall.credentials}
        assert all(moment > shop.time.now() for moment in expires.values())

    def test_a_missing_permission_is_named(self, shop: Shop) -> None:
        before = max((call["number"] for call in shop.control.calls()), default=0)
        shop.client.check()
        operations = [call["operation"] for call in shop.control.calls(before)]
        stock = [name for name in operations if name.startswith("stock.")]
        items = [name for name in operations if name.startswith("item.")]  # where numbers are read with the goods
        operation = (stock or items)[-1]
        shop.control.fault("auth_expired", operation=operation)
        failed = [result for result in shop.client.check().results if not result.ok]
        assert len(failed) == 1
        assert failed[0].code in {permission.code for permission in shop.mall.permissions}
        assert failed[0].message

    def test_a_dead_credential_fails_without_an_exception(self, shop: Shop) -> None:
        shop.control.fault("auth_expired")
        report = shop.client.check()
        assert not report.ok
        assert all(result.message for result in report.results if not result.ok)

    def test_a_mall_that_is_down_fails_without_an_exception(self, shop: Shop) -> None:
        shop.control.fault("http_500")
        report = shop.client.check()
        assert not report.ok
        assert all(result.message for result in report.results if not result.ok)

    def test_checking_changes_nothing(self, shop: Shop) -> None:
        before = max((call["number"] for call in shop.control.calls()), default=0)
        shop.client.check()
        assert [call["effect"] for call in shop.control.calls(before) if call["effect"]] == []

    def test_secrets_are_in_no_representation_of_a_call(self, shop: Shop) -> None:
        """What is logged or raised is built from these."""
        before = len(shop.gate.calls)
        shop.client.check()
        shown = [repr(call) for call in shop.gate.calls[before:]] + [repr(shop.client)]
        secrets = [shop.credentials[field.name] for field in shop.mall.credentials if field.secret]
        assert len(shown) > 1
        assert [text for text in shown if any(secret in text for secret in secrets)] == []

    def test_every_operation_has_a_limit(self, shop: Shop) -> None:
        shop.client.check()
        patterns = [limit.operations for limit in shop.mall.limits]
        operations = {call.operation for call in shop.gate.calls}
        assert sorted(name for name in operations if not any(fnmatchcase(name, p) for p in patterns)) == []
