"""Rules on how the network fits the data: scale, output range, size, overfitting, validation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from densemodel.training.diagnosis._meter import ENDS
from densemodel.training.diagnosis._rule_tools import (
    ALL,
    BAD,
    LAST,
    POOR,
    note,
    offer,
    size_of_x,
    words_in_place,
    words_of_scale,
)
from densemodel.training.diagnosis._rules_of_settings import ENOUGH_STEPS
from densemodel.training.engine._probe import classes_of, named
from densemodel.wording import counted, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from densemodel.data import Bound, Finding
    from densemodel.training.diagnosis._symptoms import Symptoms

_REACH = ENDS | {
    "softmax": (0.0, 1.0),
    "relu": (0.0, np.inf),
    "softplus": (0.0, np.inf),
    "exponential": (0.0, np.inf),
}
"The range of outputs of the last layer, by its activation."

_WIDE = 32
"The number of units that is wide enough for small tables."

_LEARNED_BY_HEART = 0.3
"""Overfitting: the skill on training rows exceeds the skill on validation rows by this much."""

_USUAL_MOMENTUM = 0.9
"""The momentum of batch normalization at which its averages arrive within 50 steps."""

_FAR_BELOW = 100
"""Whole numbers that go beyond -100 and 100 but not beyond int8 are wrapped pixels."""

_FAILS = 100.0
"""A training loss of this many times the baseline's soon is not a number."""

_NEGLIGIBLE = 0.1
"""A lower skill hardly shows that anything was learned, with some hundred rows."""


def validation_is_lost(s: Symptoms) -> Finding | None:
    """The validation loss is not finite, but the training loss is."""
    scored, trained = s.column("val_loss"), s.column("loss")
    if not len(scored) or np.isfinite(scored[-1]) or not np.isfinite(trained[-1]):
        return None
    if s.baseline_loss is not None and trained[-1] > _FAILS * abs(s.baseline_loss):
        return None  # training rows are far off, too: the run is about to fail
    loss = "infinite" if np.isinf(scored[-1]) else "not a number"
    return offer(
        f"the validation loss is {loss}, though training goes well: a validation row is far "
        "outside the range of the training rows. Look for it in x and y"
    )


def network_was_questioned(s: Symptoms) -> Finding | None:
    """A warning about the network before training that shows in the result."""
    if s.bound is None or hidden_part_is_linear(s) is not None:  # which says how much is lost
        return None
    for one in s.bound.findings:
        is_measured = one.accept.startswith(("drop ", "1 relu "))  # by other rules
        if one.where == "spec" and one.severity == "offer" and one.accept and not is_measured:
            return offer(f"{_result(s)}, and {one.message}", one.accept)
    return None


def target_is_out_of_reach(s: Symptoms) -> Finding | None:
    """The last layer's activation can't reach some of the labels."""
    bound = s.bound
    name = s.spec.last_activation
    if bound is None or bound.task.kind != "regression" or name not in _REACH:
        return None
    low, high = _REACH[name]
    y = np.asarray(bound.y[bound.training_rows], np.float64)
    if s.settings.target_norm:  # the last layer predicts deviations from the mean
        low, high = (float(y.mean() + end * y.std()) for end in (low, high))
    beyond = float(np.mean((y < low) | (y > high)))
    if beyond < 0.05:  # from this share of rows on, the activation can't be right
        return None
    words = words_in_place(s.spec, lambda stage: re.sub(rf" {name}\b", "", stage), LAST)
    span = f"{low:.3g} to {high:.3g}" if np.isfinite(high) else f"{low:.3g} upwards"
    return offer(
        f"the last layer can't reach {100 * beyond:.0f} % of y: {name} gives numbers from {span}, "
        f"and y runs from {rounded(float(y.min()))} to {rounded(float(y.max()))}. Leave {name} out",
        words,
    )


def layer_is_a_bottleneck(s: Symptoms) -> Finding | None:
    """A layer of one or two units limits all later layers."""
    if s.bound is None:
        return None
    outputs = s.now.layers[-1].units if s.now.layers else 0
    for layer in s.hidden:
        # so few units pass on only a line or a plane, in which many classes overlap
        if layer.units <= 2 and (layer.units == 1 or outputs > layer.units + 1):
            if s.is_early and (layer.units > 1 or outputs <= 4):
                return None  # with more steps it may pass on enough
            words = _wider(s, layer.units, _WIDE)
            units = "1 unit is" if layer.units == 1 else f"{layer.units} units are"
            return offer(
                f"{units} a bottleneck: {layer.words} passes on no more than that of each row, "
                f"and {_beside(s)}. Write {_WIDE} units",
                words,
            )
    return None


def x_is_not_scaled(s: Symptoms) -> Finding | None:
    """Large or uneven columns make the first layer's steps overshoot, or drown the others."""
    found = s.offers("norm", "scale")
    if found:
        return offer(f"{_result(s)}, and {found[0].message}", found[0].accept)
    words = "" if s.is_early else words_of_scale(s)
    if not words or s.share_won >= BAD or s.skill_in_training > BAD or _is_wrapped(s):
        return None
    size = rounded(size_of_x(s), 2)
    return offer(
        f"{_result(s)}, and x is not scaled: its numbers have a size of {size}. Write {words} "
        "after the input",
        words,
    )


def target_is_far(s: Symptoms) -> Finding | None:
    """With a y far from 0, most steps are spent on getting near it."""
    found = s.offers("target norm")
    if not found or s.share_won == 1:
        return None
    # that y is far is known before training, so the scores of simple models count as they are
    is_below = s.skill < POOR and s.reference is not None and s.skill < POOR * s.reference.best
    if s.share_won >= POOR and not is_below:
        return None
    return offer(f"{_result(s)}, and {found[0].message}", found[0].accept)


def hidden_part_is_linear(s: Symptoms) -> Finding | None:
    """Layers without an activation act as one linear layer, however many they are."""
    if any(layer.activation != "linear" for layer in s.hidden):
        return None
    reference = s.reference
    if reference is None or not s.now.layers:
        return None
    trees = reference.tree, "a small decision tree"
    curved, name = max(trees, (reference.neighbours, "its nearest neighbours"))
    if curved < max(reference.linear, s.skill) + 0.2 or reference.curved <= 0:
        return None
    known = f"the network is linear: {_result(s)}, but {name} would get {_as_result(s, curved)}"
    if s.hidden:
        words = words_in_place(s.spec, _with_activation)
        return offer(f"{known}. Write relu after the hidden layers", words)
    words = words_in_place(s.spec, lambda stage: f"{_WIDE} relu -> {stage}", LAST)
    return offer(f"{known}. Write a hidden layer with relu: {words.partition(' => ')[2]}", words)


def _with_activation(stage: str) -> str:
    stage = re.sub(r"^(\d+\*)(?!\()(.*)$", r"\1(\2)", stage)  # 3*16 becomes 3*(16 relu)
    return re.sub(r"^((?:\d+\*)?\(?\d+(?:\([^)]*\))?)(?=$|\)| drop)", r"\1 relu", stage)


def it_overfits(s: Symptoms) -> Finding | None:
    """The training rows are memorized, and the validation loss gets worse."""
    scored, trained = s.column("val_loss"), s.column("loss")
    best = int(scored.argmin()) if len(scored) and np.isfinite(scored).all() else None
    if best is None or not rises(trained.tolist(), scored.tolist(), best, 10):
        return None
    if not s.skill_in_training - s.skill_of_loss > _LEARNED_BY_HEART:
        return None
    words = words_in_place(s.spec, _with_dropout)
    return offer(
        f"since epoch {best + 1} validation loss has risen, from {rounded(scored[best])} to "
        f"{rounded(scored[-1])}, while training loss fell: it overfits. Try drop 0.3",
        words,
    )


def rises(
    losses: Sequence[float], val_losses: Sequence[float], best_row: int | None, fewest: int = 5
) -> bool:
    """Whether validation loss rose far above its best, while training loss fell.

    `fewest`: the evaluations after the best.
    """
    trained, scored = np.asarray(losses, float), np.asarray(val_losses, float)
    if best_row is None or len(scored) < 2 * fewest or not np.isfinite(scored).all():
        return False
    since = len(scored) - 1 - best_row
    rose = scored[-3:].mean() > 1.3 * scored[best_row]
    fell = trained[-3:].mean() < trained[best_row]
    return bool(rose and fell and since >= max(fewest, 0.25 * len(scored)))


def _with_dropout(stage: str) -> str:
    if "drop" in stage or not re.match(r"^(?:\d+\*)?\(?\d+", stage):
        return stage
    return (
        f"{stage[:-1]} drop 0.3)" if stage.endswith(")") and "*(" in stage else f"{stage} drop 0.3"
    )


def it_underfits(s: Symptoms) -> Finding | None:
    """Even the training rows are not fitted after long training."""
    if not s.has_ended or not s.hidden or s.steps < ENOUGH_STEPS:
        return None
    least = min(layer.units for layer in s.hidden)
    is_small = least <= 4  # small whatever the data
    if s.share_won >= (POOR if is_small else BAD) or not np.isfinite(s.possible):
        return None
    fitted = s.skill_in_training > (POOR if is_small else BAD) * s.possible
    if fitted or (s.falls and not is_small):
        return None
    words = "" if least >= _WIDE else _wider(s, least, 2 * _WIDE)
    what = f"the network underfits: {_beside(s)}"
    return offer(f"{what}. Write more units, {2 * _WIDE}", words) if words else note(what)


def _wider(s: Symptoms, units: int, wanted: int) -> str:
    """Words that widen the hidden layers with this many units."""
    narrow = re.compile(rf"^((?:\d+\*)?\(?(?:(?:sep)?conv )?){units}\b")
    return words_in_place(s.spec, lambda stage: narrow.sub(rf"\g<1>{wanted}", stage))


def validation_rows_differ(s: Symptoms) -> Finding | None:
    """The last rows of an ordered table have other classes, or other numbers, than the first."""
    bound = s.bound
    if bound is None or bound.coding is None or not len(bound.validation_rows):
        return None
    lost = s.skill_in_training - min(s.skill, s.skill_of_loss)
    if s.settings.split_way != "last" or not lost > _LEARNED_BY_HEART:
        return None
    if s.is_early and bound.task.kind == "regression":
        return None  # with more steps it may follow a trend, as of prices over years
    known = _difference(bound)
    if not known:
        return None
    words = f"split {100 * (s.settings.split or 0.0):g}%"
    return offer(
        f"the last rows are for validation, and differ from the training rows: {known}. Write "
        f"{words} to hold out random rows",
        words,
    )


def _difference(bound: Bound) -> str:
    """How y of the validation rows differs from y of the training rows; empty if little."""
    trained, held = bound.y[bound.training_rows], bound.y[bound.validation_rows]
    classes = None if bound.coding is None else bound.coding.class_numbers(held)
    if bound.coding is None or classes is None:
        middle, spread = float(trained.mean()), float(trained.std()) or 1.0
        if abs(float(held.mean()) - middle) < spread:
            return ""
        return f"y has a mean of {rounded(float(held.mean()))} there, and {rounded(middle)} here"
    known = bound.coding.class_numbers(trained)
    assert known is not None  # noqa: S101 - both have the same encoding
    size = int(max(classes.max(), known.max())) + 1
    there, here = (np.bincount(part, minlength=size) / len(part) for part in (classes, known))
    # the share of the classes that would have to move from one side to the other
    if 0.5 * float(np.abs(there - here).sum()) < 0.4:
        return ""
    most = int((there - here).argmax())
    return (
        f"{100 * there[most]:.0f} % of them are of class {named(bound, most)}, and "
        f"{100 * here[most]:.0f} % of the training rows"
    )


def validation_is_far_off(s: Symptoms) -> Finding | None:
    """Validation is far worse than the baseline, while training is not."""
    guess, scored = s.baseline_loss, s.column("val_loss")
    # with this share of the possible skill there is no reason to doubt the validation rows
    if guess is None or guess <= 0 or not len(scored) or s.skill >= 0.35:
        return None
    loss = float(scored[s.row])
    if not loss > 1.5 * guess:
        return None
    known = f"validation loss is {rounded(loss)}, far worse than the baseline's {rounded(guess)}"
    if _is_wrapped(s):
        return offer(
            f"{known}. x runs from below 0 to 127 in whole numbers, as pixels do when read as "
            "int8: give them as uint8, x.view('uint8')"
        )
    trained = float(s.column("loss")[s.row])
    if trained < guess:
        return _with_training_rows(s, known)
    known += f", and training loss is {rounded(trained)}"
    scale = words_of_scale(s)
    if scale:
        return offer(f"{known}: x is not scaled. Write {scale} after the input", scale)
    return note(known)


def _with_training_rows(s: Symptoms, known: str) -> Finding:
    """The cause, by how well training rows are predicted in the way of validation rows."""
    if not s.skill_in_training <= 0:
        return offer(
            f"{known}: the validation rows differ from the training rows, so check how they were "
            "chosen"
        )
    known += (
        f". So is the loss of training rows, {rounded(s.now.loss)}, when they are predicted as "
        "validation rows are"
    )
    norms = [one for one in s.model.layers if type(one).__name__ == "BatchNormalization"]
    # a moving average has not arrived while its start, 0 or 1, counts for this share of it
    early = [one.momentum for one in norms if one.momentum**s.steps > 0.1]
    if not early:
        return offer(known)
    words = words_in_place(s.spec, _with_usual_momentum, ALL)
    return offer(
        f"{known}: batch normalization then takes its moving averages, and in {s.steps:,} steps "
        f"with a momentum of {max(early):g} these have not come near those of the rows. Write "
        f"bn(momentum={_USUAL_MOMENTUM:g})",
        words,
    )


def _with_usual_momentum(stage: str) -> str:
    usual = f"momentum={_USUAL_MOMENTUM:g}"
    if "momentum=" in stage:
        return re.sub(r"(\bbn\([^)]*)momentum=[\d.e-]+", rf"\g<1>{usual}", stage)
    return re.sub(r"\bbn(\((?=.))?", lambda m: f"bn({usual}, " if m[1] else f"bn({usual})", stage)


def _is_wrapped(s: Symptoms) -> bool:
    """Whether x looks like pixels from 0 to 255 in a type that ends at 127."""
    x = np.asarray(s.probe.x)
    low, high = float(x.min()), float(x.max())
    is_far = -129 < low < -_FAR_BELOW and _FAR_BELOW < high < 128  # int8's ends
    return is_far and bool((x == np.floor(x)).all())


def x_predicts_little(s: Symptoms) -> Finding | None:
    """Neither the network nor simple models beat the baseline."""
    skill = max(s.skill, s.skill_of_loss)
    if not s.has_ended or not skill < _NEGLIGIBLE or not s.possible < _NEGLIGIBLE:
        return None
    return note(f"it seems that x predicts little of y: {_beside(s)}")


def class_is_not_found(s: Symptoms) -> Finding | None:
    """A network ranks rows of a rare class first, but never predicts that class."""
    bound = s.bound
    if bound is None or bound.coding is None or not s.has_ended or s.settings.weights is not None:
        return None
    classes = bound.coding.class_numbers(np.asarray(s.probe.y))
    counts = bound.class_counts
    if classes is None or counts is None:
        return None
    named_classes = classes_of(np.asarray(s.now.answers), bound)
    answers = np.asarray(s.now.answers).reshape(len(s.now.answers), -1)
    shares = np.array(counts) / max(sum(counts), 1)
    for number in np.argsort(shares):
        own = classes == number
        if own.sum() < 5 or (named_classes == number).any():
            continue
        if shares[number] * np.count_nonzero(counts) > 0.5:  # the class is not rare
            continue
        score = answers[:, 0 if answers.shape[1] == 1 else number]
        score = -score if answers.shape[1] == 1 and number == 0 else score
        # only the class that is predicted for them: a rank above all other rows is not enough
        rival = classes == np.bincount(named_classes[own].astype(int)).argmax()
        mine, others = score[own][:, None], score[rival if rival.any() else ~own][None]
        # the share of pairs in which the row of the class has the higher score
        rank = float(np.mean((mine > others) + 0.5 * (mine == others)))
        if rank >= 0.65:  # rarely chance: the network ranks rows of the class first
            return offer(
                f"no row is predicted as class {named(bound, int(number))}, which "
                f"{100 * shares[number]:.2g} % of the rows are, though the network ranks them "
                f"first (ROC AUC {rank:.2f}). Write weights balanced to let each class count "
                "equally, though predicted probabilities then shift towards rare classes",
                "weights balanced",
            )
    return None


def _result(s: Symptoms) -> str:
    """The result, compared with the baseline."""
    accuracy, guess = s.value("accuracy"), s.baseline_accuracy
    if guess is not None and np.isfinite(accuracy):
        return f"accuracy is {rounded(accuracy)} and that of the baseline {rounded(guess)}"
    if np.isfinite(s.value("r2_score")):
        return f"R2 is {rounded(s.value('r2_score'))}"
    return f"the loss is {rounded(s.value('loss'))}"


def _as_result(s: Symptoms, skill: float) -> str:
    """A skill in the metric that `_result` names: an accuracy, or R2."""
    guess = s.baseline_accuracy
    return rounded(skill if guess is None else guess + skill * (1 - guess))


def _beside(s: Symptoms) -> str:
    """The result, and the result of simple models."""
    reference = s.reference
    if reference is None:
        return _result(s)
    if reference.sure > max(s.skill, 0.0):
        return f"{_result(s)}, but simple models get {_as_result(s, reference.best)}"
    return (
        f"{_result(s)}, and simple models do not clearly beat the baseline on "
        f"{counted(reference.rows, 'row')}"
    )
