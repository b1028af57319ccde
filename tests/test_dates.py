"""What is promised of dates: every printed form in every language reads back, and what has two readings is refused."""

import contextlib
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.readers import _dates

# The month as it is printed within a date.
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "en-short": "Jan. Feb. Mar. Apr. May Jun. Jul. Aug. Sept. Oct. Nov. Dec.",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "pt-short": "Jan Fev Mar Abr Mai Jun Jul Ago Set Out Nov Dez",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "it-short": "GEN FEB MAR APR MAG GIU LUG AGO SET OTT NOV DIC",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
    "marraskuuta joulukuuta",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου "
    "Δεκεμβρίου",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
FORMS = [
    "{d} {m} {y}",
    "{d}. {m} {y}",
    "{m} {d}, {y}",
    "{d} {M} {y}",
    "{d:02}-{m}-{y}",
    "{y}. {m} {d}.",
    "{d} de {m} de {y}",
    "{m}  {d}, {y}\u00a0",
]
CLOCKS = [
    "{h}:{min:02}",
    "{h:02}:{min:02}:00",
    "{twelve}:{min:02} {half}",
    "{twelve}:{min:02} {dotted}",
    "{h}h{min:02}",
]
EAST = [
    "{y}年{mo}月{d}日 {h}:{min:02}",
    "{y} 年 {mo} 月 {d} 日 {h:02}:{min:02}",
    "{y}年{mo:02}月{d:02}日{h:02}时{min:02}分",
    "{y}年{mo}月{d}日(水) {ja}{twelve}時{min}分",
    "{y}年{mo}月{d}日星期三 {zh}{twelve}:{min:02}",
    "{y}년 {mo}월 {d}일 수요일 {ko} {twelve}:{min:02}",
    "{y}년 {mo}월 {d}일 {ko} {twelve}시 {min}분",
    "{y}.{mo:02}.{d:02} {h:02}:{min:02}",
    "{y}. {mo}. {d}. {ko} {twelve}:{min:02}",
]
DAYS = st.dates(date(1700, 1, 1), date(2100, 12, 31))
CLOCK_TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def clock_words(at):
    afternoon = at.hour >= 12
    return {
        "h": at.hour,
        "min": at.minute,
        "twelve": at.hour % 12 or 12,
        "half": "PM" if afternoon else "AM",
        "dotted": "p.m." if afternoon else "a.m.",
        "ja": "午後" if afternoon else "午前",
        "zh": "下午" if afternoon else "上午",
        "ko": "오후" if afternoon else "오전",
    }


@given(day=DAYS, language=st.sampled_from(sorted(MONTHS)), form=st.sampled_from(FORMS))
def test_a_day_printed_in_any_language_reads_back(day, language, form):
    month = MONTHS[language].split()[day.month - 1]
    text = form.format(d=day.day, m=month, M=month.upper(), y=day.year)

    assert _dates.moment(text) == (datetime(day.year, day.month, day.day, tzinfo=UTC), "day", None)


@given(
    day=DAYS,
    at=CLOCK_TIMES,
    language=st.sampled_from(sorted(MONTHS)),
    form=st.sampled_from(FORMS),
    clock=st.sampled_from(CLOCKS),
    joint=st.sampled_from([" ", ", ", " - ", " | "]),
)
def test_a_day_and_a_clock_printed_in_any_language_read_back(day, at, language, form, clock, joint):
    month = MONTHS[language].split()[day.month - 1]
    text = form.format(d=day.day, m=month, M=month.upper(), y=day.year) + joint + clock.format(**clock_words(at))

    assert _dates.moment(text) == (datetime.combine(day, at, UTC), "instant", None)


@given(day=DAYS, at=CLOCK_TIMES, form=st.sampled_from(EAST))
def test_a_time_as_it_is_printed_in_east_asia_reads_back(day, at, form):
    text = form.format(y=day.year, mo=day.month, d=day.day, **clock_words(at))

    assert _dates.moment(text) == (datetime.combine(day, at, UTC), "instant", None)


@given(
    at=st.datetimes(datetime.fromisoformat("1700-01-02"), datetime.fromisoformat("2100-12-30")),
    minutes=st.integers(-14 * 60, 14 * 60),
    form=st.sampled_from(["%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%d %H:%M:%S.%f", "%Y%m%dT%H%M%S.%f"]),
    colon=st.sampled_from(["", ":"]),
)
def test_every_instant_of_iso_8601_reads_back(at, minutes, form, colon):
    sign, gap = "-" if minutes < 0 else "+", abs(minutes)
    text = f"{at.strftime(form)}{sign}{gap // 60:02}{colon}{gap % 60:02}"

    assert _dates.moment(text) == (
        at.replace(tzinfo=UTC) - timedelta(minutes=minutes),
        "instant",
        f"{sign}{gap // 60:02}:{gap % 60:02}",
    )


@settings(max_examples=300)
@given(
    text=st.text(max_size=140)
    | st.lists(
        st.sampled_from(
            "4 12 31 99 2024 1988 May mar. 10:30 10.30 24:00 PM p.m. EST +0200 GMT -14:59 - / . , 年 月 日 "
            "오후 T Z de تشرين الأول 02/03/2024 20240504 h Uhr am".split()
        ),
        max_size=9,
    ).map(" ".join),
    zone=st.sampled_from([None, "Europe/Paris", "+02:00", "no zone", "", "../etc"]),
    order=st.sampled_from([None, "dmy", "mdy", "ymd"]),
    midnight=st.sampled_from(["instant", "day"]),
)
@example(text="0000-00-00T00:00:00Z", zone=None, order=None, midnight="day")
@example(text="9999-12-31T24:00:00-14:00", zone=None, order=None, midnight="instant")
def test_any_text_is_a_time_in_utc_or_a_value_error(text, zone, order, midnight):
    for read in (_dates.moment, _dates.cut):
        try:
            found = read(text, zone=zone, order=order, midnight=midnight)
        except ValueError:
            continue
        moment = found if read is _dates.moment else found[0]
        assert moment.at.utcoffset() == timedelta(0)
        assert 1499 <= moment.at.year <= 2101


@given(st.floats() | st.integers(), st.sampled_from(["s", "ms", "us", "ns"]))
def test_any_number_is_a_time_in_utc_or_a_value_error(number, unit):
    for read in (_dates.moment, lambda value: _dates.epoch(value, unit)):
        with contextlib.suppress(ValueError):
            assert read(number).at.utcoffset() == timedelta(0)


@given(
    st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2100-01-01")),
    st.sampled_from([("s", 1), ("ms", 1000), ("us", 10**6)]),
)
def test_an_epoch_in_a_unit_that_is_named_reads_back(at, unit):
    at = at.replace(tzinfo=UTC, microsecond=0)
    number = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1) * unit[1]

    assert _dates.epoch(number, unit[0]) == (at, "instant", "Z")
    assert _dates.epoch(str(number), unit[0]).at == at


@pytest.mark.parametrize(
    ("text", "at", "precision", "zone"),
    [
        ("Seg, 24 Set 2018 19:42:40 -0300", "2018-09-24T22:42:40", "instant", "-03:00"),
        ("27. Februar 2012 Montag 9:50 PM GMT+1", "2012-02-27T20:50", "instant", "+01:00"),
        ("May 30, 2014 Friday", "2014-05-30T00:00", "day", None),
        ("November 16, 2018 Friday 9:03 AM GMT", "2018-11-16T09:03", "instant", "GMT"),
        ("July 16, 2018 Monday 15:43 EST", "2018-07-16T20:43", "instant", "EST"),
        ("mardi 14 mars 2006", "2006-03-14T00:00", "day", None),
        ("mar 14 mar 2006", "2006-03-14T00:00", "day", None),
        ("terça-feira, 12 de outubro de 2018 às 14h30", "2018-10-12T14:30", "instant", None),
        ("7. huhtikuuta 2019 klo 14.30", "2019-04-07T14:30", "instant", None),
        ("7 октября 2018 г., 17:04 МСК", "2018-10-07T14:04", "instant", "МСК"),
        ("٧ أكتوبر ٢٠١٨", "2018-10-07T00:00", "day", None),
        ("الأحد، 7 أكتوبر/تشرين الأول 2018 10:30 م", "2018-10-07T22:30", "instant", None),
        ("2018年10月7日付 朝刊", "2018-10-07T00:00", "day", None),
        ("2018年10月", "2018-10-01T00:00", "month", None),
        ("10/2018", "2018-10-01T00:00", "month", None),
        ("20161011T001327+0100", "2016-10-10T23:13:27", "instant", "+01:00"),
        ("20140829T134951Z", "2014-08-29T13:49:51", "instant", "Z"),
        ("20141126T152703", "2014-11-26T15:27:03", "instant", None),
        ("2024-04-28 07:00:00Z", "2024-04-28T07:00", "instant", "Z"),
        ("2014-07-17 00:24:11 GMT+00:00", "2014-07-17T00:24:11", "instant", "+00:00"),
        ("2010-10-19T16:22:25.000-0400", "2010-10-19T20:22:25", "instant", "-04:00"),
        ("2024-05-04T24:00:00", "2024-05-05T00:00", "instant", None),
        ("2024-05-04T10:30:00+02:00[Europe/Berlin]", "2024-05-04T08:30", "instant", "+02:00"),
        ("26-FEB-1987 15:01:01.50", "1987-02-26T15:01:01.500000", "instant", None),
        (" 1-MAR-1987 03:25:46", "1987-03-01T03:25:46", "instant", None),
        ("2022-03-10 @ 20:51", "2022-03-10T20:51", "instant", None),
        ("Tue, 15 Aug 2023 01:02:03 -0400 (EDT)", "2023-08-15T05:02:03", "instant", "-04:00"),
        ("Sat May 04 2024 10:30:00 GMT+0200 (Central European Summer Time)", "2024-05-04T08:30", "instant", "+02:00"),
        ("Sat May 04 10:30:00 EDT 2024", "2024-05-04T14:30", "instant", "EDT"),
        ("2009-11-10 23:00:00 +0000 UTC", "2009-11-10T23:00", "instant", "+00:00"),
        ("Sa., 4. Mai 2024, 10:30 Uhr MESZ", "2024-05-04T08:30", "instant", "MESZ"),
        ("Wed, 02 Oct 2002 08:00:00 CLT", "2002-10-02T00:00", "day", None),
        ("12-IV-2004", "2004-04-12T00:00", "day", None),
        ("ngày 4 tháng 5 năm 2024", "2024-05-04T00:00", "day", None),
        ("4 Μαΐου 2024, 10:30 μ.μ.", "2024-05-04T22:30", "instant", None),
        ("星期一, 24 九月 2018 19:42:40 +0800", "2018-09-24T11:42:40", "instant", "+08:00"),
        ("월, 24 9월 2018 19:42:40 +0900", "2018-09-24T10:42:40", "instant", "+09:00"),
        ("月, 24 9 2018 19:42:40 +0900", "2018-09-24T10:42:40", "instant", "+09:00"),
        ("lun., 24 sept. 2018 19:42:40 +0200", "2018-09-24T17:42:40", "instant", "+02:00"),
        ("Пн, 24 сен 2018 19:42:40 +0300", "2018-09-24T16:42:40", "instant", "+03:00"),
        ("4 मई 2024", "2024-05-04T00:00", "day", None),
        ("Summer 2018", "2018-01-01T00:00", "year", None),
        ("January/February 2018", "2018-01-01T00:00", "year", None),
        ("4 мая 2012, 10:00 MSK", "2012-05-04T06:00", "instant", "MSK"),
        ("5 May 2024 1900 GMT", "2024-05-05T19:00", "instant", "GMT"),
        ("14:30 PM, 4 May 2024", "2024-05-04T14:30", "instant", None),
        ("12:30 a. m., 4 de mayo de 2024", "2024-05-04T00:30", "instant", None),
    ],
)
def test_a_form_that_sources_use_is_read(text, at, precision, zone):
    assert _dates.moment(text) == (datetime.fromisoformat(at).replace(tzinfo=UTC), precision, zone)


@pytest.mark.parametrize(
    "text",
    [
        "04.05.24", "2024-05-04T25:00", "14:30 AM, 4 May 2024", "YYYYMMDD000000-HHMM",
        "W12 2024", "2024-05-04T10:30:00 XYZ", "4 May 2024 and 5 May 2024", "between 4 and 5 May 2024", "4 May 0024",
        "20241504",
    ],
)  # fmt: skip
def test_what_is_no_date_or_two_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        _dates.moment(text)


def test_the_order_of_numbers_is_what_the_caller_says_where_both_are_possible():
    assert _dates.moment("04/05/2024", order="dmy").at.month == 5
    assert _dates.moment("04/05/2024", order="mdy").at.month == 4
    assert _dates.moment("25/04/2024", order="mdy").at.day == 25
    assert _dates.moment("02-12-88 2055EST", order="mdy").at == datetime(1988, 2, 13, 1, 55, tzinfo=UTC)
    assert _dates.moment("88/02/12", order="ymd").at == datetime(1988, 2, 12, tzinfo=UTC)


def test_a_weekday_says_which_of_two_readings_is_meant():
    assert _dates.moment("Sabtu, 04/05/2024").at == datetime(2024, 5, 4, tzinfo=UTC)
    assert _dates.moment("Friday, 04/05/2024").at == datetime(2024, 4, 5, tzinfo=UTC)
    for text in ("Monday, 04/05/2024", "Saturday or Friday, 04/05/2024", "ne 01/08/2024 so"):
        with pytest.raises(ValueError, match=r"."):
            _dates.moment(text)


def test_a_clock_without_a_zone_is_read_in_the_publishers():
    summer = _dates.moment("2024-07-04 10:30", zone="America/New_York")
    winter = _dates.moment("January 4, 2024 10:30 AM", zone="America/New_York")
    own = _dates.moment("2024-07-04T10:30:00+02:00", zone="America/New_York")
    day = _dates.moment("2024-07-04", zone="America/New_York")
    twice = _dates.moment("2024-11-03 01:30", zone="America/New_York")

    assert summer == (datetime(2024, 7, 4, 14, 30, tzinfo=UTC), "instant", "America/New_York")
    assert winter.at.hour == 15
    assert (own.at.hour, own.zone) == (8, "+02:00")
    assert (day.precision, day.zone) == ("day", None)
    assert twice.at.hour == 5


def test_the_half_of_the_day_is_no_zone():
    assert _dates.moment("10 May 2018 07:30 AM").at.hour == 7
    assert _dates.moment("10 May 2018 07:30 PM").at.hour == 19


def test_a_zone_with_two_meanings_is_the_publishers_own_where_it_is_one_there():
    assert _dates.moment("4 May 2024 10:30 IST").precision == "day"
    assert _dates.moment("4 May 2024 10:30 IST", zone="Asia/Kolkata").at.hour == 5
    assert _dates.moment("4 May 2024 10:30 IST", zone="America/New_York").precision == "day"


def test_a_zone_that_does_not_exist_is_said_by_name():
    assert not _dates.is_zone("Europe/Nowhere")
    with pytest.raises(ValueError, match="Europe/Nowhere"):
        _dates.moment("2024-07-04 10:30", zone="Europe/Nowhere")


def test_midnight_is_a_day_where_the_source_writes_days_so():
    assert _dates.moment("2016-08-07T00:00:00Z", midnight="day") == (datetime(2016, 8, 7, tzinfo=UTC), "day", None)
    assert _dates.moment("2016-08-07T00:00:00+02:00", midnight="day").at.day == 7
    assert _dates.moment("2016-08-07T00:00:01Z", midnight="day").precision == "instant"
    assert _dates.moment("2016-08-07T00:00:00Z").precision == "instant"


@pytest.mark.parametrize(
    ("line", "at", "rest"),
    [
        ("June 12, 1995, CITY EDITION", "1995-06-12", "CITY EDITION"),
        ("January 28, 1993, Thursday, Late Edition - Final", "1993-01-28", "Late Edition - Final"),
        ("Politique, mardi 14 mars 2006, p. 16", "2006-03-14", "Politique, p. 16"),
        ("Montag, 27. Februar 2012 | Seite 4", "2012-02-27", "Seite 4"),
        ("2018年10月7日 朝刊 3面", "2018-10-07", "朝刊 3面"),
    ],
)
def test_a_date_is_cut_out_of_a_line_that_holds_more(line, at, rest):
    moment, left = _dates.cut(line)

    assert (moment.at.date().isoformat(), left) == (at, rest)


@pytest.mark.parametrize(
    ("group", "near", "at"),
    [
        ("131137 GMT Nov 13", None, "2013-11-13T11:37"),
        ("051230 GMT dec 13", None, "2013-12-05T12:30"),
        ("051230", date(2019, 12, 30), "2020-01-05T12:30"),
        ("310900 GMT", date(2020, 2, 10), "2020-01-31T09:00"),
        ("242200 GMT Jun", date(2017, 2, 1), "2017-06-24T22:00"),
    ],
)
def test_the_day_and_time_group_of_a_wire_is_read(group, near, at):
    assert _dates.day_time_group(group, near=near).at == datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize("group", ["051230", "321230 GMT Nov 13", "052530 GMT Nov 13", "", "051230 GMT Foo 13"])
def test_a_group_that_has_no_year_or_no_such_time_is_refused(group):
    with pytest.raises(ValueError, match=r"."):
        _dates.day_time_group(group)


def test_a_day_in_six_digits_is_read_only_where_somebody_says_that_it_is_one():
    assert _dates.short_day("880212").at == datetime(1988, 2, 12, tzinfo=UTC)
    assert _dates.short_day("240212").at.year == 2024
    with pytest.raises(ValueError, match="date"):
        _dates.moment("880212")


@pytest.mark.timing
@pytest.mark.parametrize(
    "text", ["1" * 100_000, "May " * 30_000, "4 May 2024 " + " " * 100_000, "(" * 99_999, "٠" * 99_999]
)
def test_a_long_text_is_refused_at_once(text):
    started = time.process_time()

    for read in (_dates.moment, _dates.cut):
        with pytest.raises(ValueError, match=r"."):
            read(text)

    assert time.process_time() - started < 3
