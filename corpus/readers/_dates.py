"""Times of publication as sources write them: ISO 8601, RFC 822, epochs, and the printed dates of two dozen languages.

Month, weekday and zone names come from tables, never from a locale. What has two readings is refused, not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corpus.record import Moment, Precision

Order = Literal["dmy", "mdy", "ymd"]
Unit = Literal["s", "ms", "us", "ns"]


def _fold(word: str) -> str:
    """A word without case and accents: "Février" and "fevrier" are one month."""
    if word.isascii():
        return word.lower()
    # The dotless letter of Turkish is a letter of its own, but its capital is the common one: "MAYIS", "mayıs".
    letters = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i"))
    return "".join(c for c in letters if not unicodedata.combining(c))


# Language by language, January first; the forms of one month stand beside each other: as printed alone, as printed in
# a date, short. Croatian is left out: its "listopada" is October, that of Polish November.
_MONTHS_BY_LANGUAGE = """
january jan, february feb, march mar, april apr, may, june jun, july jul, august aug, september sept sep, october oct,
  november nov, december dec;
januar jänner jän, februar feber, märz mrz mär, april, mai, juni, juli, august, september, oktober okt, november,
  dezember dez;
janvier janv, février févr fév, mars, avril avr, mai, juin, juillet juil, août, septembre, octobre, novembre, décembre
  déc;
enero ene, febrero, marzo, abril abr, mayo, junio, julio, agosto ago, septiembre setiembre, octubre, noviembre,
  diciembre dic;
janeiro, fevereiro fev, março, abril, maio, junho, julho, agosto, setembro set, outubro out, novembro, dezembro;
gennaio gen, febbraio, marzo, aprile, maggio mag, giugno giu, luglio lug, agosto, settembre sett, ottobre ott,
  novembre, dicembre;
gener, febrer, març, abril, maig, juny, juliol, agost, setembre, octubre, novembre, desembre;
januari, februari, maart mrt, april, mei, juni, juli, augustus, september, oktober, november, december;
januari, februari, mars, april, maj, juni, juli, augusti, september, oktober, november, december;
januar, februar, mars marts, april, mai maj, juni, juli, august, september, oktober, november, desember december des;
tammikuu tammikuuta, helmikuu helmikuuta, maaliskuu maaliskuuta, huhtikuu huhtikuuta, toukokuu toukokuuta, kesäkuu
  kesäkuuta, heinäkuu heinäkuuta, elokuu elokuuta, syyskuu syyskuuta, lokakuu lokakuuta, marraskuu marraskuuta,
  joulukuu joulukuuta;
styczeń stycznia sty, luty lutego lut, marzec marca, kwiecień kwietnia kwi, maj maja, czerwiec czerwca cze, lipiec
  lipca lip, sierpień sierpnia sie, wrzesień września wrz, październik października paź, listopad listopada lis,
  grudzień grudnia gru;
leden ledna, únor února, březen března, duben dubna, květen května, červen června, červenec července, srpen srpna,
  září, říjen října, listopad listopadu, prosinec prosince;
január, február, március, április, május, június, július, augusztus, szeptember, október, november, december;
ianuarie, februarie, martie, aprilie, mai, iunie, iulie, august, septembrie, octombrie, noiembrie, decembrie;
ocak oca, şubat şub, mart, nisan nis, mayıs, haziran haz, temmuz tem, ağustos ağu, eylül eyl, ekim eki, kasım kas,
  aralık ara;
januari, februari, maret, april, mei, juni, juli, agustus agu agt, september, oktober, november, desember;
ιανουάριος ιανουαρίου ιαν, φεβρουάριος φεβρουαρίου φεβ, μάρτιος μαρτίου μαρ, απρίλιος απριλίου απρ, μάιος μαΐου μαϊ,
  ιούνιος ιουνίου ιουν, ιούλιος ιουλίου ιουλ, αύγουστος αυγούστου αυγ, σεπτέμβριος σεπτεμβρίου σεπ, οκτώβριος
  οκτωβρίου οκτ, νοέμβριος νοεμβρίου νοε, δεκέμβριος δεκεμβρίου δεκ;
январь января янв, февраль февраля фев февр, март марта мар, апрель апреля апр, май мая, июнь июня июн, июль июля июл,
  август августа авг, сентябрь сентября сен сент, октябрь октября окт, ноябрь ноября ноя нояб, декабрь декабря дек;
січень січня, лютий лютого, березень березня, квітень квітня, травень травня, червень червня, липень липня, серпень
  серпня, вересень вересня, жовтень жовтня, листопад листопада, грудень грудня;
януари, февруари, март, април, май, юни, юли, август, септември, октомври, ноември, декември;
ינואר בינואר, פברואר בפברואר, מרץ במרץ, אפריל באפריל, מאי במאי, יוני ביוני, יולי ביולי, אוגוסט באוגוסט, ספטמבר
  בספטמבר, אוקטובר באוקטובר, נובמבר בנובמבר, דצמבר בדצמבר;
يناير, فبراير, مارس, أبريل, مايو, يونيو يونيه, يوليو يوليه, أغسطس, سبتمبر, أكتوبر, نوفمبر, ديسمبر;
كانون_الثاني, شباط, آذار, نيسان, أيار, حزيران, تموز, آب, أيلول, تشرين_الأول, تشرين_الثاني, كانون_الأول;
جانفي, فيفري, مارس, أفريل, ماي, جوان, جويلية يوليوز, أوت غشت, شتنبر, أكتوبر, نونبر, دجنبر;
一月, 二月, 三月, 四月, 五月, 六月, 七月, 八月, 九月, 十月, 十一月, 十二月;
जनवरी, फरवरी फ़रवरी, मार्च, अप्रैल, मई, जून, जुलाई, अगस्त, सितंबर सितम्बर, अक्टूबर अक्तूबर, नवंबर नवम्बर, दिसंबर दिसम्बर
"""
_MONTHS = {
    _fold(word): month
    for language in _MONTHS_BY_LANGUAGE.split(";")
    for month, words in enumerate(language.split(","), start=1)
    for word in words.split()
}
# Words that stand around a date and say nothing more about it.
_BESIDES = frozenset(
    _fold(word)
    for word in """
    published publication posted updated modified first last originally created date print printed edition issue web
    online on at the of and since h hrs hours d r
    um uhr am vom den der veröffentlicht erstellt aktualisiert stand zuletzt geändert datum
    le à publié publiée mis mise à jour du heures el a las los de del publicado publicada actualizado actualizada fecha
    feira יום em às da do atualizado pubblicato aggiornato il alle ore di op om gepubliceerd bijgewerkt uur kl klo
    publicerad uppdaterad publisert oppdatert publiceret opdateret opublikowano aktualizacja godz dnia vydáno saat
    tarihi pukul wib
    г года год в опубликовано обновлено р року о опубліковано оновлено στις την
    付 朝刊 夕刊
    thứ hai ba tư năm sáu bảy chủ nhật lúc ngày
    في يوم بتاريخ الموافق الساعة تاريخ النشر نشر آخر تحديث
    """.split()
)
# Language by language, Monday first.
_WEEKDAYS_BY_LANGUAGE = """
monday mon, tuesday tue tues, wednesday wed, thursday thu thur thurs, friday fri, saturday sat, sunday sun;
montag mo, dienstag di, mittwoch mi, donnerstag do, freitag fr, samstag sonnabend sa, sonntag so;
lundi lun, mardi mar, mercredi mer, jeudi jeu, vendredi ven, samedi sam, dimanche dim;
lunes, martes, miércoles mié, jueves jue, viernes vie, sábado sáb, domingo dom;
segunda seg, terça ter, quarta qua, quinta qui, sexta sex, sábado sáb, domingo dom;
lunedì lun, martedì mar, mercoledì mer, giovedì gio, venerdì ven, sabato sab, domenica dom;
dilluns, dimarts, dimecres, dijous, divendres, dissabte, diumenge;
maandag ma, dinsdag di, woensdag wo, donderdag do, vrijdag vr, zaterdag za, zondag zo;
måndag mån, tisdag tis, onsdag ons, torsdag tors tor, fredag fre, lördag lör, söndag sön;
mandag man, tirsdag tir, onsdag ons, torsdag tor, fredag fre, lørdag lør, søndag søn;
maanantai maanantaina ma, tiistai tiistaina ti, keskiviikko keskiviikkona ke, torstai torstaina to,
  perjantai perjantaina pe, lauantai lauantaina la, sunnuntai sunnuntaina su;
poniedziałek pon, wtorek wt, środa śr, czwartek czw, piątek pt, sobota sob, niedziela niedz nd;
pondělí po, úterý út, středa st, čtvrtek čt, pátek pá, sobota so, neděle ne;
hétfő, kedd, szerda, csütörtök, péntek, szombat, vasárnap;
luni, marți, miercuri, joi, vineri, sâmbătă, duminică;
pazartesi pzt, salı sal, çarşamba çar, perşembe per, cuma cum, cumartesi cmt, pazar paz;
senin sen, selasa sel, rabu rab, kamis kam, jumat jum, sabtu sab, minggu min;
δευτέρα, τρίτη, τετάρτη, πέμπτη, παρασκευή, σάββατο, κυριακή;
понедельник пн, вторник вт, среда ср, четверг чт, пятница пт, суббота сб, воскресенье вс;
понеділок пн, вівторок вт, середа ср, четвер чт, пʼятниця пт, субота сб, неділя нд;
שני, שלישי, רביעי, חמישי, שישי, שבת, ראשון;
الاثنين الإثنين, الثلاثاء, الأربعاء, الخميس, الجمعة, السبت, الأحد
"""


def _weekdays() -> dict[str, frozenset[int]]:
    """By its folded name, the weekdays that a word is, Monday 0: "so" is one in German and another in Czech."""
    numbered: dict[str, frozenset[int]] = {}
    for language in _WEEKDAYS_BY_LANGUAGE.split(";"):
        for number, names in enumerate(language.split(",")):
            for name in map(_fold, names.split()):
                numbered[name] = numbered.get(name, frozenset()) | {number}
    return numbered


_WEEKDAYS = _weekdays()
_AROUND = _BESIDES | _WEEKDAYS.keys()
# What may stand between a day, its month and its year: "4 de mayo de 2024", "the 4th of May".
_LINKS = frozenset({"of", "de", "del", "d", "di", "da", "the", "den", "der", "από"})
_ROMAN = {word: month for month, word in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)}
_SEASONS = frozenset(
    _fold(word)
    for word in """
    spring summer autumn fall winter frühjahr frühling sommer herbst printemps été automne hiver primavera verano otoño
    invierno estate autunno inverno verão outono lente zomer herfst
    """.split()
)
# RFC 822 §5.1 for those of North America; the others have one meaning in newspapers. Minutes east of Greenwich.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "MEZ": 60,
    "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "МСК": 180, "TRT": 180, "SAST": 120, "WAT": 60, "CAT": 120,
    "EAT": 180, "PKT": 300, "NPT": 345, "ICT": 420, "WIB": 420, "WITA": 480, "SGT": 480, "HKT": 480, "MYT": 480,
    "PHT": 480, "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720,
    "NZDT": 780, "BRT": -180, "ART": -180, "NST": -210, "NDT": -150, "EST": -300, "EDT": -240, "CST": -360,
    "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
}  # fmt: skip
# Without "standard" or "daylight": by the rule of the United States. Minutes in winter.
_SEASONAL = {"ET": -300, "CT": -360, "MT": -420, "PT": -480}
# Russia's clocks stood an hour further on between two reforms.
_MOSCOW = frozenset({"MSK", "МСК"})
_FOUR_HOURS = (datetime(2011, 3, 27, 2, tzinfo=UTC), datetime(2014, 10, 26, 1, tzinfo=UTC))
# More than one meaning in newspapers (India, Ireland, Israel; Atlantic, Arabia; Bangladesh, Brunei; Gulf, Georgia).
_AMBIGUOUS = frozenset({"IST", "AST", "ADT", "BDT", "GST", "ECT", "SST"})
_MORNINGS = frozenset({"am", "πμ", "ص", "صباحا"})

# What nearly all feeds and dumps write, before anything is looked at more closely.
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_RFC_822 = re.compile(
    r"(?:[A-Za-z]{3}, ?)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (?![AP]M\b)([+-]\d{4}|[A-Z]{1,4})",
    re.ASCII,
)
_LOOSE_ISO = re.compile(
    r"(\d{4})(?:-|/|\. ?)(\d{1,2})(?:(?:-|/|\. ?)(\d{1,2})(?:(?:T|\.?,? {1,3})(\d{1,2}):(\d{2})"
    r"(?::(\d{2})(?:[.,:](\d{1,9}))?)?(?: ?((?:GMT|UTC)? ?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{1,5})(?: [A-Z]{3,5})?)?)?)?",
    re.IGNORECASE,
)
_BASIC = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(?:(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC)? ?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_HALF = r"(am|pm|πμ|μμ|ص|م|صباحا|مساء)"
_UNIT = r"(?: ?(?:uhr|uur|hrs|hours|h)(?!\w))?"
_ZONE = r"(?: ?\(?((?:(?:GMT|UTC) ?)?[+-]\d{1,2}(?::?\d{2})?(?!\d)|[^\W\d_]{1,5}(?!\w))\)?)?"
_CLOCK = re.compile(
    rf"(?<!\d)(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:[.,](\d{{1,9}}))?)?(?!\d) ?(?:{_HALF}(?!\w))?{_UNIT}{_ZONE}",
    re.IGNORECASE,
)
_OTHER_CLOCK = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?: ?h ?|[.])(\d{{2}})(?:[.](\d{{2}}))?(?!\d) ?(?:{_HALF}(?!\w))?{_UNIT}{_ZONE}", re.IGNORECASE
)
_HOUR = re.compile(rf"(?<!\d)(\d{{1,2}}) ?(?:{_HALF}|h|uhr|heures)(?!\w){_ZONE}", re.IGNORECASE)
# "1637EST", "0423 GMT": four digits are a clock only where a zone says so.
_MILITARY = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5]\d) ?([^\W\d_]{1,4})(?!\w)")
_HALF_WITH_POINTS = re.compile(r"(?<![^\W_])([apπμ])\. ?([mμ])\b\.?", re.IGNORECASE)
_COMMENT = re.compile(r" ?[\[(][^\[\]()]{0,60}[\])]")
_NUMBERS = re.compile(r"(?<![\d.])(\d{1,2})(?:([/-])|(\.) ?)(\d{1,2})(?:\2|\3 ?)(\d{4}|\d{2})(?![\d:])")
_YEAR_FIRST = re.compile(r"(?<![\d.])(\d{4})(?:([/-])|(\.) ?)(\d{1,2})(?:(?:\2|\3 ?)(\d{1,2}))?(?![\d:])\.?")
_MONTH_AND_YEAR = re.compile(r"(?<![\d./-])(\d{1,2})/(\d{4})(?![\d./-])")
_TOKEN = re.compile(
    r"(\d+)(?:(?:st|nd|rd|th|er|ère|re|ste|de|e|os|o|ª|º|a)(?![^\W\d_]))?|((?:[^\W\d_][\u0300-\u036f\u0900-\u0903\u093a-\u094f]*)+)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f\u0900-\u0903\u093a-\u094f]*)+|\d+")
_VIETNAMESE_DAY = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2})(?: năm|,)? (\d{4})", re.IGNORECASE)
_CUT = " \0 "  # stands in a line where the date or the clock stood
_ZONE_IN_BRACKETS = re.compile(r"(?<=\d|Z)\[[A-Za-z_/+-]{1,40}\]$")  # as Java prints it behind the offset
_INVISIBLE = re.compile("[\0\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Compiled by `re` when a date first needs it, for it takes long.
_EAST = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_EAST_DAY = re.compile(r"(\d{4}) ?[年년](?: ?(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日日일号號])?)?")
# As programs write RFC 822 there: "월, 24 9월 2018 19:42:40 +0900".
_EAST_RFC_822 = re.compile(r"[월화수목금토일月火水木金土日], ?(\d{1,2}) (\d{1,2}) ?[月월]? ?(\d{4})(?!\d)")
_EAST_CLOCK = re.compile(
    r"(上午|下午|凌晨|早上|清晨|晚上|傍晚|晚间|晚間|午前|午後|오전|오후|새벽|저녁)? ?(\d{1,2})"
    r"(?: ?[時时点點시] ?(?:(\d{1,2}) ?[分분])?(?: ?(\d{1,2}) ?[秒초])?|:(\d{2})(?::(\d{2}))?)"
)
_EAST_MORNINGS = frozenset({"上午", "凌晨", "早上", "清晨", "午前", "오전", "새벽"})
_EAST_AROUND = re.compile(
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일|"
    r"\([一二三四五六日月火水木金土월화수목금토일]\)|发布时间|發布時間|發佈時間|更新时间|更新時間|时间|時間|日期|发布|發布|"
    r"發佈|发表|更新|公開|掲載|配信|入力|기사입력|최종수정|입력|수정|등록|승인"
)


def moment(
    value: str | float,
    *,
    zone: str | None = None,
    order: Order | None = None,
    midnight: Literal["instant", "day"] = "instant",
) -> Moment:
    """The time that a source gives, whether as text or as an epoch (seconds, milliseconds or microseconds).

    The whole text must be the date: words that are no part of one are refused ("Est. May 19, 1883" is no date of
    publication; `cut` takes a date out of a line). Numbers parted by points are day and month, as wherever points are
    used; other numbers only where one reading is possible, as by the weekday beside them, or as `order` says. A zone
    that may mean two things leaves the day. A printed zone stays as printed: "EST" in summer is five hours.

    `zone` is the publisher's, by its IANA name or as an offset: a clock without a zone of its own is read in it, and it
    becomes `Moment.zone`. Of an hour that clocks show twice it is the first, as by PEP 495. `midnight="day"` is for
    sources that write a day as its midnight.

    >>> moment("May 4, 2024 at 3:15 p.m. ET").at.isoformat(), moment("4 mai 2024").precision
    ('2024-05-04T19:15:00+00:00', 'day')
    >>> moment("04/05/2024 10:30", zone="Europe/Paris", order="dmy")[0].isoformat()
    '2024-05-04T08:30:00+00:00'

    Raises:
        ValueError: it is no date, or one with two readings; the text says which.
    """
    how = _How(zone, order, midnight == "day")
    if isinstance(value, (int, float)):
        return _number(value, how)
    if found := _ISO.fullmatch(value):
        return _of_iso(found, how)
    if found := _RFC_822.fullmatch(value):
        day, name, year, hour, minute, second, offset = found.groups()
        if month := _MONTHS.get(name.lower()):
            if not _is_zone(offset):  # one of a country that is not known here: the day is all that is certain
                return _start(int(year), month, int(day), "day")
            at = datetime(int(year), month, int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
            return _zoned(at, offset, how)
    text = _prepared(value)
    if text.isdecimal() and len(text) in (10, 13, 16):
        return _number(int(text), how)
    if text.isdecimal() and len(text) == 4:
        return _start(int(text), 1, 1, "year")
    found = _ISO.fullmatch(text) or _LOOSE_ISO.fullmatch(text) or _BASIC.fullmatch(text)
    if found and (found[8] is None or _is_zone(found[8])):
        return _of_iso(found, how)
    found_moment, rest = _printed(text, how)
    for word in _WORD.findall(rest):
        if _fold(word) not in _AROUND:
            raise ValueError(f"{word!r} is no part of a date")
    return found_moment


def cut(
    text: str, *, zone: str | None = None, order: Order | None = None, midnight: Literal["instant", "day"] = "instant"
) -> tuple[Moment, str]:
    """The date in a line that holds more, read as `moment` does, and what is left of the line without it.

    >>> cut("May 4, 2024, Saturday, Late Edition")[1], cut("mardi 14 mars 2006, p. 16")[0].at.isoformat()
    ('Late Edition', '2006-03-14T00:00:00+00:00')

    Raises:
        ValueError: there is no date in it, or one with two readings.
    """
    found, rest = _printed(_prepared(text, limit=400), _How(zone, order, midnight == "day"))
    pieces = [piece.split() for piece in rest.split(_CUT.strip())]
    for before, after in pairwise(pieces):
        while before and _says_no_more(before[-1]):
            del before[-1]
        while after and _says_no_more(after[0]):
            del after[0]
    return found, " ".join(word for piece in pieces for word in piece).strip(" ,;|")


def epoch(value: str | float, unit: Unit) -> Moment:
    """The instant that is so many units after 1970-01-01T00:00:00Z, as a number or in digits; zone "Z".

    >>> epoch("1714832100000", "ms").at.isoformat()
    '2024-05-04T14:15:00+00:00'

    Raises:
        ValueError: it is no number, or a time in no year of newspapers.
    """
    a_second = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}[unit]
    number = value if isinstance(value, int) else float(value)
    if not abs(number) < 5e9 * a_second:  # also where it is not a number
        raise ValueError(f"{value!r} is no epoch in {unit}")
    microseconds = number * 1_000_000 // a_second if isinstance(number, int) else round(number * 1e6 / a_second)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    _start(at.year, 1, 1, "year")
    return Moment(at, "instant", "Z")


def short_day(text: str) -> Moment:
    """The day in six digits, year, month and day: "880212". Years from 50 on are of the twentieth century.

    Raises:
        ValueError: it is no such day.
    """
    text = text.strip()
    if not re.fullmatch(r"\d{6}", text, re.ASCII):
        raise ValueError(f"{text!r} is no day in six digits")
    return _start(_full_year(text[:2]), int(text[2:4]), int(text[4:]), "day")


def day_time_group(text: str, *, near: date | None = None) -> Moment:
    """The instant of a wire's day and time group, "131137 GMT Nov 13": day, hour, minute, zone, month, year.

    As IPTC 7901 ends a message. Without month and year it is the day of that number closest to `near`, where that is
    given. Without a zone the group is in UTC, as the form defines; then `Moment.zone` is None.

    >>> day_time_group("131137 GMT Nov 13").at.isoformat()
    '2013-11-13T11:37:00+00:00'

    Raises:
        ValueError: it is no such group, or has no year and there is nothing that it could be near to.
    """
    found = re.fullmatch(r"(\d\d)(\d\d)(\d\d)((?: ?[^\W\d_]{1,9}\.?){0,2})(?:[ -]?(\d{4}|\d\d))?", text.strip())
    if not found:
        raise ValueError(f"{text!r} is no group of day and time")
    day, hour, minute, words, year = found.groups()
    zone, month = None, None
    for word in words.replace(".", " ").split():
        if zone is None and month is None and _is_zone(word):
            zone = word
        elif month is None and (named := _MONTHS.get(_fold(word))):
            month = named
        else:
            raise ValueError(f"{word!r} is no month and no known zone")
    if month is not None and year is not None:
        on = date(_full_year(year) if len(year) == 2 else int(year), month, int(day))
    elif near is None:
        raise ValueError(f"{text!r} has no year")
    else:
        months = [month] if month else range(1, 13)
        days = [(y, m) for y in (near.year - 1, near.year, near.year + 1) for m in months]
        on = min(
            (d for y, m in days if (d := _day_or_none(y, m, int(day)))), key=lambda d: abs(d - near), default=None
        ) or date(1, 1, 1)
    return _zoned(datetime(on.year, on.month, on.day, int(hour), int(minute), tzinfo=UTC), zone, _PLAIN)


def is_day(text: str) -> bool:
    """Whether a short text is a day, with or without its year, and nothing else: "March 3", "3 mars", "Monday, 4 Oct".

    >>> is_day("3 mars"), is_day("Oct. 3"), is_day("March"), is_day("Ore., Feb 26")
    (True, True, False, False)
    """
    words = [_fold(word) for _, word in _TOKEN.findall(text) if word]
    if len(text) > 40 or len(words) > 4 or not any(c.isdigit() for c in text):
        return False
    # Short weekdays are words of places too, and the short names of states: "Mo.", "La.", "Del Mar".
    if any(word not in _MONTHS and not (len(word) >= 5 and word in _WEEKDAYS) for word in words if word not in _LINKS):
        return False
    if sum(word in _MONTHS for word in words) > 1:
        return False
    for candidate in (text, f"{text} 2000"):  # a year that has every day
        try:
            if moment(candidate).precision in {"day", "instant"}:
                return True
        except ValueError:
            continue
    return False


def is_around(word: str) -> bool:
    """Whether a word is one that stands around dates: a weekday, a month, "published", "on", "Uhr"."""
    folded = _fold(word)
    return folded in _AROUND or folded in _MONTHS


def is_zone(name: str) -> bool:
    """Whether `moment` takes `name` as its `zone`: one of the IANA database, or an offset.

    >>> is_zone("Europe/Paris"), is_zone("+02:00"), is_zone("Paris")
    (True, True, False)
    """
    if _OFFSET.fullmatch(name):
        return True
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


class _How(NamedTuple):
    zone: str | None
    order: Order | None
    is_midnight_a_day: bool


_PLAIN = _How(None, None, is_midnight_a_day=False)


def _of_iso(found: re.Match[str], how: _How) -> Moment:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    if day is None:
        return _start(int(year), int(month), 1, "month")
    if hour is None:
        return _start(int(year), int(month), int(day), "day")
    micro = int(fraction.ljust(6, "0")[:6]) if fraction else 0
    if hour == "24":
        return _zoned(_end_of_day(date(int(year), int(month), int(day)), int(minute), int(second or 0)), zone, how)
    # A leap second (RFC 3339 §5.6), which Python's times do not have, is the second that comes behind it.
    is_leap = minute == "59" and second == "60"
    whole = 59 if is_leap else int(second or 0)
    at = datetime(int(year), int(month), int(day), int(hour), int(minute), whole, micro, UTC)
    return _zoned(at + timedelta(seconds=is_leap), zone, how)


def _end_of_day(day: date, minute: int, second: int) -> datetime:
    if minute or second:
        raise ValueError("no hour follows the 24th")
    return _start(day.year, day.month, day.day, "day").at + timedelta(days=1)  # ISO 8601:2004 §4.2.3


def _number(value: float, how: _How) -> Moment:
    if 1500 <= value <= 2100 and value == int(value):
        return _start(int(value), 1, 1, "year")
    if 15_000_000 <= value < 21_010_000 and value == int(value):  # the basic form of ISO 8601 as a number
        return moment(str(int(value)))
    for unit in (1, 1_000, 1_000_000):
        # Seconds from 1973 to 2096: smaller numbers are ids and counts, larger ones a finer unit.
        if 1e8 * unit <= value < 4e9 * unit:
            at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(value * (1_000_000 // unit)))
            return _start(at.year, at.month, at.day, "day") if _is_day(at, how) else Moment(at, "instant", "Z")
    raise ValueError(f"{value!r} is no epoch and no date")


def _prepared(value: str, *, limit: int = 120) -> str:
    """The text in one form: NFKC, digits of ASCII, single blanks, the dates of East Asia with hyphens and colons."""
    if len(value) > 4 * limit:
        raise ValueError("too long for a date")
    text = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", value)).split()).strip(" .,;|")
    if not text or len(text) > limit:
        raise ValueError("no date")
    text = _ZONE_IN_BRACKETS.sub("", text)
    if not text.isascii():
        text = re.sub(r"[^\x00-\x7f]", lambda c: str(unicodedata.decimal(c[0], c[0])), text)
        text = _VIETNAMESE_DAY.sub(r"\3-\2-\1 ", text).strip()
        if not text.isascii() and re.search(_EAST, text):
            text = _EAST_RFC_822.sub(r"\3-\2-\1 ", text)
            text = _EAST_CLOCK.sub(_western_clock, _EAST_DAY.sub(_western_day, text))
            text = " ".join(_EAST_AROUND.sub(" ", text).split()).strip(" .,;|")
    return text


def _western_day(found: re.Match[str]) -> str:
    return "-".join(part for part in found.groups() if part) + " "


def _western_clock(found: re.Match[str]) -> str:
    half, hour, minute, second, other_minute, other_second = found.groups()
    clock = f" {hour}:{(minute or other_minute or '0').zfill(2)}:{(second or other_second or '0').zfill(2)} "
    return f"{clock}{'am' if half in _EAST_MORNINGS else 'pm'} " if half else clock


def _printed(text: str, how: _How) -> tuple[Moment, str]:
    """The moment of a printed date, and the text without it."""
    text = _HALF_WITH_POINTS.sub(r"\1\2", text)
    rest, clock, zone = text, None, None
    # A clock with a colon first: in "May 4 10:30:00 2024" it stands inside the date. Others look like dates themselves.
    if found := _CLOCK.search(text):
        clock, zone, rest = _cut_clock(text, found)
    day, precision, rest = _cut_day(rest, how)
    if clock is None:
        if found := _OTHER_CLOCK.search(rest) or _HOUR.search(rest):
            clock, zone, rest = _cut_clock(rest, found)
        elif (found := _MILITARY.search(rest)) and _is_zone(found[3]):
            clock, zone = (int(found[1]), int(found[2]), 0, 0), found[3]
            rest = f"{rest[: found.start()]}{_CUT}{rest[found.end() :]}"
    if clock is None or precision != "day":
        return _start(day.year, day.month, day.day, precision), rest
    if clock[0] == 24:
        return _zoned(_end_of_day(day, clock[1], clock[2]), zone, how), rest
    return _zoned(datetime(day.year, day.month, day.day, *clock, tzinfo=UTC), zone, how), rest


def _cut_clock(text: str, found: re.Match[str]) -> tuple[tuple[int, int, int, int], str | None, str]:
    hour, *parts, half, zone = found.groups()
    minute, second, fraction = (*parts, None, None, None)[:3]
    number = int(hour)
    if half:
        is_morning = half.lower() in _MORNINGS
        if number > 12 and is_morning:
            raise ValueError(f"{found[0]!r} is no time of day")
        if number <= 12:  # what stands after noon already, "14:30 pm", has one reading
            number = number % 12 + (0 if is_morning else 12)
    after = text[found.end() :]
    if zone and zone[0].isalpha() and not _is_zone(zone):
        zone, after = None, text[found.start(found.lastindex or 0) :]
    elif zone and (comment := _COMMENT.match(after)):  # "GMT+0200 (Central European Summer Time)"
        after = after[comment.end() :]
    clock = number, int(minute or 0), int(second or 0), int((fraction or "0").ljust(6, "0")[:6])
    return clock, zone, f"{text[: found.start()]}{_CUT}{after}"


def _cut_day(text: str, how: _How) -> tuple[date, Precision, str]:
    if named := _named_day(text):
        return named
    if found := _YEAR_FIRST.search(text):
        year, month, day = int(found[1]), int(found[4]), found[5]
        rest = f"{text[: found.start()]}{_CUT}{text[found.end() :]}"
        return date(year, month, int(day or 1)), "day" if day else "month", rest
    if found := _NUMBERS.search(text):
        rest = f"{text[: found.start()]}{_CUT}{text[found.end() :]}"
        return _numbered_day(found, how.order, rest), "day", rest
    if found := _MONTH_AND_YEAR.search(text):
        return date(int(found[2]), int(found[1]), 1), "month", f"{text[: found.start()]}{_CUT}{text[found.end() :]}"
    if found := re.search(r"(?<!\d)((?:1[5-9]|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?!\d)", text):
        on = date(int(found[1]), int(found[2]), int(found[3]))
        return on, "day", f"{text[: found.start()]}{_CUT}{text[found.end() :]}"
    raise ValueError("no date")


def _numbered_day(found: re.Match[str], order: Order | None, rest: str) -> date:
    one, mark, two, year = int(found[1]), found[2] or found[3], int(found[4]), found[5]
    if len(year) == 2:
        if order is None:
            raise ValueError(f"{found[0]!r} does not say which of its numbers is the year")
        if order == "ymd":
            return date(_full_year(found[1]), two, int(year))
    full = _full_year(year) if len(year) == 2 else int(year)
    if one > 12 or one == two or (order != "mdy" and (order == "dmy" or mark == ".") and two <= 12):
        return date(full, two, one)
    if two > 12 or order == "mdy":
        return date(full, one, two)
    # A weekday beside it decides, where it is that of one reading and not of the other.
    named = [_WEEKDAYS[word] for word in map(_fold, _WORD.findall(rest)) if word in _WEEKDAYS]
    fitting = [on for on in (date(full, two, one), date(full, one, two)) if named and on.weekday() in named[0]]
    if len(named) == 1 and len(fitting) == 1:
        return fitting[0]
    raise ValueError(f"{found[0]!r} is one day where the day comes first and another where the month does")


def _full_year(short: str) -> int:
    """The year of two digits, by the rule of RFC 2822 §4.3."""
    return int(short) + (2000 if int(short) < 50 else 1900)


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class _Part(NamedTuple):
    """A piece of a printed date: day, month, Roman month, year, season, or another word; where it stands."""

    kind: Literal["d", "m", "r", "y", "s", "w"]
    value: int
    start: int
    end: int


def _parts(text: str) -> list[_Part]:
    parts: list[_Part] = []
    for token in _TOKEN.finditer(text):
        number, word = token.groups()
        if number:
            kind: Literal["d", "y", "w"] = "d" if len(number) <= 2 else "y" if len(number) == 4 else "w"
            parts.append(_Part(kind, int(number), *token.span()))
            continue
        folded = _fold(word)
        month = _MONTHS.get(folded)
        start = token.start()
        if parts and folded in {"الاول", "الثاني"}:  # two months of the Levant have two words
            start = parts[-1].start
            month = _MONTHS.get(f"{_fold(text[start : parts[-1].end])}_{folded}")
            if month:
                del parts[-1]
        if month and parts and parts[-1][:2] == ("m", month):  # "أكتوبر/تشرين الأول": one month by two names
            parts[-1] = parts[-1]._replace(end=token.end())
        elif month:
            parts.append(_Part("m", month, start, token.end()))
        elif folded in _ROMAN:
            parts.append(_Part("r", _ROMAN[folded], *token.span()))
        elif folded not in _LINKS:
            parts.append(_Part("s" if folded in _SEASONS else "w", 0, *token.span()))
    return parts


def _named_day(text: str) -> tuple[date, Precision, str] | None:
    """The first day, else the first month, whose month has a name; and the text without it."""
    parts = _parts(text)
    kinds = "".join(part.kind for part in parts)
    for order in ("dmy", "mdy", "ymd", "dry", "dmd", "my", "ym"):
        at = kinds.find(order)
        while at >= 0:
            chosen = {part.kind: part.value for part in parts[at : at + len(order)]}
            start, end = parts[at].start, parts[at + len(order) - 1].end
            if order == "dmd":
                # RFC 822 §5.1 wrote the year with two digits. Digits that go on may be a clock: "8 Feb 14.05 Uhr".
                short = text[parts[at + 2].start : end]
                if len(short) == 2 and text[end : end + 1] not in {".", ":", "h"}:
                    day = date(_full_year(short), parts[at + 1].value, parts[at].value)
                    return day, "day", f"{text[:start]}{_CUT}{text[end:]}"
            elif "d" in chosen:
                day = date(chosen["y"], chosen.get("m") or chosen["r"], chosen["d"])
                return day, "day", f"{text[:start]}{_CUT}{text[end:]}"
            elif kinds.count("m") == 1:
                return date(chosen["y"], chosen["m"], 1), "month", f"{text[:start]}{_CUT}{text[end:]}"
            at = kinds.find(order, at + 1)
    if kinds.count("y") == 1 and "d" not in kinds and ("s" in kinds or kinds.count("m") > 1):
        # "Summer 2018", "January/February 2018": of an issue of several months the year alone is certain.
        period = [part for part in parts if part.kind in "msy"]
        year = next(part.value for part in period if part.kind == "y")
        start, end = period[0].start, period[-1].end
        return date(year, 1, 1), "year", f"{text[:start]}{_CUT}{text[end:]}"
    return None


def _says_no_more(word: str) -> bool:
    return all(_fold(part) in _WEEKDAYS for part in _WORD.findall(word))


def _start(year: int, month: int, day: int, precision: Precision) -> Moment:
    if not 1500 <= year <= 2100:
        raise ValueError(f"{year} is no year of a newspaper")
    return Moment(datetime(year, month, day, tzinfo=UTC), precision, None)


def _is_zone(word: str) -> bool:
    word = word.upper()
    return word in _ZONES or word in _SEASONAL or word in _AMBIGUOUS or _OFFSET.fullmatch(word) is not None


def _is_day(clock: datetime, how: _How) -> bool:
    return how.is_midnight_a_day and not (clock.hour or clock.minute or clock.second or clock.microsecond)


def _zoned(clock: datetime, zone: str | None, how: _How) -> Moment:
    """The instant of a clock reading in `zone`; without one, in the publisher's, else as if it were UTC."""
    if not 1500 <= clock.year <= 2100:
        raise ValueError(f"{clock.year} is no year of a newspaper")
    if how.is_midnight_a_day and _is_day(clock, how):
        return Moment(clock, "day", None)
    name = (zone or "").strip("() ").upper()
    if not name:
        return _at_publisher(clock, how.zone) if how.zone else Moment(clock, "instant", None)
    if (offset := _ZONES.get(name)) is not None:
        if offset == 180 and name in _MOSCOW and _FOUR_HOURS[0] <= clock < _FOUR_HOURS[1]:
            offset = 240
    elif found := _OFFSET.fullmatch(name):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes > 14 * 60:
            raise ValueError(f"{zone!r} is no offset from UTC")
        offset = minutes if found[1] == "+" else -minutes
        name = f"{found[1]}{minutes // 60:02}:{minutes % 60:02}"
    elif name in _SEASONAL:
        offset = _SEASONAL[name] + (60 if _is_summer(clock) else 0)
    elif name in _AMBIGUOUS:
        if how.zone and not _OFFSET.fullmatch(how.zone):
            local = clock.replace(tzinfo=_iana(how.zone))
            if local.tzname() == name:  # the publisher's own: "IST" of a paper in Kolkata
                return Moment(local.astimezone(UTC), "instant", name)
        return _start(clock.year, clock.month, clock.day, "day")
    else:
        raise ValueError(f"{zone!r} is no known zone")
    return Moment(clock - timedelta(minutes=offset) if offset else clock, "instant", name)


def _at_publisher(clock: datetime, zone: str) -> Moment:
    if _OFFSET.fullmatch(zone):
        return _zoned(clock, zone, _PLAIN)
    return Moment(clock.replace(tzinfo=_iana(zone)).astimezone(UTC), "instant", zone)


def _iana(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no zone of the IANA database") from error


def _is_summer(clock: datetime) -> bool:
    """Whether daylight time holds in the United States by the Energy Policy Act of 2005 (before, that of 1986)."""
    if clock.year >= 2007:
        starts, ends = _sunday(clock.year, 3, 8), _sunday(clock.year, 11, 1)
    else:
        starts, ends = _sunday(clock.year, 4, 1), _sunday(clock.year, 10, 25)
    two = timedelta(hours=2)
    return starts + two <= clock < ends + two


def _sunday(year: int, month: int, day: int) -> datetime:
    first = datetime(year, month, day, tzinfo=UTC)
    return first + timedelta(days=6 - first.weekday())
