"""Random clauses: how a random spec is trained."""

from densemodel.language import OPTIMIZERS
from support.language.random_words import initializer_text, options_text

ONE_CLIPPING = "global_clipnorm"
"Keras takes one way of clipping at a time."

METRICS = {
    "classes": ("accuracy", "sparse_categorical_crossentropy"),
    "binary": ("accuracy", "auc", "precision recall"),
    "labels": ("binary_accuracy", "auc"),
    "regression": ("mae", "mse r2_score", "root_mean_squared_error"),
}
LOSSES = {
    "classes": ("sparse_categorical_crossentropy",),
    "binary": ("binary_crossentropy", "binary_crossentropy(label_smoothing=0.1)"),
    "labels": ("binary_crossentropy", "binary_focal_crossentropy(gamma=3)"),
    "regression": ("mse", "mae", "huber(delta=2)", "log_cosh"),
}


class RandomClauses:
    """Clauses that contradict neither each other nor the last layer."""

    def __init__(self, rng, kind, *, may_be_identity):
        self._rng = rng
        self._kind = kind
        self._may_be_identity = may_be_identity

    def texts(self):
        """In any order; each only now and then."""
        rng = self._rng
        groups = [self._start(), self._optimizer(), self._length(), self._data(), self._measures()]
        clauses = [clause for group in groups for clause in group]
        rng.shuffle(clauses)
        return clauses

    def _some(self, share, *texts):
        return [self._rng.choice(texts)] if self._rng.random() < share else []

    def _start(self):
        init = initializer_text(self._rng, may_be_identity=self._may_be_identity)
        return [
            *self._some(0.3, f"init {init}"),
            *self._some(0.2, "bias 0.1", "bias -1", "bias 0"),
            *self._some(0.3, f"seed {self._rng.randint(0, 99)}"),
        ]

    def _optimizer(self):
        rng = self._rng
        clip = self._some(0.15, "clip norm 1", "clip value 0.5")
        rate = ""
        if rng.random() < 0.6:
            rate = f"lr {self._rate()}"
        if rng.random() < 0.3:
            return [rate, *clip] if rate else clip
        optimizer = OPTIMIZERS[rng.choice(("adam", "sgd", *OPTIMIZERS))]
        options = [option for option in optimizer.options if option.key != ONE_CLIPPING or not clip]
        text = optimizer.word + options_text(rng, options, share=0.3)
        return [f"{text} {rate}".rstrip(), *clip]

    def _rate(self):
        rates = (
            "0.001",
            "1e-2",
            "0.5",
            "exp 0.03->0.0001/1000",
            "exp 0.02 -> 1e-4/16",
            "0.01*0.6^epoch",
            "cosine 0.1",
            "cosine 0.01/4",
            "plateau 0.01",
            "plateau 0.01*0.5/3",
        )
        return self._rng.choice(rates)

    def _length(self):
        return [
            *self._some(0.5, "epochs 3", "epochs 12", "steps 20", "steps 1e3"),
            *self._some(0.4, "batch 8", "batch 100"),
            *self._some(0.3, "patience 0", "patience 5", "patience off"),
            *self._some(0.15, "every 5", "every 100"),
            *self._some(0.1, "minutes 2", "minutes 0.5"),
            *self._some(0.1, "repeat 3"),
        ]

    def _data(self):
        ways = (
            "split 0.2",
            "split 25%",
            "split 0.25 last",
            'split 0.3 by "who is it"',
            "split off",
        )
        classes = self._kind in ("classes", "binary")
        return [
            *self._some(0.4, *ways, "split 25%", "split 10% by patient"),
            *self._some(0.2 if classes else 0, "weights balanced"),
            *self._some(0.2 if self._kind == "regression" else 0, "target norm"),
            *self._some(0.1, "missing drop", "missing fill"),
            *self._some(0.1, "without id", 'without "the date" id'),
        ]

    def _measures(self):
        return [
            *self._some(0.2, *(f"loss {loss}" for loss in LOSSES[self._kind])),
            *self._some(0.2, *(f"metrics {metric}" for metric in METRICS[self._kind])),
        ]
