"""What is promised of datelines, as wires in many languages set them, and of fields that hold one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers._datelines import dateline_of, place_of


@pytest.mark.parametrize(
    ("line", "place", "agency"),
    [
        ("NORTHMERE (AP) — The weir broke.", "NORTHMERE", "AP"),
        ("NORTHMERE, Cald. (AP) _ The weir broke.", "NORTHMERE, Cald.", "AP"),
        ("PORT VESPER, Calder (AP) -- The weir broke.", "PORT VESPER, Calder", "AP"),
        ("NORTHMERE, Aug 29, 2014 (AFP) - The weir broke.", "NORTHMERE", "AFP"),
        ("NORTHMERE, Oct. 3 (Xinhua) -- The weir broke.", "NORTHMERE", "Xinhua"),
        ("NORTHMERE, Feb 26 - The weir broke.", "NORTHMERE", None),
        ("Northmere, Feb 26 - The weir broke.", "Northmere", None),
        ("NORTHMERE, Jan. 8 -- The weir broke.", "NORTHMERE", None),
        ("NORTHMERE - The weir broke.", "NORTHMERE", None),
        ("SKARN, Nov 26 AFP - The weir broke.", "SKARN", "AFP"),
        ("SKARN March 22 AAP - The weir broke.", "SKARN", "AAP"),
        ("SKARN, AAP - The weir broke.", "SKARN", "AAP"),
        ("SKARN. March 3. INTERFAX - The weir broke.", "SKARN", "INTERFAX"),
        ("Jan 30 (Reuters) - The weir broke.", None, "Reuters"),
        ("Jan 3 (OPTA) - The weir broke.", None, "OPTA"),
        ("NORTHMERE, Calder--(BUSINESS WIRE)--The weir broke.", "NORTHMERE, Calder", "BUSINESS WIRE"),
        ("NORTHMERE, March 3, 2020 /PRNewswire/ -- The weir broke.", "NORTHMERE", "PRNewswire"),
        ("Northmere (dpa) - Das Wehr brach.", "Northmere", "dpa"),
        ("Northmere (dpa/lno) - Das Wehr brach.", "Northmere", "dpa"),
        ("Northmere (tca/dpa) - The weir broke.", "Northmere", "tca/dpa"),
        ("Port Vesper/Skarn (dpa) - Das Wehr brach.", "Port Vesper/Skarn", "dpa"),
        ("SKÅRN (awp) - Das Wehr brach.", "SKÅRN", "awp"),
        ("NORTHMERE, 3 mars (AFP) - Le barrage a cédé.", "NORTHMERE", "AFP"),
        ("Northmere, Jan 2 (EFE).- La presa.", "Northmere", "EFE"),
        ("Northmere, 4 ene (EFE).-La presa.", "Northmere", "EFE"),
        ("NORTHMERE, 21 Nov. 2024 (Europa Press) - La presa.", "NORTHMERE", "Europa Press"),
        ("Northmere, 03 mar 2020 (Lusa) — A represa.", "Northmere", "Lusa"),
        ("(ANSA) - NORTHMERE, 11 OTT - La diga.", "NORTHMERE", "ANSA"),
        ("Northmere, 3 mar. (Adnkronos) - La diga.", "Northmere", "Adnkronos"),
        ("Northmere /ritzau/: Dæmningen brast.", "Northmere", "ritzau"),
        ("NORTHMERE, Oct 7 (PTI) The weir broke.", "NORTHMERE", "PTI"),
        ("Northmere, Oct 7 (IANS) The weir broke.", "Northmere", "IANS"),
        ("Northmere a.M. (epd). Das Wehr brach.", "Northmere a.M.", "epd"),
        ("Northmere (sda) Das Wehr brach.", "Northmere", "sda"),
        ("(Keystone-SDA) Das Wehr brach.", None, "Keystone-SDA"),
        ("NORTHMERE 03/10 (BELGA) = Das Wehr brach.", "NORTHMERE", "BELGA"),
        ("Northmere 3. března (ČTK) - Das Wehr brach.", "Northmere", "ČTK"),
        ("NORTHMERE, October 7. /TASS/. The weir broke.", "NORTHMERE", "TASS"),
        ("Northmere, Oct 7, IRNA – The weir broke.", "Northmere", "IRNA"),
        ("NORTHMERE, 7th October, 2018 (WAM) -- The weir broke.", "NORTHMERE", "WAM"),
        ("Northmere (NTB): The weir broke.", "Northmere", "NTB"),
        (
            "Berlin - Das Wehr brach am Montag, sechs Monate nach der Flut, und zweihundert Menschen kamen.",
            "Berlin",
            None,
        ),
        (
            "Athen/Brüssel – Das Wehr brach am Montag, sechs Monate nach der Flut, und zweihundert kamen.",
            "Athen/Brüssel",
            None,
        ),
        ("Port Vesper, Mass. -- The weir broke.", "Port Vesper, Mass.", None),
        ("NORTHMERE, 17 (Reuters/EP) - La presa.", "NORTHMERE", "Reuters"),
        ("СКАРН, 7 октября. /ТАСС/. Плотина рухнула.", "СКАРН", "ТАСС"),
        ("СКАРН, 7 окт - РИА Новости. Плотина рухнула.", "СКАРН", "РИА Новости"),
        ("سكارن (رويترز) - انهار السد.", "سكارن", "رويترز"),
        ("新华社斯卡恩10月7日电（记者某某）大坝决口。", "斯卡恩", "新华社"),
        ("【スカルン共同】堤防が決壊した。", "スカルン", "共同"),
        ("【スカルン九日＝ＡＦＰ時事】堤防が決壊した。", "スカルン", "ＡＦＰ時事"),
        ("[スカルン 7日 ロイター] - 堤防が決壊した。", "スカルン", "ロイター"),
        ("(스카른=연합뉴스) 아무개 기자 = 둑이 무너졌다.", "스카른", "연합뉴스"),
    ],
)
def test_a_dateline_is_read_as_wires_set_it(line, place, agency):
    found = dateline_of(line)

    assert (found.place, found.agency) == (place, agency)
    assert line[found.end :].startswith(("The ", "Das ", "Le ", "La ", "A ", "Dæm", "Пло", "انهار", "大坝", "堤", "둑"))


@pytest.mark.parametrize(
    "line",
    [
        "Nobody was hurt (AP).",
        "The group (NATO)-led, was late - and small.",
        "On March 3 - the day of the flood - nobody slept.",
        "Monday, March 3 - the day of the flood.",
        "Published March 3 - the council met.",
        "UPDATE — The weir broke again.",
        "The mayor — who was asleep — heard nothing.",
        "Mara Lind, 34 - the mayor - said no.",
        "In 1923 - long ago - it broke.",
        "Photo (AP) - The weir.",
        "Photo by Mara Lind (AP). The weir.",
        "United Press International (UPI) President Bo Hals resigned.",
        "Mara Lind told Agence France-Presse (AFP). She wept.",
        "Nobody was hurt (AP). The mayor slept.",
        "Gold rose 3 percent (Reuters) - no more.",
        "Q - What happened?",
        "Results: Skarn 2 - Northmere 0",
        "Skarn - Northmere 2:0",
        "Berlin - Hauptstadt",
        "Paris - Rome - London: Three towns and a river, and a hundred people who went from one to the other.",
        "Politics - Discussion of the weir, which broke on Monday, six months after the flood, as people came.",
        "NORTHMERE (AP) — ",
        "",
    ],
)
def test_a_sentence_is_no_dateline(line):
    assert dateline_of(line) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("NORTHMERE, March 14 2013", "NORTHMERE"),
        ("NORTHMERE, Monday (Reuters)", "NORTHMERE"),
        ("Northmere (dpa) - ", "Northmere"),
        ("Northmere, Feb 26 -", "Northmere"),
        ("NORTHMERE, N.C., Feb 26 -", "NORTHMERE, N.C."),
        ("PORT VESPER, Mo.", "PORT VESPER, Mo."),
        ("PORT VESPER, Ore., Feb 26 -", "PORT VESPER, Ore."),
        ("PORT VESPER, Mo., Feb 26 -", "PORT VESPER, Mo."),
        ("PORT MAR, Feb 26 -", "PORT MAR"),
        ("PORT VESPER, Monday, Feb 26 -", "PORT VESPER"),
        ("Northmere, Calder", "Northmere, Calder"),
        ("Northmere (Oder)", "Northmere (Oder)"),
        ("NORTHMERE (AP)", "NORTHMERE"),
        ("NORTHMERE (BC-WEIR-QPA)", "NORTHMERE"),
        ("(BC-WEIR-QPA)", None),
        ("SKARN March 22 AAP -", "SKARN"),
        ("PORT-DE-SKARN", "PORT-DE-SKARN"),
        ("TEST WIRE - NORTHMERE, 01 LUG -", "NORTHMERE"),
        ("斯卡恩", "斯卡恩"),
        ("4/4/2018", None),
        ("2014-07-17 00:24:11 GMT+00:00", None),
        ("2022-03-10 @ 20:51", None),
        ("MARCH 04, 2013", None),
        ("Monday", None),
        ("AP", None),
        ("(AP)", None),
        ("Jan 30 (Reuters) - ", None),
        ("", None),
        ("12", None),
    ],
)
def test_the_place_of_a_field_is_null_where_the_field_holds_none(text, place):
    assert place_of(text) == place


@given(
    st.lists(
        st.sampled_from(["NORTHMERE", "(AP)", "-", "—", "/", "March 3", ",", ".", " ", "(", ")", "新华社", "=", "dpa"])
        | st.text(max_size=9),
        max_size=12,
    ).map("".join)
)
def test_any_paragraph_has_a_dateline_within_it_or_none(text):
    found = dateline_of(text)

    if found:
        assert 0 < found.end < len(text)
        assert found.place or found.agency
        assert found.place is None or found.place in " ".join(text.split())
    assert place_of(text) is None or place_of(text).strip()


@pytest.mark.timing
@pytest.mark.parametrize("text", ["(" * 200_000, "A, " * 200_000, "A-" * 200_000, "新华社" * 100_000, "1 " * 200_000])
def test_a_long_line_is_looked_at_only_at_its_beginning(text):
    started = time.process_time()

    dateline_of(text)
    place_of(text)

    assert time.process_time() - started < 3
