"""Trained specs of great variety, for against.py."""

import functools
import json

import numpy as np
import pandas as pd
from _against_record import findings, masked

ROWS = 300


@functools.cache
def data(name):
    """Rows and labels by name."""
    from sklearn.datasets import load_digits

    rng = np.random.default_rng(7)
    x = rng.normal(size=(ROWS, 6)).astype("float32")
    score = x @ rng.normal(size=6) + x[:, 0] * x[:, 1]
    three = np.digitize(score, [-1.0, 1.0])
    frame = pd.DataFrame(x, columns=list("abcdef"))
    pixels, digits = (one[:ROWS] for one in load_digits(return_X_y=True))
    holes = np.where(rng.random(x.shape) < 1 / 50, np.nan, x)
    found = {
        "three": (x, three),
        "names": (x, np.array(["owl", "cat", "dog"])[three]),
        "one-hot": (x, np.eye(3, dtype="float32")[three]),
        "two": (x, (score > 0).astype(int)),
        "yes-no": (frame, np.where(score > 0, "yes", "no")),
        "true-false": (x, score > 0),
        "rare": (x, (score > np.quantile(score, 0.9)).astype(int)),
        "number": (x, score),
        "large": (frame * [1, 10, 1000, 1, 1e5, 1] + 50, score * 1000 + 5000),
        "positive": (x, np.exp(score / 4)),
        "counts": (x, rng.poisson(np.exp(np.clip(score, -3, 2)))),
        "pairs": (x, np.stack([score, -score + x[:, 2]], axis=1)),
        "labels": (x, np.stack([score > 0, score > 1, x[:, 0] > 0], axis=1).astype(int)),
        "patients": (frame.assign(patient=np.arange(ROWS) // 5), score),
        "holes": (holes, score),
        "holes in a frame": (pd.DataFrame(holes, columns=list("abcdef")), three),
        "pixels": (pixels.astype("float32"), digits),
        "images": (pixels.reshape(-1, 8, 8).astype("uint8") * 15, digits),
        "lists": (x.tolist(), three.tolist()),
        "doubles": (x.astype("float64"), score.astype("float32")),
    }
    return found[name]


_WEIGHTS = np.linspace(0.5, 2, ROWS)
_HEAD, _TAIL = "validation_data", "test_data"
SPECS = [
    ("6 -> 16 relu -> 3 softmax", "three", {}),
    ("auto -> 16 relu -> auto", "names", {}),
    ("auto -> 16 relu -> auto softmax ; adam lr 0.01 ; seed 3", "lists", {}),
    ("6 -> 3 softmax ; init zeros ; sgd lr 0.5", "three", {}),
    ("6 -> 8 tanh -> 1 sigmoid ; adamw(weight_decay=0.01) lr 0.01", "two", {}),
    ("6 -> 8 tanh -> 1 sigmoid ; adamax", "yes-no", {}),
    ("6 -> 2 softmax ; nadam", "true-false", {}),
    ("6 -> 16 elu(alpha=0.5) -> 1 ; adadelta lr 1", "number", {}),
    ("6 -> 16 gelu -> 1 ; adafactor", "number", {}),
    ("6 -> 16 selu -> 1 ; init lecun_normal ; adagrad lr 0.05", "number", {}),
    ("6 -> 16 silu -> 1 ; ftrl lr 0.05", "doubles", {}),
    ("6 -> 16 mish -> 3 softmax ; lamb", "three", {}),
    ("6 -> 16 softsign -> 3 softmax ; lion", "three", {}),
    ("6 -> 16 relu -> 16 relu -> 3 softmax ; muon", "three", {}),
    ("6 -> 16 relu(negative_slope=0.1) -> 1 ; rmsprop(momentum=0.5, centered=on)", "number", {}),
    ("6 -> 16 relu -> 1 ; sgd(momentum=0.9, nesterov=on) lr 0.01", "number", {}),
    ("6 -> 16 relu -> 3 softmax ; schedulefreeadamw", "three", {}),
    ("6 -> 16 relu -> 3 softmax ; adam(amsgrad=on, use_ema=on, ema_momentum=0.9)", "three", {}),
    ("6 -> 9 relu -> 3 softmax ; adam lr exp 0.03->0.0001/20", "three", {}),
    ("6 -> 9 relu -> 3 softmax ; sgd lr 0.1*0.6^epoch", "three", {}),
    ("6 -> 9 relu -> 1 ; adam lr cosine 0.05", "number", {}),
    ("6 -> 9 relu -> 1 ; adam lr cosine 0.05/2 ; epochs 4", "number", {}),
    ("6 -> 9 relu -> 1 ; adam lr plateau 0.3*0.5/1 ; epochs 6 ; patience off", "number", {}),
    ("6 -> 8 relu -> 1 sigmoid ; loss binary_crossentropy(label_smoothing=0.1)", "two", {}),
    ("6 -> 8 relu -> 1 sigmoid ; loss binary_focal_crossentropy(gamma=3)", "two", {}),
    ("6 -> 8 relu -> 1 tanh ; loss hinge", "two", {}),
    ("6 -> 8 relu -> 1 tanh ; loss squared_hinge", "yes-no", {}),
    ("6 -> 8 relu -> 3 ; loss sparse_categorical_crossentropy(from_logits=on)", "names", {}),
    ("6 -> 8 relu -> 3 softmax ; loss categorical_crossentropy(label_smoothing=0.2)", "one-hot",
     {}),
    ("6 -> 8 relu -> 3 softmax ; loss categorical_focal_crossentropy", "one-hot", {}),
    ("6 -> 8 relu -> 3 softmax ; loss categorical_generalized_cross_entropy(q=0.3)", "one-hot",
     {}),
    ("6 -> 8 relu -> 3 ; loss categorical_hinge", "one-hot", {}),
    ("6 -> 8 relu -> 3 softmax ; loss kl_divergence ; metrics accuracy auc", "one-hot", {}),
    ("6 -> 8 relu -> 1 ; loss huber(delta=0.5) ; metrics mae r2_score", "number", {}),
    ("6 -> 8 relu -> 1 ; loss log_cosh ; target norm", "large", {}),
    ("6 -> norm -> 8 relu -> 1 ; loss mae ; target norm", "large", {}),
    ("6 -> 8 relu -> 1 softplus ; loss mean_absolute_percentage_error", "positive", {}),
    ("6 -> 8 relu -> 1 softplus ; loss mean_squared_logarithmic_error", "positive", {}),
    ("6 -> 8 relu -> 1 exponential ; loss poisson", "counts", {}),
    ("6 -> 8 relu -> 2 ; loss cosine_similarity", "pairs", {}),
    ("6 -> 8 relu -> auto ; target norm ; metrics mae", "pairs", {}),
    ("6 -> 8 relu -> 3 sigmoid", "labels", {}),
    ("6 -> 20 bn relu drop 0.2 -> 20 bn(scale=off, momentum=0.9) relu -> 3 softmax", "three", {}),
    ("6 -> 20 ln relu -> noise 0.1 -> 20(l1=1e-4, l2=1e-3, bias=off) -> 3 softmax", "three", {}),
    ("6 -> 3*(10 relu drop 20%) -> 3 softmax ; init he_normal ; bias 0.1", "three", {}),
    ("64 -> scale / 16 -> reshape 8x8x1 -> conv 4 relu -> max 2 -> 10 softmax", "pixels", {}),
    ("8x8 -> scale / 240 -> conv 6 3x3 valid bn relu sdrop 0.2 -> avg 2 -> gavg -> 10 softmax",
     "images", {}),
    ("8x8x1 -> norm -> sepconv 4 relu -> conv 6 3x3/2 tanh -> gmax -> 10", "images", {}),
    ("8x8 -> 20 relu -> 10 softmax ; batch 50", "images", {}),
    ("6 -> 8 relu -> 1 sigmoid ; weights balanced", "rare", {}),
    ("6 -> 8 relu -> 2 softmax", "rare", {"class_weight": {0: 1.0, 1: 5.0}}),
    ("6 -> 8 relu -> 1", "number", {"sample_weight": _WEIGHTS}),
    ("6 -> 8 relu -> 3 softmax", "three", {_HEAD: 60, _TAIL: 40}),
    ("6 -> 8 relu -> 1 ; split 20% last ; patience 1 ; epochs 8 ; adam lr 0.3", "number", {}),
    ("auto -> norm -> 8 relu -> 1 ; split 30% by patient", "patients", {}),
    ("6 -> 8 relu -> 1 ; split off ; clip norm 0.5", "number", {_TAIL: 50}),
    ("6 -> 8 relu -> 1 ; missing drop ; clip value 0.1", "holes", {}),
    ("6 -> 8 relu -> auto ; missing fill ; batch 7", "holes in a frame", {}),
    ("6 -> 8 relu -> 1 ; steps 25 ; every 5", "number", {}),
    ("6 -> 8 relu -> 3 softmax ; epochs 5", "three", {"initial_epoch": 2, "settings": "batch 64"}),
    ("6 -> {8|16} relu -> 3 softmax", "three", {}),
    ("6 -> 8 relu -> 3 softmax ; repeat 2", "three", {}),
    ("6 -> 8 relu -> 1", "holes", {}),
    ("7 -> 8 relu -> 1", "number", {}),
]  # fmt: skip
"Specs, the names of their data, and what dm.train is given beside these; the last are refused."


def with_length(spec):
    """The spec with 3 epochs, if it says nothing else."""
    return spec if "epochs" in spec or "steps" in spec else f"{spec} ; epochs 3"


def specs(recorder):
    """Train each spec, and record everything about it."""
    import keras

    for number, (text, name, given) in enumerate(SPECS, 1):
        keras.utils.clear_session()  # else the names of layers depend on what was built before
        case = f"{number}. {text} ({name})"
        try:
            run, rows = trained(with_length(text), *data(name), given)
        except Exception as error:  # noqa: BLE001 - an error is a result, too
            recorder.error(case, error)
            continue
        record_run(recorder, case, run, rows)


def trained(text, x, y, given):
    """A run that has ended, and some rows for it.

    Args:
        text: Its spec.
        x: Rows.
        y: Labels.
        given: What dm.train is given beside these; data as a number of rows, which are taken away.
    """
    import densemodel as dm

    options, rows = dict(given), x[:20]
    for word in (_HEAD, _TAIL):
        if word in options:
            count = options[word]
            options[word] = (x[-count:], y[-count:])
            x, y = x[:-count], y[:-count]
    # whether XLA is used depends on times that are measured
    return dm.train(text, x, y, jit_compile=False, **options), rows


def record_run(recorder, case, run, rows):
    """Record what a run has reached and what it says.

    Args:
        recorder: Where the results go.
        case: The name of the case.
        run: The run, which has ended.
        rows: Rows to predict.
    """
    import densemodel as dm

    facets = {
        "weights": run.model.get_weights,
        "history": lambda: dict(run.history),
        "sentence": lambda: masked(run.sentence),
        "findings": lambda: findings(run.findings),
        "spec": lambda: str(run.spec),
        "parameters": lambda: [run.spec.parameter_count, run.model.count_params()],
        "best epoch": lambda: run.best_epoch,
        "recalls": lambda: run.recalls,
        "predictions": lambda: dm.predict(run, rows),
        "metrics": lambda: dm.evaluate(run).frame(),
        "notes of metrics": lambda: list(dm.evaluate(run).notes),
        # whether the newest step was measured for its ratio depends on the time that was left
        "layers measured": lambda: dm.diagnose(run).layers.drop(columns="update_ratio"),
        "config": lambda: json.dumps(run.model.get_config(), default=str),
        "optimizer": lambda: json.dumps(run.model.optimizer.get_config(), default=str),
        "script": lambda: dm.keras_code(run.spec),
        "notes": lambda: list(run.spec.notes),
    }
    for name, get in facets.items():
        recorder.facet(case, name, get)
