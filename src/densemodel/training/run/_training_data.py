"""Makes the session for the user's data: chunks of rows in memory, or Keras's own loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from densemodel.data import Finding, bind, choose_task, digest_of, split_rows
from densemodel.errors import DataError, SpecError, TrainingError
from densemodel.language import AUGMENTATIONS, BASE
from densemodel.network import build, build_bound, build_kept, make, why_it_waits, with_copy
from densemodel.training.checkpoint._checkpoint import lock_of
from densemodel.training.engine._from_model import (
    has_own_steps,
    is_loss_of,
    require_trainable,
    spec_that_says,
)
from densemodel.training.keras_fit._keras_session import KerasSession
from densemodel.training.keras_fit._streams import Fed, bind_first_rows, is_stream, read_stream
from densemodel.training.session._changes import is_same_optimizer
from densemodel.training.session._session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data import Bound
    from densemodel.language import Layer, Spec
    from densemodel.training.engine._xla_trial import JitCompile
    from densemodel.training.session._training_session import TrainingSession


@dataclass(frozen=True)
class Given:
    """The data and the settings of a run, as the user gives them."""

    x: Any
    y: Any
    validation_data: Any = None
    test_data: Any = None
    callbacks: list[Any] = field(default_factory=list)
    sample_weight: Any = None
    class_weight: Mapping[Any, float] | None = None
    initial_epoch: int = 0
    jit_compile: JitCompile = "auto"
    is_strict: bool = False
    "Whether suggestions prevent training."
    names: Mapping[str, str] = field(default_factory=dict)
    "The user's names for x, y and the pairs; empty if unknown."
    start: Any = None
    "A run with a frozen base, whose head a network with the base unfrozen begins with."
    on_bound: Callable[[Bound], object] = lambda _: None
    "Called with the bound data, before the model is built."

    @property
    def is_nothing(self) -> bool:
        return self.x is None and self.y is None

    def require_pair(self) -> None:
        if self.x is None or self.y is None:
            missing = "x" if self.x is None else "y"
            raise DataError(f"give x and y together: {missing} is missing")

    @property
    def pairs(self) -> dict[str, Any]:
        """The data besides x and y, as arguments of `bind`."""
        return {"validation_data": self.validation_data, "test_data": self.test_data}

    def bind(self, spec: Spec) -> Bound:
        bound = bind(spec, self.x, self.y, **self.pairs).with_names(self.names)
        return bound.as_strict() if self.is_strict else bound

    def session(self, model: Any, bound: Bound, *, is_given: bool = False) -> Session:
        return Session(
            model,
            bound,
            callbacks=self.callbacks,
            weights=_row_weights(bound, self.sample_weight, self.class_weight),
            initial_epoch=self.initial_epoch,
            jit_compile=self.jit_compile,
            is_given=is_given,
            bind_again=None if is_given else self.bind,
        )

    def keras_session(self, model: Any, spec: Spec, fed: Fed) -> KerasSession:
        return KerasSession(
            model, spec, fed, callbacks=self.callbacks, initial_epoch=self.initial_epoch
        )


def session_of_spec(spec: Spec, given: Given) -> tuple[Spec, Any, TrainingSession | None]:
    """The spec with the sizes of the data, its model, and the session; None without data."""
    if given.is_nothing:
        spec = with_copy(spec)
        is_whole = spec.frozen is None or why_it_waits(spec)
        return spec, build(spec) if is_whole else build_kept(spec, choose_task(spec)), None
    if is_stream(given.x):
        if spec.frozen is not None:
            raise DataError(
                f"x yields batches, and the outputs of {spec.frozen.name} are computed once: give "
                "arrays, or write it unfrozen"
            )
        spec = with_copy(spec)
        fed, x, y = read_stream(given.x)
        first = bind_first_rows(spec, x, y)
        model = build_bound(first)
        # the first rows were bound without a split and patience; everything else is as written
        sized = first.spec.without_lengths()
        if given.validation_data is not None:
            clauses = tuple(clause for clause in sized.clauses if clause.word != "patience")
            sized = replace(sized, clauses=clauses)
        sized = sized.with_clauses(spec.clauses)
        session = given.keras_session(model, sized, _fed_stream(given, sized, fed, first))
        return session.spec, model, session
    given.require_pair()
    bound = bind(spec, given.x, given.y, **given.pairs).with_names(given.names)
    if given.start is not None and not bound.refusals:
        bound = bound.with_spec(_begun_from(bound.spec, given.start))
    checked = bound.as_strict() if given.is_strict else bound
    given.on_bound(checked)
    model = build_bound(bound)  # findings that only count with `strict` don't prevent it
    return checked.spec, model, given.session(model, checked)


def continues(spec: Spec, run: Any) -> bool:
    """Whether a network with its base unfrozen is that of a run, which had the base frozen.

    Or that of a run that continued one: then both continue the same.
    """
    base, theirs = spec.base, run.spec.sized_base
    if base is None or base.is_frozen or theirs is None:
        return False
    if not theirs.is_frozen and theirs.start is None:
        return False
    if spec.has_auto_input or spec.has_auto_output:
        shape, units = run.spec.input_shape, run.spec.output_shape[-1]
        try:
            spec = spec.with_sizes(shape, units if spec.has_auto_output else None)
        except SpecError:
            return False
    ours, heads = spec.sized_base, [_head_of(one) for one in (spec, run.spec)]
    assert ours is not None  # noqa: S101 - seen above
    has_same_facts = replace(ours, is_frozen=True) == replace(theirs, is_frozen=True)
    return (
        heads[0] == heads[1]
        and has_same_facts
        and (ours.model is theirs.model or digest_of(ours.model) == digest_of(theirs.model))
    )


def _head_of(spec: Spec) -> list[Layer]:
    return [layer for layer in spec.layers if layer.kind not in {BASE, *AUGMENTATIONS}]


def _begun_from(spec: Spec, run: Any) -> Spec:
    """The spec with the base and the head of a run, as they are trained.

    Raises:
        TrainingError: The run has another network.
    """
    base, theirs = spec.base, run.spec.base
    if base is None or theirs is None or not continues(spec, run):
        raise TrainingError(
            f"{run.name} can't be the start: it has to be a run of the same network and the same "
            "base, frozen, and the new one has it unfrozen"
        )
    start = theirs.start
    if theirs.is_frozen:
        with lock_of(run.network):
            start = [layer.get_weights() for layer in run.network.layers]
    return spec.with_base(replace(base, model=theirs.model, is_copy=True, start=start))


def session_of_model(
    model: Any, given: Given, settings: str, spec: Spec | None = None
) -> tuple[Spec, TrainingSession | None]:
    """The spec of the user's model, or a substitute, and the session; None without data.

    A network on the encoded rows of a table needs its spec.
    """
    require_trainable(model)
    compiled, is_exact = spec_that_says(model) if spec is None else (spec, True)
    spec = compiled.with_settings(settings) if settings else compiled
    old, new = compiled.settings, spec.settings
    is_same_loss = (old.loss, old.metrics) == (new.loss, new.metrics)
    if compiled.layers != spec.layers or not (is_same_loss and is_same_optimizer(old, new)):
        raise TrainingError(
            "the model is compiled already, and the settings change its optimizer, loss, "
            "metrics or weights: leave that out, or compile the model with it"
        )
    if old.target_norm != new.target_norm:
        raise TrainingError(
            "target norm is a layer at the end of a model, and this model has none: build it "
            "from a spec with target norm"
        )
    if given.is_nothing:
        return spec, None
    session: TrainingSession
    if is_stream(given.x):
        fed, *_ = read_stream(given.x)
        session = given.keras_session(model, spec, _fed_stream(given, spec, fed, None))
    else:
        given.require_pair()
        bound = None
        if is_exact and not has_own_steps(model):
            bound = bind(spec, given.x, given.y, **given.pairs)
            if not (bound.refusals or is_loss_of(model, make(bound.task.loss))):
                bound = None  # it was compiled for other labels
        if bound is None:
            session = given.keras_session(model, spec, _fed_rows(given, spec))
        else:
            session = given.session(model, bound, is_given=True)
    session.given_settings = old
    session.rate.adjust(old, new, session.position)
    return session.spec, session


def _fed_stream(given: Given, spec: Spec, fed: Fed, first: Bound | None) -> Fed:
    if given.y is not None:
        raise DataError("x yields its labels already: leave y out")
    if given.sample_weight is not None:
        raise DataError("let x yield (x, y, weight) batches instead of sample_weight")
    findings: tuple[Finding, ...] = ()
    if first is not None:  # what holds for all rows if it does for these: reading, and raw pixels
        read = () if first.read is None else first.read.findings
        pixels = [one for one in first.findings if one.accept.startswith("scale")]
        findings = (*read, *(one for one in pixels if one not in read))
    if given.validation_data is None:
        explicit = {"split", "patience"} & set(spec.explicit_clauses)
        if (spec.settings.split and "split" in explicit) or (
            spec.settings.patience and "patience" in explicit
        ):
            raise DataError(
                "x yields batches, and none can be held out for split or patience: give "
                "validation_data, or write split off ; patience off"
            )
        message = (
            "x yields batches, and none of them is held out for validation: give validation_data "
            "to evaluate other rows"
        )
        findings = (*findings, Finding("offer", "split", message))
    return replace(
        fed,
        validation=_encoded(given.validation_data, first),
        test=_encoded(given.test_data, first),
        class_weight=given.class_weight,
        findings=findings,
    )


def _encoded(data: Any, first: Bound | None) -> Any:
    """A pair of arrays, encoded for the loss; anything that yields batches is unchanged."""
    if first is None or not isinstance(data, tuple | list) or len(data) != 2:
        return tuple(data) if isinstance(data, list) else data
    return first.encode(data[0]), first.encode_labels(data[1])


def _fed_rows(given: Given, spec: Spec) -> Fed:
    """Arrays for a model that the language can't express: they are used as they are."""
    x, y = np.asarray(given.x), np.asarray(given.y)
    for part, name in ((x, "x"), (y, "y")):
        if part.dtype.kind == "f" and not np.isfinite(part).all():
            raise DataError(f"{name} holds missing or infinite values: drop or fill those rows")
    if x.dtype.kind not in "biuf" or x.shape[:1] != y.shape[:1] or not len(x):
        raise DataError(
            f"x is of type {x.dtype} and shape {x.shape}, y of shape {y.shape}: this model takes "
            "arrays of numbers with one label for each row"
        )
    weights = None if given.sample_weight is None else np.asarray(given.sample_weight, np.float32)
    if weights is not None and weights.shape[:1] != x.shape[:1]:
        raise DataError(f"sample_weight has {len(weights):,} rows, and x has {len(x):,}")
    validation, share = given.validation_data, spec.settings.split
    training = np.arange(len(x))
    if validation is None and share is not None and len(x) > 1:
        training, held_back = split_rows(len(x), share, spec.settings.seed)
        validation = x[held_back], y[held_back]
    return Fed(
        x[training],
        y[training],
        validation=validation,
        test=given.test_data,
        sample_weight=None if weights is None else weights[training],
        class_weight=given.class_weight,
        batches=-(-len(training) // spec.settings.batch),
        is_shuffled=True,
    )


def _row_weights(
    bound: Bound, sample_weight: Any, class_weight: Mapping[Any, float] | None
) -> np.ndarray | None:
    """One weight for each row: sample and class weights multiplied, as Keras does.

    float32 of shape (n,); None if no weights are given, or the data were refused. Classes without a
    weight have 1.
    """
    if sample_weight is None and class_weight is None:
        return None
    if not len(bound.y):  # the data were refused, and that error says more
        return None
    weights = np.ones(len(bound.y), np.float32)
    if sample_weight is not None:
        weights *= _checked(sample_weight, len(weights))
    if class_weight is not None:
        numbers = None if bound.coding is None else bound.coding.class_numbers(bound.y)
        if numbers is None:
            raise DataError("class_weight needs classes, and y holds numbers: leave it out")
        names = bound.class_names or tuple(str(i) for i in range(len(bound.class_counts or ())))
        given = _by_name(class_weight, names)
        weights *= np.array([given.get(name, 1.0) for name in names], np.float32)[numbers]
    if not weights[bound.training_rows].any():
        raise DataError("all training rows have weight 0: give some of them a weight above 0")
    return weights


def _checked(sample_weight: Any, rows: int) -> np.ndarray:
    given = _numbers(sample_weight)
    if given.shape != (rows,):
        raise DataError(
            f"sample_weight has the shape {given.shape}, and x has {rows:,} rows: "
            "give one weight for each row"
        )
    if not np.isfinite(given).all() or (given < 0).any():
        row = int(np.flatnonzero(~(given >= 0) | ~np.isfinite(given))[0])
        raise DataError(
            f"sample_weight is {given[row]} in row {row}: weights have to be 0 or above"
        )
    return given


def _numbers(sample_weight: Any) -> np.ndarray:
    """The weights as float32, if they are numbers."""
    try:
        given = np.asarray(sample_weight)
        if given.ndim and given.dtype.kind in "biufO":
            with np.errstate(over="ignore"):  # infinite weights are refused later
                return given.astype(np.float32)
    except (TypeError, ValueError):  # strings, or rows of different lengths
        pass
    kind = type(sample_weight).__name__
    raise DataError(
        f"sample_weight is of type {kind} and not an array of numbers: give one weight per row, "
        "or write weights balanced in the spec"
    )


def _by_name(class_weight: Mapping[Any, float], names: tuple[str, ...]) -> dict[str, float]:
    if not isinstance(class_weight, Mapping):
        raise DataError(
            f"class_weight is of type {type(class_weight).__name__}: give a dict such as "
            f"{{{names[0]!r}: 2}}, or write weights balanced in the spec"
        )
    given: dict[str, float] = {}
    for key, weight in class_weight.items():
        name = str(key)
        if name not in names and isinstance(key, Real):
            name = f"{float(key):g}"  # 1.0 and True are 1 where the classes are numbers
        if name not in names:
            raise DataError(
                f"class_weight has '{name}', which is not a class of y: the classes are "
                f"{', '.join(names[:10])}"
            )
        if not isinstance(weight, Real) or not 0 <= float(weight) < np.inf:
            raise DataError(
                f"class_weight is {weight!r} for class {name}: weights have to be 0 or above"
            )
        given[name] = float(weight)
    return given
