"""Everything that a browser complains about while a journey runs; whatever was not expected fails the journey."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

FIRST_REFUSAL = 400
# The browser's own line about a refused request; the response itself is judged instead.
RESOURCE_LINE = "Failed to load resource"
# Requests that the page itself gave up because it moved on; the second one when they go through the service worker.
# What a policy forbids fails like the second one too, but is told on the console besides.
GIVEN_UP = ("net::ERR_ABORTED", "net::ERR_FAILED")


@dataclass
class Watch:
    """Console errors, breaches of the content policy, uncaught errors, refused and failed requests."""

    complaints: list[str] = field(default_factory=list)
    _expected: list[tuple[int, re.Pattern[str]]] = field(default_factory=list)
    _is_offline: bool = False

    def expect_refusal(self, status: int, path: str) -> None:
        """Let this status of these paths (a regular expression) pass for the rest of the journey."""
        self._expected.append((status, re.compile(path)))

    def expect_offline(self) -> None:
        """Let failed requests pass: the journey takes the network away."""
        self._is_offline = True

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of a browser context, now and later."""
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("response", self._on_response)
        context.on("requestfailed", self._on_failure)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and RESOURCE_LINE not in message.text:
            self.complaints.append(f"console: {message.text} ({message.page.url if message.page else 'worker'})")

    def _on_response(self, response: Response) -> None:
        path = urlsplit(response.url).path
        is_expected = any(response.status == status and known.search(path) for status, known in self._expected)
        is_expected |= self._is_offline and response.status == HTTPStatus.GATEWAY_TIMEOUT  # the worker's own answer
        if response.status >= FIRST_REFUSAL and not is_expected:
            self.complaints.append(f"refused: {response.status} {response.request.method} {path}")

    def _on_failure(self, request: Request) -> None:
        if request.failure not in GIVEN_UP and not self._is_offline:
            self.complaints.append(f"failed: {request.failure} {request.method} {request.url}")
