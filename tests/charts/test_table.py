from densemodel.charts import TableCell, TextTable

HOSTILE = "<img src=x onerror=alert(1)>"


def test_every_text_of_a_table_is_escaped():
    html = TextTable((HOSTILE,), [(HOSTILE,)], title=HOSTILE).html()
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 3


def test_rows_have_names_marks_and_attributes():
    rows = [("1", "0.31"), ("2", TableCell("0.25", 'class="dm-few"', "<b>0.25</b>"))]
    table = TextTable(
        ("", "Loss"), rows, column_attributes=("", 'title="a"'), best={1}, has_names=True
    )
    assert table.html('class="dm-numbers"') == (
        '<table class="dm-numbers"><thead><tr><td></td><th scope="col" title="a">Loss</th></tr>'
        '</thead><tbody><tr><th scope="row">1</th><td title="a">0.31</td></tr>'
        '<tr class="dm-best"><th scope="row">2</th>'
        '<td title="a" class="dm-few"><b>0.25</b></td></tr></tbody></table>'
    )


def test_a_table_without_a_head_has_rows_alone():
    assert TextTable((), [("a", "b")]).html() == "<table><tr><td>a</td><td>b</td></tr></table>"
    assert TextTable((), [("a", "b")]).text() == "a  b"


def test_texts_are_aligned_and_numbers_end_at_the_right():
    table = TextTable(
        ("Epoch", "Loss"), [("1", TableCell("10.31", html="<b></b>")), ("20", "")], numbers={1}
    )
    assert table.text().splitlines() == ["Epoch   Loss", "1      10.31", "20"]
