"""What a run remembers of its training, as others read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from densemodel.charts import Points
    from densemodel.training.curves._step_losses import StepLosses, StepMeans
    from densemodel.training.diagnosis import Diagnosis
    from densemodel.training.run._history import TrainingHistory
    from densemodel.training.run._recorder import Recorder


class RunNumbers:
    """The numbers of a run, since it was last restarted."""

    def __init__(self, record: Recorder) -> None:
        self._record = record

    @property
    def history(self) -> TrainingHistory:
        """Loss and metrics of every epoch since the start, as Keras's `History.history`.

        With `every` they are those of every look.
        """
        return self._record.history

    @property
    def test_metrics(self) -> dict[str, float] | None:
        """Loss and metrics on the test data, once the run has finished; else None."""
        return self._record.test_metrics

    @property
    def recalls(self) -> dict[str, float] | None:
        """The share of each class that the best weights find among the rows that validate.

        It is computed once, when the run has ended, on at most 20,000 rows and for at most two
        seconds (a fifth of one after a stop). None before that, without such rows, without
        classes, and with more than 1,000 of them.
        """
        return self._record.recalls

    @property
    def guessing_loss(self) -> float | None:
        """The loss of answers that are the same for every row, once the run has ended.

        It is the least that guessing gets on the rows that train, with the loss of the task: by
        the classes' shares, or by the mean or the median. None where that cannot be known.
        """
        return self._record.guessing_loss

    @property
    def test_baseline(self) -> dict[str, float]:
        """What guessing without x scores on the test rows, once the run has finished."""
        return self._record.test_baseline

    @property
    def diagnosis(self) -> Diagnosis | None:
        """What was found in the layers when they were measured last; None before that.

        They are measured after some evaluations, when the run ends, and by `dm.diagnose(run)`.
        """
        return self._record.diagnosis

    @property
    def step_losses(self) -> StepLosses:
        """The losses of the steps since the start, on at most 4,000 points that keep the peaks."""
        return self._record.step_losses

    @property
    def step_means(self) -> StepMeans:
        """The mean losses of neighbouring steps since the start, on at most 2,048 points.

        Example:
            >>> plt.plot(run.step_means.steps, run.step_means.losses)
        """
        return self._record.step_means

    @property
    def learning_rates(self) -> Points:
        """The learning rates since the start, on at most 400 points that keep the turns.

        Shape (points, 2): where it was on an axis of epochs (2.5 is half way through the third),
        and the rate there.

        Example:
            >>> plt.plot(*run.learning_rates.T)
        """
        return self._record.learning_rates

    @property
    def seconds(self) -> float:
        """Time spent training, over all resumes."""
        return self._record.seconds
