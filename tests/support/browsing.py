"""A browser without a window: requests to the application by somebody with a session, and what the pages say."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
from starlette.applications import Starlette

BASE = "http://console.example"
PASSWORD = "correct horse battery"


class Visitor:
    """Keeps cookies between requests; follows no redirect."""

    def __init__(self, application: Starlette) -> None:
        self.application = application
        self.cookies = httpx.Cookies()
        self.csrf = self.made_for = ""

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request to a path below /console."""
        response = self.application_request(method, f"/console{path}", **options)
        token = re.search(r'name="csrf" value="([^"]+)"', response.text)
        self.csrf = token[1] if token else self.csrf
        organization = re.search(r'name="made_for" value="([^"]*)"', response.text)
        self.made_for = organization[1] if organization else self.made_for
        return response

    def application_request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request to any path of the application."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.application)
            async with httpx.AsyncClient(transport=transport, base_url=BASE, cookies=self.cookies) as client:
                response = await client.request(method, path, **options)
                self.cookies = client.cookies
                return response

        return asyncio.run(send())

    def get(self, address: str, /, **query: str) -> httpx.Response:
        """Open a page."""
        return self.request("GET", address, params=query or None)

    def post(self, path: str, fields: dict[str, Any] | None = None) -> httpx.Response:
        """Send a form with what every form of the page seen last holds."""
        return self.request("POST", path, data={**self.form_fields, **(fields or {})})

    @property
    def form_fields(self) -> dict[str, str]:
        """The token of this session, and the organization that was looked at."""
        return {"csrf": self.csrf, "made_for": self.made_for}

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        """Sign in through the form."""
        self.get("/sign-in")
        return self.post("/sign-in", {"email": email, "password": password})
