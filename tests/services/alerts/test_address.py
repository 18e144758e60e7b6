"""A webhook never reaches the own network by accident, by a literal address, by a name or by a wrapped address (SSRF)."""

import pytest

from ichigen.services.alerts.address import AddressRefused, check_target

#: RFC 6890 special-purpose addresses, the cloud's metadata address, and IPv6 forms that lead to IPv4.
PRIVATE = [
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]",
    "[::ffff:10.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "localhost", "2130706433", "0x7f.1", "[ff02::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_an_address_that_is_not_of_the_open_internet_is_refused(host: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        check_target(f"https://{host}/hook", private=False)

    assert refused.value.code in ("webhook.private", "webhook.unknown_host")


def test_the_connection_goes_to_the_number_that_was_checked_under_the_name() -> None:
    target = check_target("https://93.184.215.14:8443/hook?a=1", private=False)

    assert target.url == "https://93.184.215.14:8443/hook?a=1"
    assert target.host_header == "93.184.215.14:8443"
    local = check_target("http://localhost:8080/x", private=True)
    assert (local.ip in ("127.0.0.1", "::1"), local.host_header, local.url.endswith(":8080/x")) == (
        True,
        "localhost:8080",
        True,
    )


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://93.184.215.14/", "webhook.scheme"),
        ("ftp://93.184.215.14/", "webhook.scheme"),
        ("https://user:word@93.184.215.14/", "webhook.settings"),
        ("https:///x", "webhook.settings"),
        ("https://93.184.215.14:99999/", "webhook.settings"),
        ("https://nowhere.invalid/", "webhook.unknown_host"),
    ],
)
@pytest.mark.parametrize("private", [False, True])
def test_what_is_no_encrypted_address_of_somebody_else_is_refused(url: str, code: str, private: bool) -> None:
    with pytest.raises(AddressRefused) as refused:
        check_target(url, private=private)

    assert refused.value.code == code
