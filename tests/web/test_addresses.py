"""Whose request it is: what a proxy that we trust wrote, and nothing that a client claims."""

import pytest
from django.test import RequestFactory

from chopmark.web.addresses import ClientAddress, client_of, counted

PROXY, CLIENT, LIE = "10.0.0.5", "203.0.113.7", "198.51.100.9"


def seen(settings, *, peer, forwarded=None, trusted=()):
    settings.TRUSTED_PROXIES = list(trusted)
    told = {"REMOTE_ADDR": peer} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {})
    found = client_of(RequestFactory().get("/", **told))
    return str(found) if found else None


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "client"),
    [
        (CLIENT, None, (), CLIENT),
        (CLIENT, LIE, (), CLIENT),
        (CLIENT, LIE, (PROXY,), CLIENT),
        (PROXY, CLIENT, (PROXY,), CLIENT),
        (PROXY, f"{LIE}, {CLIENT}", (PROXY,), CLIENT),
        (PROXY, f"{LIE}, {CLIENT}, 10.0.0.9", ("10.0.0.0/24",), CLIENT),
        (PROXY, "", (PROXY,), PROXY),
        (PROXY, "not an address", (PROXY,), PROXY),
        (f"::ffff:{PROXY}", CLIENT, (PROXY,), CLIENT),
        ("", CLIENT, (PROXY,), None),
    ],
)
def test_only_what_trusted_proxies_wrote_is_believed(settings, peer, forwarded, trusted, client):
    assert seen(settings, peer=peer, forwarded=forwarded, trusted=trusted) == client


def named(settings, peer, *, practice=False):
    settings.TRUSTED_PROXIES, settings.PRACTICE = [], practice
    return ClientAddress(lambda _: counted())(RequestFactory().get("/", REMOTE_ADDR=peer))


def test_a_site_of_ipv6_counts_as_one(settings):
    assert named(settings, "2001:db8:1:2::3") == named(settings, "2001:db8:1:2:ffff::4") == "2001:db8:1:2::/64"


def test_this_machine_is_counted_in_production_only(settings):
    assert named(settings, "127.0.0.1") == "127.0.0.1"
    assert named(settings, "127.0.0.1", practice=True) is None
    assert named(settings, CLIENT, practice=True) == CLIENT


def test_outside_of_a_request_nobody_is_counted():
    assert counted() is None
