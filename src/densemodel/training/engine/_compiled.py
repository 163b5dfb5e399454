"""What was compiled for a network, kept for the next run of the same make."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from densemodel.training.engine._pace import Pace

if TYPE_CHECKING:
    from densemodel.training.engine._feed import Feed
    from densemodel.training.engine._traced import Traced
    from densemodel.training.engine._xla_trial import XlaTrial
    from densemodel.training.engine._xla_use import JitCompile

_MOST_KEPT = 8
_UNTRACED = frozenset({"name", "seed", "learning_rate"})
"""Parts of a configuration that the compiled steps do not depend on."""

_UNTOLD = ("_exclude_from_weight_decay", "_exclude_from_weight_decay_pattern")
"""What an optimizer computes by and leaves out of its configuration."""


@dataclass(eq=False)
class Compiled:
    """The compiled steps of a network, and what is known of their speed."""

    plain: Traced | None = None
    reader: Traced | None = None
    "Gives all that a step reads or writes."
    marker: Traced | None = None
    "Gives the mark of the weights."
    xla: Traced | None = None
    xla_steps: int = 0
    "Steps that one call of the XLA chunk can run."
    evaluations: dict[Any, Traced] = field(default_factory=dict)
    "Chunks that look at rows, by the kinds of their columns."
    trial: XlaTrial | None = None
    "Compiles while the run waits; what it found is taken up when it has ended."
    is_gain: bool | None = None
    "What the trial of XLA found; None before it."
    pace: Pace = field(default_factory=Pace)
    xla_pace: Pace = field(default_factory=Pace)

    def empty(self) -> None:
        """Forget everything: it was made for another network."""
        self.plain = self.reader = self.marker = self.xla = self.trial = None
        self.evaluations = {}
        self.is_gain = None


class Store:
    """The compiled steps that no run is using, the last eight."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Compiled] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str | None) -> Compiled | None:
        """Those of this key; None if there are none, or if another run has them."""
        with self._lock:
            return None if key is None else self._kept.pop(key, None)

    def give_back(self, key: str | None, compiled: Compiled) -> None:
        """Keep them for the next run."""
        is_lendable = compiled.plain is not None and compiled.plain.is_lendable
        if key is None or not is_lendable:
            return
        with self._lock:
            self._kept[key] = compiled
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)


STORE = Store()
"""That of this process."""


def key_of(model: Any, feed: Feed, batch: int, jit_compile: JitCompile) -> str | None:
    """A text that is the same for models whose compiled steps are the same; None if none is sure.

    The configuration of layers, optimizer, loss and metrics says all that Keras's own layers put
    into the compiled steps. Those of `Normalization` hold its means, and only their authors know
    what other classes put there.
    """
    if any(getattr(model.optimizer, name, None) for name in _UNTOLD):
        return None
    try:
        whole = [model.get_config(), model.get_compile_config()]
        key = json.dumps([_bare(whole), feed.kinds, batch, jit_compile], sort_keys=True)
    except (TypeError, NotImplementedError):  # a class that cannot say what it is made of
        return None
    return key if _is_keras_own(whole) and "Normalization" not in _classes(whole) else None


def _bare(config: Any) -> Any:
    """A configuration without what has no part in the compiled steps."""
    if isinstance(config, dict):
        if config.get("class_name") == "DTypePolicy":  # its name is what it is
            return config
        return {k: _bare(v) for k, v in config.items() if not _is_untraced(k, v)}
    return [_bare(v) for v in config] if isinstance(config, list | tuple) else config


def _is_untraced(key: str, value: Any) -> bool:
    # a rate that is no number is a schedule, which Keras computes within the steps
    return key in _UNTRACED and not isinstance(value, dict)


def _is_keras_own(config: Any) -> bool:
    if isinstance(config, dict):
        # Keras writes builtins for a function of one's own, and nothing for such a class
        own = str(config.get("module", "keras")).partition(".")[0] == "keras"
        return own and all(_is_keras_own(value) for value in config.values())
    return all(map(_is_keras_own, config)) if isinstance(config, list | tuple) else True


def _classes(config: Any) -> set[str]:
    """The names of all classes in a configuration."""
    if isinstance(config, dict):
        inner: set[str] = set().union(*map(_classes, config.values()))
        return inner | ({config["class_name"]} if "class_name" in config else set())
    if isinstance(config, list | tuple):
        return set().union(*map(_classes, config))
    return set()
