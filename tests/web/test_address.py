"""Addresses: which Host headers and origins are this server's."""

import platform

import pytest

from bozzetto.web.address import Address, is_loopback

HERE = Address(port=8421)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8421", "localhost:8421", "LOCALHOST:8421", "[::1]:8421"]
)
def test_loopback_names_are_known(host):
    """A browser on this machine may call the server by each name of the machine itself."""
    assert HERE.knows(host)


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("evil.example:8421", id="a name that was led here"),
        pytest.param("127.0.0.1", id="no port"),
        pytest.param("127.0.0.1:80", id="another port"),
        pytest.param("127.0.0.1:08421", id="another spelling of the port"),
        pytest.param("127.0.0.1:8421:8421", id="two ports"),
        pytest.param("127.0.0.1.evil.example:8421", id="a name that begins so"),
        pytest.param("user@127.0.0.1:8421", id="with a user"),
        pytest.param("192.168.1.2:8421", id="an address that is not listened on"),
        pytest.param(":8421", id="only a port"),
        pytest.param("[::1:8421", id="half of a bracket"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_hosts_are_refused(host):
    """Anything else is another server's."""
    assert not HERE.knows(host)


def test_named_host_is_known():
    """What --host names is known too, and nothing that only looks like it."""
    address = Address("studio.local", 9000)
    assert address.knows("studio.local:9000")
    assert not address.knows("other.local:9000")


def test_all_addresses_are_known_as_addresses():
    """Listening everywhere, any IP address will do: no name server can lead it elsewhere."""
    address = Address("0.0.0.0", 9000)  # noqa: S104  # no socket is bound
    assert address.knows("192.168.1.2:9000")
    assert address.knows("[fe80::1]:9000")
    assert address.knows(f"{platform.node()}:9000")
    assert not address.knows("evil.example:9000")
    assert address.url == "http://127.0.0.1:9000"


def test_other_devices_are_told_a_name():
    """Listening everywhere, another device needs the machine's name; else the address itself."""
    everywhere = Address("0.0.0.0", 9000)  # noqa: S104  # no socket is bound
    assert everywhere.outside == f"http://{platform.node().lower()}:9000"
    assert everywhere.knows(everywhere.outside.removeprefix("http://"))
    assert Address("studio.local", 9000).outside == "http://studio.local:9000"


@pytest.mark.parametrize(
    ("origin", "own"),
    [
        pytest.param("http://localhost:8421", True, id="own"),
        pytest.param("https://localhost:8421", False, id="another scheme"),
        pytest.param("http://127.0.0.1:8421", False, id="another name of the same server"),
        pytest.param("http://localhost:3000", False, id="another port"),
        pytest.param("null", False, id="nobody's"),
    ],
)
def test_origin_is_the_asked_host(origin, own):
    """A page may speak to the very address that it came from, and to no other."""
    assert HERE.is_own(origin, "localhost:8421") is own


def test_encrypted_address_has_another_scheme():
    """With a certificate the address and the origin are those of HTTPS."""
    address = Address("::1", 8421, tls=True)
    assert address.url == "https://[::1]:8421"
    assert address.is_own("https://[::1]:8421", "[::1]:8421")


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104  # none is bound
        ("192.168.1.2", False),
        ("studio.local", False),
    ],
)
def test_loopback_is_told_from_the_network(host, inside):
    """Only addresses that no other machine reaches are this machine's."""
    assert is_loopback(host) is inside
