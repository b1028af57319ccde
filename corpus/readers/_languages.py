"""Languages by the names under which databases list them: "Englisch", "德文", "Anglais", "ENGLISH; NEWSPAPER"."""

from __future__ import annotations

import re
import unicodedata

# A tag, then the language's names in English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish,
# Russian, Chinese (both scripts), Japanese, Korean and in itself, as far as they differ.
_NAMES = """
en: english englisch anglais inglés inglese inglês engels engelska engelsk angielski английский 英语 英語 英文 영어
de: german deutsch allemand alemán tedesco alemão duits tyska tysk niemiecki немецкий 德语 德語 德文 ドイツ語 독일어
fr: french französisch français francés francese francês frans franska fransk francuski французский 法语 法語 法文
  フランス語 프랑스어
es: spanish spanisch espagnol español castellano castilian spagnolo espanhol spaans spanska spansk hiszpański испанский
  西班牙语 西班牙語 西班牙文 スペイン語 스페인어
it: italian italienisch italien italiano italiaans italienska italiensk włoski итальянский 意大利语 意大利語 意大利文
  義大利文 イタリア語 이탈리아어
pt: portuguese portugiesisch portugais portugués portoghese português portugees portugisiska portugisisk portugalski
  португальский 葡萄牙语 葡萄牙語 葡萄牙文 ポルトガル語 포르투갈어
nl: dutch niederländisch holländisch néerlandais neerlandés holandés olandese neerlandês holandês nederlands
  nederländska nederlandsk niderlandzki нидерландский голландский flemish flämisch flamand 荷兰语 荷蘭語 荷兰文 荷蘭文
  オランダ語 네덜란드어
sv: swedish schwedisch suédois sueco svedese zweeds svenska svensk szwedzki шведский 瑞典语 瑞典語 瑞典文
  スウェーデン語 스웨덴어
nb: bokmål
nn: nynorsk
no: norwegian norwegisch norvégien noruego norvegese norueguês noors norska norsk norweski норвежский 挪威语 挪威語
  挪威文 ノルウェー語 노르웨이어
da: danish dänisch danois danés danese dinamarquês deens danska dansk duński датский 丹麦语 丹麥語 丹麦文 丹麥文
  デンマーク語 덴마크어
fi: finnish finnisch finnois finlandés finés finlandese finlandês fins finska suomi fiński финский 芬兰语 芬蘭語 芬兰文
  芬蘭文 フィンランド語 핀란드어
is: icelandic isländisch islandais islandés islandese íslenska исландский
pl: polish polnisch polonais polaco polacco polonês pools polska polski польский 波兰语 波蘭語 波兰文 波蘭文
  ポーランド語 폴란드어
cs: czech tschechisch tchèque checo ceco tcheco tsjechisch tjeckiska čeština český czeski чешский 捷克语 捷克語 捷克文
  チェコ語 체코어
sk: slovak slowakisch slovaque eslovaco slovacco slowaaks slovenčina словацкий 斯洛伐克语 斯洛伐克文
sl: slovenian slovene slowenisch slovène esloveno sloveno sloveens slovenščina словенский
hu: hungarian ungarisch hongrois húngaro ungherese hongaars ungerska magyar węgierski венгерский 匈牙利语 匈牙利語
  匈牙利文 ハンガリー語 헝가리어
ro: romanian rumänisch roumain rumano rumeno romeno roemeens română румынский 罗马尼亚语 羅馬尼亞文 ルーマニア語
bg: bulgarian bulgarisch bulgare búlgaro bulgaro bulgaars български болгарский 保加利亚语 保加利亞文 ブルガリア語
hr: croatian kroatisch croate croata kroatisch hrvatski хорватский 克罗地亚语 クロアチア語
sr: serbian serbisch serbe serbio serbo sérvio servisch srpski српски сербский 塞尔维亚语 セルビア語
el: greek griechisch grec griego greco grego grieks grekiska ελληνικά grecki греческий 希腊语 希臘語 希腊文 希臘文
  ギリシャ語 그리스어
tr: turkish türkisch turc turco turks turkiska türkçe turecki турецкий 土耳其语 土耳其語 土耳其文 トルコ語 터키어
ru: russian russisch russe ruso russo russisch ryska русский rosyjski 俄语 俄語 俄文 ロシア語 러시아어
uk: ukrainian ukrainisch ukrainien ucraniano ucraino oekraïens ukrainska українська украинский 乌克兰语 烏克蘭文
  ウクライナ語
et: estonian estnisch estonien estonio estone eesti эстонский
lv: latvian lettisch letton letón lettone latviešu латышский
lt: lithuanian litauisch lituanien lituano lietuvių литовский
ca: catalan katalanisch catalán catalano catalão català каталанский 加泰罗尼亚语 カタロニア語
eu: basque baskisch vasco euskera euskara
gl: galician galicisch gallego galego
cy: welsh walisisch gallois galés cymraeg
ga: irish irisch irlandais irlandés gaeilge
ar: arabic arabisch arabe árabe arabo arabiska العربية عربي арабский 阿拉伯语 阿拉伯語 阿拉伯文 アラビア語 아랍어
he: hebrew hebräisch hébreu hebreo ebraico hebraico hebreeuws עברית иврит 希伯来语 希伯來文 ヘブライ語 히브리어
fa: persian farsi persisch persan persa فارسی персидский 波斯语 波斯文 ペルシア語
ur: urdu اردو
hi: hindi हिन्दी हिंदी хинди 印地语 印地文 ヒンディー語
bn: bengali bangla বাংলা
ta: tamil தமிழ்
ms: malay malaiisch malais malayo melayu 马来语 馬來文 マレー語
id: indonesian indonesisch indonésien indonesio indonesiano indonésio indonesia индонезийский 印尼语 印尼文 印度尼西亚语
  インドネシア語
th: thai thailändisch thaï tailandés thailandese tailandês ไทย тайский 泰语 泰文 タイ語 태국어
vi: vietnamese vietnamesisch vietnamien vietnamita việt вьетнамский 越南语 越南文 ベトナム語 베트남어
tl: tagalog filipino
ja: japanese japanisch japonais japonés giapponese japonês japans japanska японский japoński
  日语 日語 日文 日本語 일본어
ko: korean koreanisch coréen coreano koreaans koreanska корейский koreański 韩语 韓語 韩文 韓文 韓国語 朝鮮語 한국어
zh: chinese chinesisch chinois chino cinese chinês chinees kinesiska китайский chiński
  中文 汉语 漢語 中国語 中國語 중국어
zh-Hans: 简体中文 簡體中文 简体
zh-Hant: 繁体中文 繁體中文 繁體
la: latin latein latino
af: afrikaans
sw: swahili
"""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_THE_WORD = re.compile(r"^(?:bahasa|język|limba|lingua|lengua|langue) | (?:language|sprache|язык|мова|dili)$")
# ISO 639-2 as libraries and old headers write it, bibliographic and terminological.
_THREE = {
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "ita": "it", "por": "pt",
    "dut": "nl", "nld": "nl", "swe": "sv", "nor": "no", "nob": "nb", "nno": "nn", "dan": "da", "fin": "fi",
    "ice": "is", "isl": "is", "pol": "pl", "cze": "cs", "ces": "cs", "slo": "sk", "slk": "sk", "slv": "sl",
    "hun": "hu", "rum": "ro", "ron": "ro", "bul": "bg", "hrv": "hr", "srp": "sr", "gre": "el", "ell": "el",
    "tur": "tr", "rus": "ru", "ukr": "uk", "est": "et", "lav": "lv", "lit": "lt", "cat": "ca", "baq": "eu",
    "eus": "eu", "glg": "gl", "wel": "cy", "cym": "cy", "gle": "ga", "ara": "ar", "heb": "he", "per": "fa",
    "fas": "fa", "urd": "ur", "hin": "hi", "ben": "bn", "tam": "ta", "may": "ms", "msa": "ms", "ind": "id",
    "tha": "th", "vie": "vi", "jpn": "ja", "kor": "ko", "chi": "zh", "zho": "zh", "lat": "la", "afr": "af",
    "swa": "sw", "ltz": "lb",
}  # fmt: skip


def _fold(name: str) -> str:
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return unicodedata.normalize("NFC", "".join(c for c in letters if not 0x300 <= ord(c) <= 0x36F))


_TAGS = {
    _fold(name): tag
    for tag, _, names in (
        line.partition(": ") for line in re.sub(r"\n  ", " ", _NAMES.strip()).split("\n")
    )
    for name in names.split()
}  # fmt: skip
_KNOWN = frozenset({tag.partition("-")[0] for tag in _TAGS.values()} | set(_THREE.values()))


def tag_of(text: str) -> str | None:
    """The BCP 47 tag of a language that is given as a tag or by its name in one of fifteen languages; None for others.

    Of several names parted by marks it is the first that is one ("GERMAN; DEUTSCH", "ENGLISH; NEWSPAPER"), unless they
    name different languages. A tag keeps its region and script, cased as RFC 5646 §2.1.1 has it.

    >>> tag_of("Englisch"), tag_of("ENGLISH; NEWSPAPER"), tag_of("en_us"), tag_of("ger"), tag_of("German, French")
    ('en', 'en', 'en-US', 'de', None)
    """
    text = text.strip()
    if not text or len(text) > 80:
        return None
    if _TAG.fullmatch(text) and (tag := _of_tag(text)):
        return tag
    tags = {tag for name in re.split(r"[;,/|()]", text) if (tag := _of_name(name))}
    return tags.pop() if len(tags) == 1 else None


def _of_tag(text: str) -> str | None:
    """The tag in the usual case; None where its first part is no language that is known here."""
    first, *rest = text.replace("_", "-").split("-")
    language = _THREE.get(first.lower(), first.lower())
    if language not in _KNOWN and not rest:
        return None
    cased = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part.lower() for part in rest]
    return "-".join([language, *cased])


def _of_name(name: str) -> str | None:
    folded = _fold(name.strip(" ."))
    return _TAGS.get(folded) or _TAGS.get(_THE_WORD.sub("", folded))
