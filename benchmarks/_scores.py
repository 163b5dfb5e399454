"""How well one line scores on a real data set, beside scikit-learn's networks."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from _figure import Figure
from threadpoolctl import threadpool_limits

import densemodel as dm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Pair = tuple[np.ndarray, np.ndarray]

CLAUSES = "epochs 200 ; patience 20 ; split 10%"
CLASSES = f"auto -> norm -> 100 relu -> auto softmax ; {CLAUSES}"
NUMBERS = f"auto -> norm -> 100 relu -> 1 ; target norm ; {CLAUSES}"

SEEDS = 5
BEHIND_AT_MOST = 0.02
_TEST_SHARE = 0.25
_LONG = 2000
"Epochs; the default of 200 is too few for its predictions to reach the unit of y."


@dataclass(frozen=True)
class Task:
    """An unprepared data set, and what to learn from it."""

    load: Callable[[], Pair]
    "x of shape (n, columns), and y of shape (n,): class numbers, or numbers to predict."
    has_classes: bool

    def sides(self) -> Mapping[str, Callable[[Pair, Pair, int], float]]:
        """The sides by name: functions of training rows, test rows and a seed, with a score."""
        if self.has_classes:
            return {"densemodel": _our_accuracy, "scikit-learn": _accuracy}
        return {
            "densemodel": _our_r2,
            "scikit-learn": _r2,
            "scikit-learn, 2000 epochs": _r2_after_long,
            "scikit-learn, y scaled by hand": _r2_of_scaled,
        }


def figure(task: Task, seeds: int = SEEDS) -> Figure:
    """The median score of each side on test rows, and how far ours is behind the best other.

    Args:
        task: The data set.
        seeds: Splits into training and test rows, and as many trainings of each side.
    """
    from sklearn.model_selection import train_test_split

    x, y = task.load()
    scores: dict[str, list[float]] = {name: [] for name in task.sides()}
    seconds: dict[str, list[float]] = {name: [] for name in scores}
    for seed in range(seeds):
        x_train, x_test, y_train, y_test = train_test_split(
            x, y, test_size=_TEST_SHARE, random_state=seed, stratify=y if task.has_classes else None
        )
        for name, score in task.sides().items():
            began = time.perf_counter()
            scores[name].append(float(score((x_train, y_train), (x_test, y_test), seed)))
            seconds[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(found) for name, found in scores.items()}
    best = max(score for name, score in medians.items() if name != "densemodel")
    values = {
        "behind": (best - medians["densemodel"]) / abs(best),
        "score": medians,
        "every seed": scores,
        "seconds": {name: statistics.median(taken) for name, taken in seconds.items()},
        "spec": CLASSES if task.has_classes else NUMBERS,
        "rows": len(x),
    }
    return Figure(values, {"behind": BEHIND_AT_MOST})


def _our_answers(spec: str, train: Pair, x_test: np.ndarray, seed: int) -> np.ndarray:
    run = dm.train(f"{spec} ; seed {seed}", *train)
    return np.asarray(run.model.predict(x_test, verbose=0))


def _our_accuracy(train: Pair, test: Pair, seed: int) -> float:
    answers = _our_answers(CLASSES, train, test[0], seed)
    return float((answers.argmax(axis=1) == test[1]).mean())


def _our_r2(train: Pair, test: Pair, seed: int) -> float:
    from sklearn.metrics import r2_score

    answers = _our_answers(NUMBERS, train, test[0], seed)
    return float(r2_score(test[1], answers[:, 0]))


def _fitted(network: Any, train: Pair, test: Pair, *, scales_y: bool = False) -> float:
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), network)
    if scales_y:
        model = TransformedTargetRegressor(model, transformer=StandardScaler())
    with threadpool_limits(limits=1):  # two threads would slow each other down
        return float(model.fit(*train).score(*test))


def _accuracy(train: Pair, test: Pair, seed: int) -> float:
    from sklearn.neural_network import MLPClassifier

    return _fitted(MLPClassifier(random_state=seed), train, test)


def _r2(train: Pair, test: Pair, seed: int) -> float:
    from sklearn.neural_network import MLPRegressor

    return _fitted(MLPRegressor(random_state=seed), train, test)


def _r2_after_long(train: Pair, test: Pair, seed: int) -> float:
    from sklearn.neural_network import MLPRegressor

    return _fitted(MLPRegressor(random_state=seed, max_iter=_LONG), train, test)


def _r2_of_scaled(train: Pair, test: Pair, seed: int) -> float:
    from sklearn.neural_network import MLPRegressor

    return _fitted(MLPRegressor(random_state=seed), train, test, scales_y=True)
