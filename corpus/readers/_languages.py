"""Languages by the words that sources use for them: names, and the codes of three letters, as BCP 47 tags."""

from __future__ import annotations

import re

_NAMES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi", "polish": "pl", "czech": "cs",
    "russian": "ru", "ukrainian": "uk", "turkish": "tr", "greek": "el", "arabic": "ar", "hebrew": "he", "hindi": "hi",
    "chinese": "zh", "japanese": "ja", "korean": "ko", "hungarian": "hu", "romanian": "ro", "bulgarian": "bg",
    "slovak": "sk", "slovenian": "sl", "croatian": "hr", "serbian": "sr", "catalan": "ca", "indonesian": "id",
    "malay": "ms", "vietnamese": "vi", "thai": "th", "persian": "fa", "farsi": "fa", "urdu": "ur", "bengali": "bn",
    "tamil": "ta", "estonian": "et", "latvian": "lv", "lithuanian": "lt", "icelandic": "is", "albanian": "sq",
    "deutsch": "de", "französisch": "fr", "englisch": "en", "français": "fr", "anglais": "en", "español": "es",
    "inglés": "en", "italiano": "it", "português": "pt", "nederlands": "nl",
}  # fmt: skip
# ISO 639-2, both forms where there are two. RFC 5646 §2.2.1 wants the code of two letters wherever there is one.
_LONG = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl",
    "dut": "nl", "swe": "sv", "nor": "no", "nob": "nb", "nno": "nn", "dan": "da", "fin": "fi", "pol": "pl", "ces": "cs",
    "cze": "cs", "rus": "ru", "ukr": "uk", "tur": "tr", "ell": "el", "gre": "el", "ara": "ar", "heb": "he", "hin": "hi",
    "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "hun": "hu", "ron": "ro", "rum": "ro", "bul": "bg", "slk": "sk",
    "slo": "sk", "slv": "sl", "hrv": "hr", "srp": "sr", "cat": "ca", "ind": "id", "msa": "ms", "may": "ms", "vie": "vi",
    "tha": "th", "fas": "fa", "per": "fa", "urd": "ur", "ben": "bn", "tam": "ta", "est": "et", "lav": "lv", "lit": "lt",
    "isl": "is", "ice": "is", "sqi": "sq", "alb": "sq", "eus": "eu", "baq": "eu", "glg": "gl", "gle": "ga", "cym": "cy",
    "kat": "ka", "geo": "ka", "hye": "hy", "arm": "hy", "aze": "az", "kaz": "kk", "mkd": "mk", "mac": "mk", "bos": "bs",
    "swa": "sw", "afr": "af", "tel": "te", "mal": "ml", "mar": "mr", "guj": "gu", "pan": "pa", "nep": "ne", "sin": "si",
}  # fmt: skip
# RFC 5646 §2.1, as far as languages of newspapers go.
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def tag(name: str | None) -> str | None:
    """The BCP 47 tag of a language; None for what names no language that is known.

    >>> tag("English"), tag("deu"), tag("pt_BR"), tag("unknown language")
    ('en', 'de', 'pt-BR', None)
    """
    word = (name or "").strip()
    if known := _NAMES.get(word.lower()) or _LONG.get(word.lower()):
        return known
    return word.replace("_", "-") if _TAG.fullmatch(word) and len(word) <= 35 else None
