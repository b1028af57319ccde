"""Requests with a token to one server: files streamed, rate limits kept, and every failure told in one line."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import PushError

_TRIES = 4
_PATIENCE = 120
_TIMEOUT = 120
_LEAST_TOLD = 300


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to wherever the server says."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Server:
    """A server and the token for it. The token goes into one header, and into no address, message or log.

    A GET, PUT or DELETE that a server or a connection failed is sent again; a POST is not, for it may have been heard.
    """

    def __init__(self, address: str, token: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self.address, self._token, self._sleep = address, token, sleep
        self._opener = urllib.request.build_opener(_NoRedirect)

    def ask(self, method: str, where: str, content: dict[str, Any] | Path | None = None) -> Any:
        """Send a request to a path, or an address on the same server; what JSON it answers, None for nothing.

        Raises:
            PushError: it refuses, fails, answers what is no JSON, or cannot be reached.
        """
        url = where if "://" in where else self.address + where
        if urlsplit(url)[:2] != urlsplit(self.address)[:2]:
            raise PushError(
                f"{self.address}: names another server, {urlsplit(url).netloc}, which gets no token of yours"
            )
        says = f"{method} {self.address}{urlsplit(url).path}"
        for left in reversed(range(_TRIES)):
            try:
                return self._once(method, url, content, says)
            except urllib.error.HTTPError as error:
                with error:
                    wait = self._wait(error, says, may_repeat=method != "POST", left=left)
                    if wait is None:
                        raise PushError(f"{says}: {self._refusal(error)}") from None
            except (OSError, http.client.HTTPException) as error:  # URLError is an OSError
                if method == "POST" or not left:
                    why = getattr(error, "reason", None) or error
                    more = "; whether it was heard is not known" if method == "POST" else ""
                    raise PushError(f"{says}: the connection failed: {self._hidden(str(why))}{more}") from error
                wait = 0.1 * 4 ** (_TRIES - left)
            self._sleep(wait)
        raise AssertionError  # the last try returns or raises

    def _once(self, method: str, url: str, content: dict[str, Any] | Path | None, says: str) -> Any:
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Accept": "application/json",
            # Zenodo refuses the names that libraries have by default.
            "User-Agent": f"newscorpus/{version('newscorpus')}",
        }
        if isinstance(content, Path):
            with content.open("rb") as file:
                headers |= {
                    "Content-Type": "application/octet-stream",
                    "Content-Length": str(content.stat().st_size),
                }
                return self._answer(urllib.request.Request(url, file, headers, method=method), says)  # noqa: S310
        body = None
        if content is not None:
            body = json.dumps(content, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        elif method == "POST":
            body = b""
        return self._answer(urllib.request.Request(url, body, headers, method=method), says)  # noqa: S310  as checked

    def _answer(self, request: urllib.request.Request, says: str) -> Any:
        with self._opener.open(request, timeout=_TIMEOUT) as answer:
            content = answer.read()
        if not content.strip():
            return None
        try:
            return json.loads(content)
        except ValueError as error:
            raise PushError(f"{says}: answers what is no JSON") from error

    def _wait(self, error: urllib.error.HTTPError, says: str, *, may_repeat: bool, left: int) -> float | None:
        """Seconds to wait before the request is sent again; None where that does not help."""
        if error.code == 429:
            said = error.headers.get("Retry-After", "")
            seconds = int(said) if said.isascii() and said.isdecimal() else 60
            if left and seconds <= _PATIENCE:
                return seconds
            raise PushError(f"{says}: too many requests; the server asks to try again in {seconds} s")
        return 0.1 * 4 ** (_TRIES - left) if may_repeat and left and error.code in (500, 502, 503, 504) else None

    def _refusal(self, error: urllib.error.HTTPError) -> str:
        """What the server says in refusing, on one line."""
        try:
            said = json.loads(error.read(1 << 16))
            words = [
                str(said["message"]),
                *(
                    f"{one.get('field')}: {one.get('message') or ' '.join(one.get('messages', ()))}"
                    for one in said.get("errors", ())
                ),
            ]
        except (ValueError, KeyError, TypeError, AttributeError, OSError, http.client.HTTPException):
            words = [str(error.reason)]
        told = self._hidden(" ".join("; ".join(words).split()))[:_LEAST_TOLD]
        hint = {401: ": the token is not known there", 403: ": the token may not do this"}.get(error.code, "")
        return f"refused with {error.code}{hint} ({told})"

    def _hidden(self, text: str) -> str:
        return text.replace(self._token, "…")
