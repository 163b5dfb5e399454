"""What a panel says once its kernel is gone, which was written while it lived."""

from dataclasses import replace

import pytest

from densemodel.widgets.panel._progress_line import gone_words
from support.widgets.panel_parts import LONG, by_class, wait_for
from support.widgets.running import RUNNING


class Now:
    """As much of a run as the words are about."""

    def __init__(self, state, **facts):
        self.state = state
        self.is_busy = state in ("waiting", "running", "stopping")
        self.progress = replace(RUNNING, **facts)


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (Now("running"), "Ended at epoch 14: the kernel is gone."),
        (Now("stopping"), "Ended at epoch 14: the kernel is gone."),
        (Now("running", epoch=30), "Ended at epoch 30: the kernel is gone."),
        (Now("running", epochs=None), "Ended at step 17,656: the kernel is gone."),
        (Now("running", total_steps=0), "Ended before its first step: the kernel is gone."),
        (Now("waiting"), "Ended before its first step: the kernel is gone."),
        (Now("finished"), "The kernel is gone: run the cell again for a new panel."),
        (Now("ready"), "The kernel is gone: run the cell again for a new panel."),
    ],
)
def test_it_says_where_the_run_was(run, words):
    assert gone_words(run) == words


@pytest.mark.tensorflow
def test_all_that_is_true_of_training_alone_goes_with_the_kernel(make_panel, make_run, writer):
    panel = make_panel(make_run(LONG))
    panel.run.start()
    wait_for(lambda: panel.run.best_epoch is not None)
    assert writer.flush()
    shown = by_class(panel, "dm-progress-words").value
    assert shown.count('<span class="dm-while-alive">') == shown.count("<span") > 0
    assert '<b class="dm-if-gone">Ended at epoch ' in shown
    sentence = by_class(panel, "dm-summary-words").value
    assert '<p class="dm-sentence dm-while-alive">Training: epoch ' in sentence
    gone = sentence.partition('<p class="dm-sentence dm-if-gone">')[2]
    assert gone.startswith("Ended at epoch ")
    assert "the kernel is gone. Best so far at epoch " in gone
    panel.run.stop().wait()
    assert writer.flush()
    assert "dm-while-alive" not in by_class(panel, "dm-progress-words").value
    assert "dm-while-alive" not in by_class(panel, "dm-summary-words").value
