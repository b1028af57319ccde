"""Picture captions and their credits: where the one ends and the other begins."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.readers._agencies import is_agency
from corpus.record import Caption
from corpus.text import one_line

_LABEL = (
    r"(?:photographs?|photos?|pictures?|images?|pics?|illustrations?|graphics?|videos?|credits?|fotos?|bild(?:er)?|"
    r"crédits?(?: photo)?|fotografía|imagen|ilustración|grafik|illustration)"
)
_BY = r"(?:\s+credits?)?\s*(?::|/|…|\.{3}|by\b|von\b|par\b|de\b|courtesy\b)"
# A label before the name: "Photo: Ann Example", "(Photo by Ann Example)", "Foto: dpa", "© Example".
_LABELLED = re.compile(rf"^(?:{_LABEL}{_BY}|©)\s*", re.IGNORECASE)
_LATER = re.compile(
    rf"(?:(?<=[.!?”\"’)])|\s[|–—-]|\s{{2,}}|\n|\.)\s*((?:{_LABEL}(?:\s+credits?)?\s*(?::|…|\.{{3}})|"
    rf"{_LABEL} by\b|©)\s*\S.*)$",
    re.IGNORECASE,
)
# At the end of a Japanese caption: "＝潮見撮影", "（１日、霧ケ浜町で、潮見撮影）", "＝帆足源さん提供".
_JAPANESE = re.compile(r"([＝（、])([^＝（）、。0-9０-９]{1,20}?)(撮影|提供)(）?)$")
# Words by which a bracket says that it is about the picture.
_PICTURE = re.compile(
    rf"^(?:{_LABEL}\b|courtesy\b|file\b|archive|handout|provided\b|submitted\b|screen ?(?:shot|grab)|"
    rf"contributed\b|archiv|symbolbild)"
    r"|\b(?:photo|photos|via (?:AP|Reuters|AFP|Getty)|/file|file photo|getty images|handout|shutterstock|imago)\b",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^(?:photo caption|caption|pictured|image caption|bildunterschrift|légende)\s*:\s*", re.IGNORECASE
)
_SHOP = re.compile(
    r"\s*\b(?:(?:buy|order|purchase)\b.{0,20}\b(?:photo|print|image)s?|purchase licensing rights\b.{0,20})\W*$",
    re.IGNORECASE,
)  # a button that follows a credit
_COUNT = re.compile(  # of a gallery
    r"^(?:(?:(?:image|photo|slide|item) )?\d{1,3} (?:of|/) \d{1,3}\b ?[|:–—-]?\s*|\[\d{1,3}/\d{1,3}\]\s*)",
    re.IGNORECASE,
)
_FOR = re.compile(r"^\S+(?: \S+){1,3} for (?:the )?\S+(?: \S+){0,5}$", re.IGNORECASE)
_CHAIN = re.compile(r"[.!?”\"] (\S+(?: \S+){0,5}/\S+(?: \S+){0,3})$")  # "… on Sunday. Ann Example/QPA/dpa"
_SHOWN = re.compile(
    r"\b(?:from left|(?:is|are) (?:seen|shown|pictured)|pictured|file photo|in this (?:file|undated|"
    r"\w+\.? \d+, \d{4},?) photo)\b"
    r"|, (?:second |third |far )?(?:left|right|center|centre)\b|\((?:left|right|center|centre|l|r)\.?\)"
    r"|\b[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d\.?$",
)
# Reuters sets the credit before a bracket with the country: "… here. REUTERS/Ann Example (CALDER - Tags: WEATHER)".
_BEFORE_COUNTRY = re.compile(
    r"(?<=[.!?”\"’)\d])\s{1,3}([A-Z]{2,10}/[^\W\d_][^()\d:;!?]{2,60}?)\s{0,3}"
    r"(\([A-Z][A-Z .,'’&/-]{2,60}(?:[-–] ?Tags: ?[A-Z0-9 ,.'’&/-]{0,200})?\)\s*)"
)
_LONGEST = 14  # words of a credit; the longest chains seen in newspapers have 11


def is_credit(inner: str) -> bool:
    """Whether the inside of a bracket, or a line, is a picture's credit.

    >>> is_credit("Jo Weil/QPA/TNS"), is_credit("AP Photo/Jo Weil"), is_credit("the larger of the two")
    (True, True, False)
    """
    inner = inner.strip()
    words = inner.split()
    if not words or len(words) > _LONGEST or inner.endswith(("?", "!")) or "Tags:" in words:
        return False
    if _PICTURE.search(inner):
        return True
    if is_agency(inner):
        return True
    if _FOR.match(inner) and (inner.isupper() or all(_is_credited(w) for w in words)):  # "Ann Example for the Gazette"
        return True
    parts = [p.strip() for p in re.split(r"/| via |, |\s[|—–-]\s", inner)]
    if len(parts) < 2 or not all(p and _is_credited(p) for p in parts):
        return False
    return "/" in inner or re.search(r"\s[|—–-]\s", inner) is not None or any(is_agency(p) for p in parts)


def split_caption(line: str, *, is_above: bool = False) -> Caption | None:
    """The caption and its credit where `line` is a caption with one; None where nothing says that it is a caption.

    The credit is without brackets and without a label like "Photo:". Above a story (`is_above`), a name in brackets
    after the last stop is enough.

    >>> split_caption("The old weir at Quillmark.  (Jo Weil/QPA/TNS)")
    Caption(text='The old weir at Quillmark.', credit='Jo Weil/QPA/TNS')
    >>> split_caption("The old weir. REUTERS/Jo Weil (CALDER - Tags: WEATHER)")
    Caption(text='The old weir. (CALDER - Tags: WEATHER)', credit='REUTERS/Jo Weil')
    """
    line = line.strip()
    if len(line) > 1_500:
        return None
    line = _COUNT.sub("", _SHOP.sub("", line))
    if (found := _BEFORE_COUNTRY.search(line)) and is_agency(found[1].partition("/")[0]):
        # What stands behind the credit is no part of it, and has no other place than the caption.
        rest = f"{line[: found.start()]} {found[2]}{line[found.end() :]}".strip()
        return Caption(text=rest, credit=found[1].strip(" ."))
    if labelled := _CAPTION.match(line):
        rest = line[labelled.end() :].strip()
        return (split_caption(rest, is_above=True) or Caption(text=rest)) if rest else None
    if line.endswith((")", "]", ").", ")”")):
        start = max(line.rfind("("), line.rfind("["))
        inner = line[start + 1 :].strip("()[]. ")
        is_lone_name = is_above and re.search(r"[.!?”\"]\s*$|\s{2}$", line[:start]) is not None and _is_lone_name(inner)
        is_whole = ")" not in inner and "]" not in inner  # else the last bracket was opened nowhere
        if start > 0 and is_whole and (is_credit(inner) or is_lone_name):
            return Caption(text=line[:start].strip(" |–—"), credit=_unlabelled(inner))
    if is_above and (bar := re.search(r"[.!?”\"] \| (\S+(?: \S+){1,5})$", line[-200:])) and _is_lone_name(bar[1]):
        return Caption(text=line[: len(line) - len(bar[1])].strip(" |"), credit=_unlabelled(bar[1]))
    if is_above and (chain := _CHAIN.search(line[-200:])) and is_credit(chain[1]):
        return Caption(text=line[: len(line) - len(chain[1])].strip(" |–—"), credit=_unlabelled(chain[1]))
    if (found := _LATER.search(line)) and len(found[1].split()) <= _LONGEST and found.start(1) > 0:
        credit = _unlabelled(found[1])
        text = line[: found.start(1)].strip(" |–—")
        if credit and text and not credit.endswith(("?", "!")):
            return Caption(text=text, credit=credit)
    return None


def split_japanese(line: str) -> Caption:
    """The caption of a Japanese newspaper, with the one who took the picture or gave it (提供) as its credit.

    >>> split_japanese("霧の橋（１日、灯村で、潮見撮影）")
    Caption(text='霧の橋（１日、灯村で）', credit='潮見')
    """
    found = _JAPANESE.search(line[-40:])
    if not found or (found[1] == "（") > bool(found[4]):
        return Caption(text=line)
    text = line[: len(line) - len(found[0])] + (found[4] if found[1] == "、" else "")
    return Caption(text=text.strip(), credit=found[2] if found[3] == "撮影" else found[2] + found[3])


def is_bare_caption(line: str) -> bool:
    """Whether a sentence above a story says of itself that it is about a picture: who stands where, or on which day.

    >>> is_bare_caption("Ann Example, left, is seen at the weir on July 16, 2018."), is_bare_caption("The weir broke.")
    (True, False)
    """
    return len(line.split()) <= 70 and _SHOWN.search(line) is not None


def tidy(captions: Iterable[Caption]) -> tuple[Caption, ...]:
    """The captions as one line each, without those of which nothing is left."""
    lines = ((one_line(caption.text), one_line(caption.credit)) for caption in captions)
    unique = {text: Caption(text=text, credit=credit) for text, credit in lines if text}
    return tuple(unique.values())


def credit_of(line: str) -> str | None:
    """The credit where `line` is nothing but one, as it stands under a picture; without brackets and label.

    >>> credit_of("Photo: Jo Weil/QPA"), credit_of("(Jo Weil/QPA)"), credit_of("Jo Weil")
    ('Jo Weil/QPA', 'Jo Weil/QPA', None)
    """
    line = line.strip()
    if len(line) > 200 or len(line.split()) > _LONGEST:
        return None
    if line[:1] in "([" and line[-1:] in ")]" and is_credit(line[1:-1]):
        return _unlabelled(line[1:-1])
    if (found := _LABELLED.match(line)) and found.end() < len(line):
        rest = line[found.end() :]
        is_sentence = len(rest.split()) > 6 and rest.endswith(".")
        return None if is_sentence or re.match(r"copyright|\d{4}", rest, re.IGNORECASE) else _unlabelled(line)
    return line if "/" in line and "»" not in line and is_credit(line) else None


def _unlabelled(credit: str) -> str:
    credit = credit.strip(" ()[]")
    found = _LABELLED.match(credit)
    if found and found.end() < len(credit):
        credit = credit[found.end() :].strip()
    return credit.strip()


def _is_lone_name(inner: str) -> bool:
    """Whether a bracket holds nothing but a name: an archive, a space agency, a photographer."""
    return len(inner) > 2 and len(inner.split()) <= 8 and not any(c.isdigit() for c in inner) and _is_credited(inner)


def _is_credited(part: str) -> bool:
    """Whether each word of the part is capitalised, as in names, or joins such words."""
    joins = {"of", "the", "via", "for", "and", "by", "de", "la", "von", "van", "der", "file", "dpa", "epa", "courtesy"}
    return any(c.isalpha() for c in part) and all(w[0].isupper() or w in joins or w[0] in "@©&" for w in part.split())
