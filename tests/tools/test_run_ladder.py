import json

import nbformat

import run_ladder


def row(name, points=0.1):
    return {
        "name": name,
        "published": 0.98,
        "reached": 0.98 + points / 100,
        "best": 0.985,
        "points": points,
        "parameters": 7850.0,
        "steps": 10000.0,
        "seconds": 12.3,
        "spec": "784 -> 10 softmax",
        "evaluations": {"2000": 0.9212},
    }


def notebook_with(rows):
    cell = nbformat.v4.new_code_cell("print(1)")
    text = f"a line\nladder: {json.dumps(rows)}\n"
    cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    return nbformat.v4.new_notebook(cells=[cell])


def test_what_the_last_cell_says_is_read():
    rows = [row("rung_1_0")]
    assert run_ladder.rows_in(notebook_with(rows)) == rows


def test_the_best_evaluation_counts_as_in_the_tutorial():
    verdict = run_ladder.verdict([row("rung_1_0", 0.1), row("rung_2_0", 0.5)])
    assert verdict == (
        "By *best on the way*, every step reaches the published accuracy to within 0.3 points."
    )


def test_a_step_that_falls_short_is_named_with_its_gap():
    short = row("rung_4_2") | {"best": 0.9759}
    verdict = run_ladder.verdict([row("rung_1_0"), short, row("codelab_3")])
    assert verdict.startswith("By *best on the way*, 2 of 3 steps reach")
    assert verdict.endswith("Below it are 4.2 by 0.41 points.")


def test_a_step_that_ends_lower_is_named_with_how_its_accuracy_varied():
    ended = row("rung_2_0", -0.48) | {"evaluations": {"9900": 0.9741, "10000": 0.9752}}
    verdict = run_ladder.verdict([ended])
    assert "At the end 2.0 is 0.48 points below" in verdict
    assert "between 0.9741 and 0.9752" in verdict


def test_the_page_has_a_line_and_a_spec_for_each_step():
    page = run_ladder.page_of([row("rung_1_0"), row("codelab_3")], 600)
    assert "| 1.0 | 0.9800 | 0.9810 | 0.9850 | +0.10 | 7,850 | 10,000 | 12 s |" in page
    assert "**codelab 3**" in page
    assert "everything took 10 minutes" in page
    assert "it has 0.9212 after 2,000 steps" in page
    assert "{{" not in page


def test_fewer_steps_leave_the_page_as_it_is(monkeypatch):
    def run(notebook, *_):
        notebook.cells = notebook_with([row("rung_1_0")]).cells

    written = []
    monkeypatch.setattr(run_ladder, "run_cells", run)
    monkeypatch.setattr(run_ladder.nbformat, "write", lambda *_: None)
    monkeypatch.setattr(run_ladder.pages, "write", lambda *of: written.append(of))
    monkeypatch.setenv("LADDER_STEPS", "500")
    assert run_ladder.main() == 0
    assert not written
    monkeypatch.delenv("LADDER_STEPS")
    assert run_ladder.main() == 0
    assert len(written) == 1
