"""OPTIMIZERS: Keras's optimizers in lower case, with their options.

A test holds the names equal to `keras.optimizers` less abstract classes and wrappers, and every
option and default equal to Keras's.
"""

from __future__ import annotations

from dataclasses import dataclass

from densemodel.language.syntax_tree._option import (
    ANY,
    CLOSED_SHARE,
    COUNT,
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    WHOLE,
    Option,
    Quantity,
    number,
    switch,
)


@dataclass(frozen=True, slots=True)
class Optimizer:
    """One optimizer."""

    word: str
    name: str
    "The class in `keras.optimizers`."
    learning_rate: float
    "Keras's default learning rate."
    help: str
    options: tuple[Option, ...]
    rates: tuple[float, float]
    "The lowest and the highest learning rate that `lr find` tries."


def _momentum(key: str, default: float) -> Option:
    return number(key, default, "decay of a moving average", SHARE)


_EPSILON = number("epsilon", 1e-7, "avoids division by zero", POSITIVE)
_DECAY = number("weight_decay", None, "share of each weight removed per step", NOT_NEGATIVE)
_DECAY_ON = number("weight_decay", 0.004, _DECAY.help, NOT_NEGATIVE)
_CLIPPING_AND_AVERAGE = (
    number("global_clipnorm", None, "largest norm of all gradients together", POSITIVE),
    switch("use_ema", "keep a moving average of the weights"),
    _momentum("ema_momentum", 0.99),
)


def _optimizer(
    name: str,
    help_: str,
    *options: Option,
    rate: float = 0.001,
    rates: tuple[float, float] = (0.0001, 1),
    decay: Option = _DECAY,
) -> Optimizer:
    options = (*options, decay, *_CLIPPING_AND_AVERAGE)
    return Optimizer(name.lower(), name, rate, help_, options, rates)


_B1, _B2 = _momentum("beta_1", 0.9), _momentum("beta_2", 0.999)
_ADAM = (_B1, _B2, _EPSILON)
_AMSGRAD = switch("amsgrad", "never let a rate grow again")
_START = number("initial_accumulator_value", 0.1, "initial value of its sums", NOT_NEGATIVE)

_ALL = (
    _optimizer(
        "Adadelta",
        "a rate per weight, without a memory of all steps",
        _momentum("rho", 0.95),
        _EPSILON,
    ),
    _optimizer(
        "Adafactor",
        "Adam with little memory",
        number("beta_2_decay", -0.8, "decay of its moving average", ANY),
        number("epsilon_1", 1e-30, _EPSILON.help, POSITIVE),
        number("epsilon_2", 0.001, _EPSILON.help, POSITIVE),
        number("clip_threshold", 1.0, "largest update", POSITIVE),
        switch("relative_step", "scale steps by the weights", default=True),
    ),
    _optimizer("Adagrad", "a rate per weight that only falls", _START, _EPSILON),
    _optimizer("Adam", "the default choice", *_ADAM, _AMSGRAD),
    _optimizer("AdamW", "Adam with weight decay", *_ADAM, _AMSGRAD, decay=_DECAY_ON),
    _optimizer("Adamax", "Adam by the largest gradient", *_ADAM),
    _optimizer(
        "Ftrl",
        "for wide, sparse inputs",
        number("learning_rate_power", -0.5, "how the rate falls", Quantity(high=0)),
        _START,
        number("l1_regularization_strength", 0.0, "L1 penalty", NOT_NEGATIVE),
        number("l2_regularization_strength", 0.0, "L2 penalty", NOT_NEGATIVE),
        number("l2_shrinkage_regularization_strength", 0.0, "shrinkage", NOT_NEGATIVE),
        number("beta", 0.0, "added to the rate's root", NOT_NEGATIVE),
    ),
    _optimizer("Lamb", "Adam for large batches", *_ADAM),
    _optimizer(
        "Lion",
        "by the gradient's sign",
        # Keras refuses 0 only for this one
        number("beta_1", 0.9, _B1.help, Quantity(kind="rate", low=0, high=1, low_open=True)),
        _momentum("beta_2", 0.99),
    ),
    _optimizer(
        "Muon",
        "orthogonal updates of matrices",
        _momentum("momentum", 0.95),
        switch("nesterov", "Nesterov momentum", default=True),
        _momentum("adam_beta_1", 0.9),
        _momentum("adam_beta_2", 0.999),
        number("adam_weight_decay", 0.004, _DECAY.help, NOT_NEGATIVE),
        number("adam_lr_ratio", 1, "rate of the other weights", POSITIVE),
        number("ns_steps", 5, "Newton-Schulz steps", COUNT),
        number("rms_rate", 0.2, "scale of an update", NOT_NEGATIVE),
        _EPSILON,
        decay=_DECAY_ON,
    ),
    _optimizer("Nadam", "Adam with Nesterov momentum", *_ADAM),
    _optimizer(
        "RMSprop",
        "a rate per weight by recent gradients",
        _momentum("rho", 0.9),
        _momentum("momentum", 0.0),
        _EPSILON,
        switch("centered", "divide by the variance"),
    ),
    _optimizer(
        "SGD",
        "plain gradient descent",
        number("momentum", 0.0, "share of the last step that is kept", CLOSED_SHARE),
        switch("nesterov", "Nesterov momentum"),
        rate=0.01,
        rates=(0.001, 10),
    ),
    _optimizer(
        "ScheduleFreeAdamW",
        "AdamW without a schedule",
        _B1,
        _B2,
        number("epsilon", 1e-8, _EPSILON.help, POSITIVE),
        number("warmup_steps", 0, "steps of a rising rate", WHOLE),
        rate=0.0025,
    ),
)

OPTIMIZERS: dict[str, Optimizer] = {optimizer.word: optimizer for optimizer in _ALL}

DEFAULT_OPTIMIZER = "adam"
