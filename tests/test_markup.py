"""What the walker of markup promises, beyond the cases of the formats that use it."""

from lxml import etree

from corpus.readers import _markup


def texts(markup, **how):
    return _markup.paragraphs(etree.fromstring(markup), **how)


def test_a_row_of_a_table_is_one_paragraph_whatever_its_cells_hold():
    table = (
        "<table><tr><td>Marrow</td><td><p>One.</p><p>Two.</p></td><td>3<br/>4</td></tr><tr><th/><th>G</th></tr></table>"
    )

    assert texts(table) == ["Marrow | One. Two. | 3 4", "G"]
    assert texts(table.replace("><", ">\n\n   <"), keep_lines=True) == ["Marrow | One. Two. | 3 4", "G"]


def test_results_set_in_columns_keep_their_lines_where_lines_mean_something():
    rows = [f"Tarnhollow Rovers   {n}  Marrow Town   {n + 1}" for n in range(6)]
    raw = "<p>Jan 30 - Results\n" + "\n".join(rows) + "</p>"

    assert texts(raw, keep_lines=True) == ["Jan 30 - Results", *rows]
    assert len(texts(raw)) == 1


def test_prose_with_two_blanks_after_each_stop_is_no_table():
    line = "The mill turned again on Monday.  Nobody had thought it would turn.  It"

    assert texts(f"<p>{chr(10).join([line] * 8)}</p>", keep_lines=True) == [" ".join([line.replace("  ", " ")] * 8)]
