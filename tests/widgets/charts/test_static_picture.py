import io
import threading
import warnings

import numpy as np
import pytest
from PIL import Image

from densemodel.charts._static import MOST_BYTES, WIDTH, font, plain, stacked
from densemodel.training import Mark
from densemodel.widgets.charts._static_picture import (
    HEIGHT,
    mark_words,
    static_picture,
    static_plots,
)
from support.forked import run_script

pytestmark = pytest.mark.tensorflow


def drawn(run, **options):
    """The picture; a letter without a glyph would warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = static_picture(run, **options)
    assert picture is not None
    return picture


def test_before_anything_is_trained_there_is_no_picture(make_run):
    assert static_picture(make_run()) is None


@pytest.mark.parametrize(
    "spec",
    [
        "4 -> 8 relu -> 2 softmax ; epochs 1",
        "4 -> 8 relu -> 2 softmax ; epochs 3 ; split off",
        "4 -> 8 relu -> 2 softmax ; epochs 3 ; batch 8 ; every 2",
        "4 -> 2 softmax ; epochs 200 ; batch 40 ; patience off",
    ],
)
def test_any_run_has_a_small_picture_on_white(make_run, spec):
    run = make_run(spec)
    run.start().wait()
    picture = drawn(run, goal=0.9)
    assert len(picture) <= MOST_BYTES
    image = Image.open(io.BytesIO(picture))
    assert image.size == (2 * WIDTH, 2 * HEIGHT)
    assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_loss_that_is_no_number_leaves_a_picture_of_those_before(rows):
    from densemodel.training import prepare

    run = prepare("4 -> 1 ; sgd lr 1e30", rows[0], rows[0][:, 0] * 1e6)
    run.start()
    with pytest.raises(Exception, match="no longer a number"):
        run.wait()
    assert drawn(run)


@pytest.mark.parametrize(
    "name",
    ["$x$", r"$\frac", "<img src=x onerror=alert(1)>", "🎉" * 100, "שלום\u202e", "\n\x00", ""],
)
def test_any_name_is_drawn_as_words(make_run, name):
    run = make_run("4 -> 2 softmax ; epochs 1", name=name)
    run.start().wait()
    assert drawn(run)
    svg = drawn(run, format="svg")
    assert svg.startswith(b"<?xml")
    assert b"onerror" not in svg or b"&lt;img" in svg


def test_a_person_who_set_matplotlib_up_otherwise_gets_the_same_picture(make_run):
    import matplotlib as mpl

    run = make_run()
    run.start().wait()
    picture = drawn(run)
    theirs = {"text.usetex": True, "axes.grid": True, "figure.facecolor": "black"}
    theirs |= {"text.color": "red", "font.size": 30, "savefig.bbox": "tight"}
    with mpl.rc_context(theirs):
        assert drawn(run) == picture


def test_pyplot_and_its_state_are_not_needed():
    code = (
        "import sys; sys.modules['matplotlib.pyplot'] = None;"  # an import of it fails
        "import numpy as np; from densemodel.training import train;"
        "from densemodel.widgets.charts._static_picture import static_picture;"
        "x = np.eye(20, 4); run = train('4 -> 2 softmax ; epochs 1', x, x[:, 0].astype(int));"
        "print(static_picture(run)[1:4], static_picture(run, format='svg')[:5])"
    )
    ended = run_script(code)
    assert ended.stdout.strip() == "b'PNG' b'<?xml'"


def test_the_loss_stands_beside_a_metric_that_is_chosen(make_run):
    run = make_run()
    run.start().wait()
    assert [plot.title for plot in static_plots(run, None)] == ["Loss", "Accuracy"]


def test_the_goal_stands_in_the_plot_of_the_first_metric(make_run):
    run = make_run()
    run.start().wait()
    loss, accuracy = static_plots(run, 0.9)
    assert loss.goal is None
    assert accuracy.goal == (0.9, "goal 0.9")
    assert accuracy.y.low <= 0.9 <= accuracy.y.high


def test_the_best_epoch_has_its_number(make_run):
    run = make_run()
    run.start().wait()
    loss, _ = static_plots(run, None)
    assert loss.best is not None
    value = run.history["val_loss"][(run.best_epoch or 0) - 1]
    assert loss.best[0] == run.best_epoch
    assert loss.best[1] == pytest.approx(np.log10(value))
    assert loss.best[2].startswith(f"best, epoch {run.best_epoch}: ")


def test_marks_say_what_was_changed():
    marks = [
        Mark("ended", "stop", 10, 1.0),
        Mark("changed", "lr 0.001", 10, 1.0),
        Mark("resumed", "", 10, 1.0),
        Mark("ended", "stop", 20, 2.0),
        Mark("resumed", "", 20, 2.0),
        Mark("ended", "epochs", 30, 3.0),
    ]
    assert mark_words(marks) == [(1.0, "lr 0.001"), (2.0, "resumed")]


def test_a_resumed_run_is_drawn_with_its_marks(make_run):
    run = make_run()
    run.start().wait()
    before = drawn(run)
    run.resume(epochs=2, settings="lr 0.0001").wait()
    assert drawn(run) != before


def test_letters_without_a_glyph_become_boxes():
    assert plain("a\U000e0ff0🎉 \n b") in ("a□ b", "a🎉 b")
    assert plain("x" * 50, 10) == "x" * 9 + "…"
    assert font("$x$", 10)["parse_math"] is False


def test_fonts_are_not_opened_again_for_each_thread_that_draws(make_run):
    from matplotlib import font_manager

    run = make_run().start().wait()
    opened = font_manager._get_font.cache_info
    drawn(run)
    before = opened().currsize
    for _ in range(3):
        thread = threading.Thread(target=drawn, args=(run,))
        thread.start()
        thread.join()
    assert opened().currsize == before


def test_several_pictures_are_stacked_below_each_other(make_run):
    run = make_run()
    run.start().wait()
    one = drawn(run)
    image = Image.open(io.BytesIO(stacked([one, one])))
    assert stacked([one]) == one
    assert image.width == 2 * WIDTH
    assert image.height > 2 * 2 * HEIGHT
