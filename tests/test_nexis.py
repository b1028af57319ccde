"""What the reader of Nexis exports promises beyond its cases, and what Word and Rich Text documents give."""

import io
import re

import pytest
from word import document, heading, labelled, packed, paragraph, run, table

from corpus import readers
from corpus.errors import ReadError
from corpus.readers import _docx, _nexis_bylines, _rtf, nexis
from corpus.record import Article, Problem

CSS = "<STYLE>.c0 {text-align: center;} .c7 {font-size: 14pt; font-weight: bold;} .c8 {font-weight: bold;}</STYLE>"


def read(data):
    return list(nexis.read(io.BytesIO(data), "export"))


def article(data):
    (found,) = [item for item in read(data) if isinstance(item, Article)]
    return found


def of_text(*blocks, date="May 4, 2024 Saturday", name="Skarn Echo"):
    """A plain-text export of one document, its blocks parted by blank lines."""
    top = ["1 of 1 DOCUMENTS".center(79).rstrip(), name.center(79).rstrip(), date.center(79).rstrip()]
    return "\n\n".join([*top, *blocks]).encode()


def of_word(*header, headline="Mill reopens", source=("Skarn Echo", "May 4, 2024 Saturday"), body=("It turns.",)):
    """A Word export of one document."""
    top = [paragraph(run(text), centred=True) for text in (headline, *source)]
    text = [paragraph(run(line)) for line in body]
    end = paragraph(run("\n"), run("End of Document", bold=True))
    return packed(document(*top, *header, labelled("Length", "2 words"), heading("Body"), *text, end))


def of_html(*blocks):
    """An HTML export of one document: a label is a pair, anything else a line."""
    lines = "".join(
        f'<DIV><P><SPAN CLASS="c8">{block[0]}: </SPAN><SPAN>{block[1]}</SPAN></P></DIV>'
        if isinstance(block, tuple)
        else f"<DIV><P><SPAN>{block}</SPAN></P></DIV>"
        for block in blocks
    )
    centred = '<DIV CLASS="c0"><P><SPAN>{}</SPAN></P></DIV>'
    top = centred.format("1 of 1 DOCUMENTS") + centred.format("Skarn Echo") + centred.format("May 4, 2024")
    return f"<HTML>{CSS}<BODY><!-- <DOCFULL> -->{top}{lines}<!-- </DOCFULL> --></BODY></HTML>".encode()


# ------------------------------------------------------------------ the cover sheet


@pytest.mark.parametrize(
    "cover",
    [
        [labelled("User Name", "RUFUS QUILL"), labelled("Search Terms", "RUFUS and weir")],
        [paragraph(run("Documents (1)", bold=True)), paragraph(run("1. RUFUS")), table(("Content Type", "RUFUS"))],
    ],
)
@pytest.mark.parametrize("bookmark", ["Bookmark_1", ""])
def test_the_cover_sheet_is_in_no_article_and_no_message(cover, bookmark):
    top = [
        paragraph(bookmark=bookmark),
        paragraph(run("Mill reopens"), centred=True),
        paragraph(run("Echo"), centred=True),
    ]
    rest = [
        labelled("Length", "2 words"),
        heading("Body"),
        paragraph(run("It turns.")),
        paragraph(run("End of Document")),
    ]

    items = read(packed(document(*cover, *top, *rest)))

    assert "RUFUS" not in repr(items).upper()
    assert [item.headline for item in items if isinstance(item, Article)] == ["Mill reopens"]


SHEET = """User Name: Rufus Quill
Date and Time: Monday, 3 May 2021 10:03:00 AM EDT
Job Number: 143-RUFUS

Documents (2)

1. Mill reopens (RUFUS)
Client/Matter: -None-
Search Terms: RUFUS and weir
Search Type: Terms and Connectors
Narrowed by:
Content Type     Narrowed by
News             RUFUS; Timeline: 01 Jan 2015 to 31 Dec 2018
2. Weir breaks (RUFUS)

"""
MILL = """Mill reopens

Skarn Echo

May 4, 2018 Friday

Copyright 2018 Skarn Echo All Rights Reserved

Section: NEWS; Pg. 4

Length: 14 words

Byline: Mara Lind

Body

The mill at Northmere reopened on Friday.

Its wheel turns again, said Bo Halse.

Load-Date: May 5, 2018

End of Document
"""
WEIR = MILL.replace("Mill reopens", "Weir breaks").replace("May 4, 2018 Friday", "May 7, 2018")


@pytest.mark.parametrize(
    "text",
    [
        SHEET + MILL + WEIR,
        "\ufeff" + SHEET + MILL + SHEET + WEIR + SHEET,  # two exports in one file, and a sheet behind them
        (SHEET + MILL + WEIR).replace("\n\n", "\n"),
        SHEET.replace(": ", ":\n") + MILL + WEIR,
        SHEET + MILL + WEIR.replace("End of Document\n", ""),  # cut off
    ],
)
def test_since_2017_a_plain_text_is_parted_at_the_ends_of_its_documents(text):
    assert readers.sniff(text.encode(), "export.txt") == "nexis"

    items = read(text.encode())

    found = [item for item in items if isinstance(item, Article)]
    assert "RUFUS" not in repr(items).upper()
    assert [(a.headline, a.deck, a.byline) for a in found] == [
        ("Mill reopens", None, "Mara Lind"),
        ("Weir breaks", None, "Mara Lind"),
    ]
    assert {(a.publisher, a.section, a.page) for a in found} == {("Skarn Echo", "NEWS", "4")}
    body = "The mill at Northmere reopened on Friday.\n\nIts wheel turns again, said Bo Halse."
    assert {a.body for a in found} == {body}


def test_a_document_that_nothing_parts_from_its_cover_sheet_is_an_error_and_no_article():
    items = read((SHEET + MILL.replace("May 4, 2018 Friday", "Undated") + WEIR).encode())

    assert "RUFUS" not in repr(items).upper()
    assert [item.headline for item in items if isinstance(item, Article)] == ["Weir breaks"]
    assert [item.code for item in items if isinstance(item, Problem)][:2] == ["cover-sheet-left-out", "no-article"]


def test_without_a_headline_the_cover_sheet_lends_none():
    (first, second) = [
        item
        for item in read((SHEET + MILL.replace("Mill reopens\n\n", "") + WEIR).encode())
        if isinstance(item, Article)
    ]

    assert (first.headline, first.publisher, second.headline) == (None, "Skarn Echo", "Weir breaks")


@pytest.mark.parametrize("sheet", [SHEET, "Nexis\n\nBenutzername: Rufus Quill\nSuchbegriffe: RUFUS\n", SHEET[:24]])
def test_a_text_that_begins_like_a_cover_sheet_is_never_read_as_any_text(sheet):
    data = (sheet + "\nThe mill at Northmere reopened on Friday.\n").encode()

    assert readers.sniff(data, "export.txt") == "nexis"
    with pytest.raises(ReadError, match="no export of Nexis"):
        read(data)


def test_a_cover_sheet_behind_the_last_document_is_no_part_of_it():
    tail = "\nTime of Request: Monday, 3 May 2021\n\nPrint Request: All Documents\n\nSend to:  QUILL, RUFUS\n"
    data = of_text("Mill reopens", "BYLINE: Mara Lind", "BODY:", "The mill reopened on Friday.") + tail.encode()

    items = read(data)

    assert "RUFUS" not in repr(items).upper()
    assert [item.body for item in items if isinstance(item, Article)] == ["The mill reopened on Friday."]

    assert "cover-sheet-left-out" in [item.code for item in items if isinstance(item, Problem)]


def test_a_cover_sheet_of_a_page_is_in_no_message():
    page = of_html("Mill reopens", ("LENGTH", "2 words"), "It turns.")
    cover = b"<BODY><DIV><P>Send To:<BR>RUFUS QUILL<BR>Terms: weir</P></DIV>"

    items = read(page.replace(b"<BODY>", cover))

    assert b"RUFUS" not in repr(items).encode()
    assert [p.code for p in items if isinstance(p, Problem)] == ["cover-sheet-left-out", "labels-left-out"]


# ------------------------------------------------------------------ headline, date, place


@pytest.mark.parametrize(
    ("printed", "kicker", "headline", "deck"),
    [
        ("Mill reopens", None, "Mill reopens", None),
        ("Mill reopens; Forty sing in it", None, "Mill reopens", "Forty sing in it"),
        ("Will it hold?;Nobody says", None, "Will it hold?", "Nobody says"),
        ("Mill reopens / Forty sing in it / Again", None, "Mill reopens", "Forty sing in it / Again"),
        ("And/or: a history", None, "And/or: a history", None),
        ("Mill (water; wind) reopens", None, "Mill (water; wind) reopens", None),
        ("THE RIVER; A Wall and Its Price", "THE RIVER", "A Wall and Its Price", None),
        ("A WALL; AND ITS PRICE", None, "A WALL", "AND ITS PRICE"),
        ("Mill reopens - Correction Appended", None, "Mill reopens", None),
        ("No Headline In Original", None, None, None),
    ],
)
def test_a_headline_may_hold_a_kicker_and_a_deck(printed, kicker, headline, deck):
    found = article(of_word(headline=printed))

    assert (found.kicker, found.headline, found.deck) == (kicker, headline, deck)


@pytest.mark.parametrize(
    ("printed", "at", "precision", "zone"),
    [
        ("May 30, 2014 Friday", "2014-05-30T00:00", "day", None),
        ("June 17, 1995, CITY EDITION", "1995-06-17T00:00", "day", None),
        ("January 28, 1993, Tuesday, Late Edition - Final", "1993-01-28T00:00", "day", None),
        ("April 15, 2003 4:11 AM EST", "2003-04-15T09:11", "instant", "EST"),
        ("May 28, 2019 Tuesday 15:43 EST", "2019-05-28T20:43", "instant", "EST"),
        ("November 29, 2017 Wednesday 00:00 EST", "2017-11-29T00:00", "day", None),
        ("27. Februar 2012 Montag 9:50 PM GMT+1", "2012-02-27T20:50", "instant", "+01:00"),
        ("mardi 12 mars 2013", "2013-03-12T00:00", "day", None),
        ("June 13, 2005, Monday 20:00:00 - 21:00:00 Eastern Time", "2005-06-14T00:00", "instant", "ET"),
        ("May 2004", "2004-05-01T00:00", "month", None),
    ],
)
def test_a_date_may_stand_before_an_edition(printed, at, precision, zone):
    found = article(of_text("Mill reopens", "LENGTH: 2 words", "It turns.", date=printed))

    assert (f"{found.published.at:%Y-%m-%dT%H:%M}", *found.published[1:]) == (at, precision, zone)
    assert found.publisher == "Skarn Echo"


def test_a_date_that_cannot_be_read_is_a_warning_and_no_publisher():
    found = article(of_text("Mill reopens", "LENGTH: 2 words", "It turns.", date="3/4/2004"))

    assert (found.published, found.publisher) == (None, "Skarn Echo")
    assert [p.code for p in found.problems] == ["date-unread"]


def test_a_correction_that_is_announced_beside_the_date_is_said():
    found = article(
        of_text("Mill reopens", "LENGTH: 2 words", "It turns.", date="May 4, 2024 Saturday Correction Appended")
    )

    assert (found.published.precision, found.correction) == ("day", "Correction Appended")


@pytest.mark.parametrize(
    ("deck", "highlight", "kicker", "expected"),
    [
        ("Opinion", "Nobody says why.", "Opinion", "Nobody says why."),
        ("Forty now sing in it", "Nobody says why.", None, "Forty now sing in it"),
    ],
)
def test_behind_a_headline_may_stand_the_name_of_a_column(deck, highlight, kicker, expected):
    found = article(of_word(labelled("Highlight", highlight), headline=f"Mill reopens; {deck}"))

    assert (found.kicker, found.deck) == (kicker, expected)


def test_an_agency_that_publishes_is_credited_where_no_other_is():
    wire = of_text("Mill reopens", "LENGTH: 2 words", "It turns.", name="Agence France Presse -- English")
    paper = of_text(
        "Mill reopens", "BYLINE: Mara Lind, Reuters", "LENGTH: 2 words", "It turns.", name="Associated Press"
    )

    assert (article(wire).agency, article(wire).publisher) == (
        "Agence France Presse",
        "Agence France Presse -- English",
    )
    assert article(paper).agency == "Reuters"


@pytest.mark.parametrize(
    ("printed", "section", "page"),
    [
        ("MONEY; Pg. 1B", "MONEY", "1B"),
        ("Guardian Pages, Pg. 15", "Guardian Pages", "15"),
        ("News; Briefs; Pg. A10; Column; Brief", "News; Briefs; Column; Brief", "A10"),
        ("Financial; E01", "Financial", "E01"),
        ("Pg. B22", None, "B22"),
        ("AUSLAND; USA; S. 84 Ausg. 8", "AUSLAND; USA", "84"),
        ("Section B; Page 22, Column 2; Metro Desk", "Section B; Page 22, Column 2; Metro Desk", "22"),
        ("Section B; Column 0; Business Desk; Pg. 1", "Section B; Business Desk", "1"),
        ("Section ; Column 0; Business Desk; Pg. ", "Business Desk", None),
        ("US; politics", "US; politics", None),
    ],
)
def test_a_section_may_hold_a_page(printed, section, page):
    found = article(of_word(labelled("Section", printed)))

    assert (found.section, found.page) == (section, page)


@pytest.mark.parametrize(
    ("line", "names", "notes"),
    [
        ("By MARA LIND, --(Reuter)", ["Mara Lind", "Reuter"], 0),
        ("--(AFP/Reuter)", ["AFP", "Reuter"], 0),
        ("Lind, Mara; Halse-Orr, Bo Ida; Rohr, Mathias von", ["Mara Lind", "Bo Ida Halse-Orr", "Mathias von Rohr"], 0),
        ("Lind, Mara, The Northmere Gazette", ["Mara Lind"], 0),
        ("From MARA LIND in Skarn", ["Mara Lind"], 0),
        ("By MARA LIND, BO HALSE, and IDA ROOK", ["Mara Lind", "Bo Halse", "Ida Rook"], 0),
        ("SU-LIN HALSE, Northmere Sun", ["Su-Lin Halse"], 0),
        ("Mara Lind, with files from Bo Halse", ["Mara Lind"], 0),
        ("By MARA LIND; Bo Halse reported from Skarn, and Ida Rook from Vesper.", ["Mara Lind"], 1),
        ("; Ida J. Rook contributed reporting from Skarn.", [], 1),
        ("The Skarn Echo", ["The Skarn Echo"], 0),
    ],
)
def test_a_byline_of_a_database_is_taken_apart(line, names, notes):
    found = _nexis_bylines.credits_of(line, "Skarn Echo (Calder)")

    assert [author.name for author in found.authors] == names
    assert len(found.notes) == notes


# ------------------------------------------------------------------ the text


def test_a_label_within_the_text_is_a_part_of_the_text():
    found = article(
        of_text("Mill", "LENGTH: 9 words", "He wrote:", "SUBJECT: The mill", "It turns.", "LANGUAGE: ENGLISH")
    )

    assert found.body == "He wrote:\n\nSUBJECT: The mill\n\nIt turns."
    assert found.subjects == ()


def test_labels_of_plain_text_may_stand_in_one_block():
    found = article(of_text("Mill", "BYLINE: Mara\nLind\nSECTION: News; Pg. 4\nLENGTH: 9 words", "It turns."))

    assert (found.byline, found.section, found.page, found.body) == ("Mara Lind", "News", "4", "It turns.")


def test_a_label_of_pictures_above_the_text_takes_no_text():
    text = [f"Paragraph {n} of the mill's history was written by a choir." for n in range(20)]

    found = article(of_text("Mill", "LENGTH: 9 words", "GRAPHIC: Photo: The mill at noon.", *text, "LANGUAGE: ENGLISH"))

    assert found.body.split("\n\n") == text
    assert [caption.text for caption in found.captions] == ["The mill at noon."]


def test_a_word_export_without_lines_in_the_middle_is_read():
    top = [paragraph(run(text)) for text in ("Mill reopens", "Skarn Echo", "May 4, 2024 Saturday")]
    cover = [labelled("User Name", "RUFUS QUILL"), labelled("Search Terms", "mill")]
    rest = [
        labelled("Length", "2 words"),
        heading("Body"),
        paragraph(run("It turns.")),
        paragraph(run("End of Document")),
    ]

    items = read(packed(document(*cover, *top, *rest)))

    found = next(item for item in items if isinstance(item, Article))
    assert (found.headline, found.publisher, found.body) == ("Mill reopens", "Skarn Echo", "It turns.")
    assert "RUFUS" not in repr(items)


def test_speakers_in_bold_are_no_labels():
    page = of_html(
        "Talk", ("LENGTH", "9 words"), ("HOST", "Does it turn?"), ("ORTIZ", "It does."), ("LANGUAGE", "ENGLISH")
    )

    assert article(page).body == "HOST: Does it turn?\n\nORTIZ: It does."


@pytest.mark.parametrize(
    ("last", "column", "value"),
    [
        ("Ida Rook contributed reporting from Skarn.", "editor_note", "Ida Rook contributed reporting from Skarn."),
        ("https://echo.example/2024/mill.html", "url", "https://echo.example/2024/mill.html"),
        ("https://echo.example", "url", None),
        ("mara.lind@echo.example", "editor_note", None),
        ("mal/dpa/Reuters", "agency", "dpa"),
        ("-- Mara Lind", "byline", "Mara Lind"),
        ("Skarn Echo", "publisher", "Skarn Echo"),
        ("See the mill, page 14", "page", None),
    ],
)
def test_what_stands_below_a_text_is_not_in_it(last, column, value):
    found = article(of_word(body=("The mill turned again on Saturday.", last)))

    assert found.body == "The mill turned again on Saturday."
    assert getattr(found, column) == value


def test_a_writer_of_a_letter_signs_below_it():
    found = article(of_word(labelled("Byline", "Mara Lind"), body=("The mill turned again.", "Mara Lind,", "Skarn")))

    assert found.body == "The mill turned again."


def test_a_text_of_one_paragraph_stays():
    assert article(of_word(body=("Skarn Echo",))).body == "Skarn Echo"


def test_terms_are_subjects_with_their_scores():
    found = article(
        of_html("Mill", ("LENGTH", "2 words"), "It turns.", ("SUBJECT", "MILLS (93%); WEIRS (7%) ROADS; TOLLS"))
    )

    assert [(s.name, s.relevance) for s in found.subjects] == [
        ("MILLS", 0.93),
        ("WEIRS", 0.07),
        ("ROADS", None),
        ("TOLLS", None),
    ]


# ------------------------------------------------------------------ what it refuses


def test_an_old_word_file_is_refused_with_what_to_do():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

    assert readers.sniff(data, "export.doc") == "nexis"
    with pytest.raises(ReadError, match=r"save it as \.docx") as refused:
        read(data)
    assert refused.value.code == "old-word-file"


@pytest.mark.parametrize(
    "data", [packed(document(paragraph(run("A letter.")))), b"{\\rtf1 A letter.\\par}", b"A letter."]
)
def test_what_is_no_export_is_refused(data):
    with pytest.raises(ReadError, match="no export of Nexis"):
        read(data)


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(ReadError, match="refused as a bomb"):
        read(packed(document(paragraph(run("x" * 20_000_000)))))


@pytest.mark.parametrize("cut", [40, 200, 400])
def test_a_word_file_that_was_cut_is_damaged(cut):
    with pytest.raises(ReadError, match="Word document"):
        read(of_word()[:cut])


def test_entities_of_a_word_file_open_no_other_file():
    own = b"<!DOCTYPE w [<!ENTITY a SYSTEM 'aha.xml'>]><w:document"
    xml = document(paragraph(run("mill"))).replace(b"<w:document", own, 1)

    found = list(_docx.paragraphs(io.BytesIO(packed(xml.replace(b"mill", b"mill &a;"))), "x"))

    assert "aha" not in "".join(p.text for p in found)


def test_documents_before_a_fault_in_a_word_file_are_kept():
    top = [paragraph(run(text), centred=True) for text in ("Mill", "Echo")]
    data = document(*top, labelled("Length", "1"), paragraph(run("End of Document")))
    items = nexis.read(io.BytesIO(packed(data.replace(b"</w:body>", b"<w:p><w:r></w:p>"))), "x")

    assert next(items).headline == "Mill"
    with pytest.raises(ReadError, match="well-formed"):
        list(items)


# ------------------------------------------------------------------ Rich Text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (r"caf\'e9", "café"),
        (r"{\f1 \'e8}\'e8", "čè"),
        (r"{\f2 \'83\'8a}", "リ"),
        (r"\u321?\'f3d\u378?", "Łódź"),
        (r"\uc2\u321xx\uc0\u321 y", "ŁŁy"),
        (r"\u-10179?\u-9014?", "📊"),
        (r"\ldblquote Turn\rquote s\rdblquote\emdash", "“Turn’s”—"),
        (r"a\~b\_c\-d \{e\}", "a\u00a0b-cd {e}"),
        (r"one{\*\unknown two}{\pict three}{\header four}\bin5 12345five", "onefive"),
        (r'{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}', "link"),
        ("one\r\n two", "one two"),
    ],
)
def test_the_characters_of_rich_text(markup, text):
    fonts = r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset238 B;}{\f2\fcharset128 C;}}"
    data = rf"{{\rtf1\ansi\ansicpg1252{fonts}{markup}\par}}".encode("ascii")

    (found,) = _rtf.paragraphs(io.BytesIO(data), "x")

    assert found.text == text


def test_the_style_of_rich_text():
    data = rb"{\rtf1{\b\fs28 Label:} text\line{\b Next:} line\par\pard\qc middle\par\pard left\par}"

    first, second, third = _rtf.paragraphs(io.BytesIO(data), "x")

    assert (first.text, first.leads, first.size) == ("Label: text\nNext: line", ("Label:", "Next:"), 14.0)
    assert (second.is_centred, third.is_centred) == (True, False)


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1 " + b"{" * 100_000,
        b"{\\rtf1 " + b"}" * 100_000,
        b"{\\rtf1 \\bin999999999 x",
        b"{\\rtf1 \\u-99999999999 \\'zz \\",
        b"{\\rtf1 {\\fonttbl{\\f0\\fcharset999 x",
    ],
)
def test_broken_rich_text_ends_in_a_read_error(data):
    with pytest.raises(ReadError):
        read(data)


def test_reading_takes_time_in_proportion_to_the_export():
    assert len(read(of_text("Mill", "LENGTH: 9 words", "BYLINE: " + "a-" * 500_000, "word " * 400_000))) == 2
    assert len(read(of_text("Mill", "LENGTH: 9 words", "It turns.", "SUBJECT: " + "A (" * 300_000))) == 2
    assert re.search("word", article(of_html("Mill", ("LENGTH", "1"), "word<br>" * 20_000)).body)


# ------------------------------------------------------------------ what newspapers leave in a text

LONG = "The mill at Northmere reopened on Friday after nine years of silence, and its wheel turns again, said Bo Halse."


def test_a_deck_broken_at_the_width_of_its_column_is_one_deck():
    found = article(of_word(labelled("Byline", "Mara Lind"), body=("Wheel turns", "again after", "nine years", LONG)))

    assert (found.deck, found.body) == ("Wheel turns again after nine years", LONG)


def test_the_writers_below_a_broken_deck_are_no_paragraph():
    found = article(of_word(labelled("Byline", "Mara Lind"), body=("Wheel turns", "again", "Mara Lind Skarn", LONG)))

    assert (found.deck, found.body) == ("Wheel turns again", LONG)
    assert any("Mara Lind Skarn" in problem.message for problem in found.problems)


def test_short_lines_that_do_not_go_on_are_no_deck():
    found = article(of_word(body=("First verse", "Second verse", LONG)))

    assert found.deck is None


def test_the_address_of_a_writer_is_no_part_of_the_byline():
    found = article(of_text("Mill reopens", "BYLINE: MARA LIND, mlind@echo.example", "BODY:", LONG))

    assert (found.byline, [a.name for a in found.authors]) == ("MARA LIND", ["Mara Lind"])


def test_a_byline_in_small_letters_names_a_person_and_a_place_does_not():
    assert [a.name for a in _nexis_bylines.credits_of("mara lind", None).authors] == ["Mara Lind"]
    assert _nexis_bylines.credits_of("By NEW YORK", None).authors == ()
