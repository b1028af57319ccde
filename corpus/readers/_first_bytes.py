"""Whether a reader of ours can know an input at all, told by its first bytes before the reader is imported.

Importing every reader takes longer than reading two hundred articles. A reader that is not named here is always asked,
so what other distributions offer is; that none is passed over which would know the input is tested on every case.
"""

from __future__ import annotations

import re

# What the first bytes must hold for the reader to be asked, in small letters; one of them is enough.
_HOLDS: dict[str, tuple[bytes, ...]] = {
    "alto": (b"alto",),
    "anpa1312": (b"\x01",),
    "europresse": (b"docpublicationname", b"cedrom-sni"),
    "factiva": (b"factiva", b"articleparagraph", b"<accessionno>"),
    "html": (b"<",),
    "integrum": (b"<",),
    "iptc7901": (b"\x01",),
    "mets": (b"mets",),
    "newsml-g2": (b"<",),
    "newsml1": (b"<",),
    "nitf": (b"<",),
    "proquest": (b"proquest", b"<goid", b"<dfs"),
    "ritzau": (b"<",),
    "rcv1": (b"<newsitem",),
    "sgml": (b"<",),
    "wxr": (b"<",),
    "yomidasu": (b"yomiuri",),
}
# Readers of what is typed: none of them is asked for an object of JSON, which may hold any of their words.
_OF_TEXT = frozenset({"email", "nexis", "text"})
_OBJECT = re.compile(rb"\{\s*[\"}]")


class Look:
    """What can be known of an input by its first bytes."""

    def __init__(self, head: bytes) -> None:
        # In UTF-16 none of the words below stands as it is written there.
        self._is_wide = head[:2] in {b"\xff\xfe", b"\xfe\xff"}
        self._low = head.lower()
        start = self._low.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
        self._is_object = _OBJECT.match(start) is not None and b"<docfull>" not in self._low

    def allows(self, name: str) -> bool:
        """Whether the reader `name` may know it."""
        if self._is_wide:
            return True
        if self._is_object and name in _OF_TEXT:
            return False
        return name not in _HOLDS or any(word in self._low for word in _HOLDS[name])
