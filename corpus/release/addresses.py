"""Is it the same address? Values only: nothing is asked of a server."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

# What campaigns, mails and other sites append to an address to count who follows it; it leads to the same page.
_COUNTING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|_hs\w+|at_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|igsh"
    r"|mc_cid|mc_eid|mkt_tok|_ga|_gl|cmpid|ocid|ref_src|ref_url|smid|xtor|spm|s_cid|ns_campaign|ns_mchannel|ns_source",
    re.ASCII | re.IGNORECASE,
)
_SAFE = "/:@!$&'()*+,;=-._~"
_PORTS = {"http": 80, "https": 443}


def canonical(address: str) -> str:
    """What is left of an address without what leads to the same page: scheme, `www.`, fragment, parameters that count.

    What is no address of the web comes back as it is.

    >>> canonical("http://www.Lantern.example/market/?utm_source=mail&page=2#top")
    'lantern.example/market?page=2'
    >>> canonical("urn:tarnhollow:4")
    'urn:tarnhollow:4'
    """
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return address
    if parts.scheme.lower() not in _PORTS or not host:
        return address
    path = quote(unquote(parts.path), safe=_SAFE).rstrip("/")
    kept = [one for one in parts.query.split("&") if one and not _COUNTING.fullmatch(one.partition("=")[0])]
    name = host.rstrip(".").removeprefix("www.")
    place = name if port in (None, _PORTS[parts.scheme.lower()]) else f"{name}:{port}"
    return f"{place}{path}{'?' if kept else ''}{'&'.join(sorted(kept))}"
