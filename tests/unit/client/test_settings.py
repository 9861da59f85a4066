"""Addresses, keys, and what follows from where the service is."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from severakit.client import Client
from severakit.client.retries import Options, Retries
from severakit.client.settings import Setup, checked_api_key, service_url
from severakit.client.timeouts import Timeouts


def connection_options(endpoint: str) -> dict[str, Any]:
    return Setup(endpoint, "key", Options(Timeouts(), Retries()), quota_reserve=0, record=None).connection_options()


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("https://sync.severa.com/webservice/S3/API.svc", "https://sync.severa.com/webservice/S3/API.svc"),
        ("https://sync.severa.com/webservice/S3/API.svc/", "https://sync.severa.com/webservice/S3/API.svc"),
        ("https://sync.severa.com", "https://sync.severa.com/webservice/S3/API.svc"),
        ("https://sync.severa.com/", "https://sync.severa.com/webservice/S3/API.svc"),
        (" http://127.0.0.1:8080\n", "http://127.0.0.1:8080/webservice/S3/API.svc"),
        ("http://[::1]:8080/", "http://[::1]:8080/webservice/S3/API.svc"),
        ("https://gateway.example/severa", "https://gateway.example/severa"),
    ],
)
def test_endpoints_are_completed(endpoint: str, url: str) -> None:
    assert str(service_url(endpoint)) == url


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "sync.severa.com",
        "localhost:8080",
        "ftp://sync.severa.com",
        "https://",
        "http://[::1",
        "http://host:99999",
        "http://host:port",
        "https://sync.severa.com/webservice/S3/API.svc?wsdl",
        "https://sync.severa.com/webservice/S3/API.svc#top",
        "https://someone:secret@sync.severa.com",
    ],
)
def test_other_endpoints_are_refused_in_a_sentence(endpoint: str) -> None:
    with pytest.raises(ValueError, match=r"^The endpoint .+ [Pp]ass .+\.$") as caught:
        Client(endpoint, "key")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "  ", "secret\n", "sec\x00ret", "sec\rret"])
def test_impossible_keys_are_refused_without_being_quoted(key: str) -> None:
    with pytest.raises(ValueError, match=r"^The API key .+\.$") as caught:
        Client("https://sync.severa.com", key)
    assert "sec" not in str(caught.value)


def test_any_other_character_may_be_in_a_key() -> None:
    assert checked_api_key(" <&>\"'åé\t☃]]>") == " <&>\"'åé\t☃]]>"


@pytest.mark.parametrize(
    ("endpoint", "encoding"),
    [
        ("https://sync.severa.com", "gzip"),
        ("http://10.0.0.7", "gzip"),
        ("http://127.0.0.1", "identity"),
        ("http://[::1]", "identity"),
        ("http://localhost", "identity"),
        ("http://severa.localhost", "identity"),
    ],
)
def test_compression_is_asked_for_across_a_network_only(endpoint: str, encoding: str) -> None:
    assert connection_options(endpoint)["headers"]["Accept-Encoding"] == encoding


def test_no_proxy_is_used_for_a_service_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    direct = httpx.Client(**connection_options("http://127.0.0.1:8080"))
    assert direct._transport_for_url(httpx.URL("http://127.0.0.1:8080")) is direct._transport
    across = httpx.Client(**connection_options("http://10.0.0.7"))
    assert across._transport_for_url(httpx.URL("http://10.0.0.7")) is not across._transport
