"""Where the exact checklist comes from: a severakit service's administrator interface, or its database."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlsplit

import httpx
import msgspec

from severakit.doctor.examine import Facts, Insight


class InsightError(Exception):
    """The operator's side could not be asked; says why and what to do."""


class _Reports(msgspec.Struct):
    reports: list[Facts]


def from_service(endpoint: str, token: str) -> Insight:
    """Ask the service that serves the endpoint, as the administrator who holds the token."""
    parts = urlsplit(endpoint)
    address = f"{parts.scheme}://{parts.netloc}/admin/access-check"

    def look_up(api_key: str) -> Facts:
        try:
            response = httpx.post(
                address, json={"api_keys": [api_key]}, headers={"Authorization": f"Bearer {token}"}, timeout=30
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise InsightError(f"{address} cannot be reached: {error}.") from error
        if response.status_code == 401:
            raise InsightError(
                "The administrator's token is not accepted. Make one with: severakit admin token create."
            )
        try:
            return msgspec.json.decode(response.content, type=_Reports).reports[0]
        except msgspec.DecodeError as error:
            raise InsightError(f"{address} is no severakit service (HTTP {response.status_code}).") from error

    return look_up


def from_database(url: str) -> Insight:
    """Read the database of a severakit service; needs the server extra."""
    from severakit.service.admin import access_report  # noqa: PLC0415 - only with the server extra
    from severakit.store.store import Store  # noqa: PLC0415

    def look_up(api_key: str) -> Facts:
        store = Store(url)
        try:
            return msgspec.convert(asdict(access_report(store, api_key)), Facts)
        finally:
            store.close()

    return look_up
