"""Names that people know from Keras, scikit-learn, fastai and PyTorch, and what to write here.

Where one of them is not there, Python's own error says it, with this hint. A name that is in no
table gets the name that is close to it, or what most people look for.
"""

from __future__ import annotations

import sys
from difflib import get_close_matches
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
P = ParamSpec("P")

_PREDICT = "run.predict(rows) gives classes and probabilities"
_NEW_RUN = "dm.train(spec, x, y) trains a new run, run.resume(epochs=10) goes on with this one"
_HISTORY = "run.history.frame() has the numbers, and dm.TrainingPanel(run) shows the curves"
_NETWORK = "a network is a line of text: dm.parse('784 -> 50 relu -> 10 softmax')"
_BEST = "sweep.best is the best run, sweep.best.spec says how, and sweep.frame() has all results"
_REPORT = "report.metrics has the numbers, and the report shows itself as the last line of a cell"
_SPLIT = "training holds out rows by itself: write split 20% after the network"
_DEVICE = "TensorFlow chooses the device, and there is nothing to write"
_KERAS = "that is Keras's own: import keras"
_PRINTS = "it prints nothing, and a panel shows how far training is"
_OF_ROWS = {
    "verbose": "it prints nothing",
    "batch_size batch steps workers callbacks": "it takes the rows in blocks that fit into memory",
    "sample_weight": "it counts every row once",
    "x_test X_test X": "the rows come first, without a name",
    "return_dict": "metrics of the report is a dict",
}

_HINTS: dict[str, dict[str, str]] = {
    "densemodel": {
        "fit learn Trainer Learner": "dm.train(spec, x, y) trains",
        "help": "%densemodel help shows the words of the language, help(dm.train) the arguments",
        "Sequential Model Input Dense layers Layer MLPClassifier MLPRegressor nn Module": _NETWORK,
        "tabular_learner vision_learner": _NETWORK,
        "score": "dm.evaluate(run, x, y) scores",
        "predict_proba": _PREDICT.replace("run.predict(rows)", "dm.predict(run, rows)"),
        "plot plot_history": _HISTORY,
        "load_model from_pretrained": "dm.load('digits.keras') reads a saved model",
        "save save_model dump": "run.save('digits') saves, in the folder that dm.ModelStore names",
        "summary": "print(spec) and spec.layers show a network",
        "compile": "dm.build(spec) makes a compiled Keras model",
        "train_test_split": _SPLIT,
        "GridSearchCV RandomizedSearchCV grid_search search tune Tuner cross_val_score": (
            "dm.sweep(spec, x, y) trains every network of a spec such as "
            "'784 -> {32|64} relu -> 10 softmax'"
        ),
        "lr_find find_lr": "write lr find after the network, and dm.train it",
        "optimizers Adam SGD losses metrics callbacks": (
            "optimizer, loss and metrics are words after the network: '... ; adam lr 0.01 ; "
            "loss mae', and dm.train takes callbacks of Keras"
        ),
        "from_keras from_model": "dm.spec_of(model) gives the spec of a Keras model",
        "datasets": "keras.datasets has some, and any array or frame can be trained on",
        "show panel": "dm.TrainingPanel(run) is the panel",
        "optim DataLoader Dataset": (
            "the optimizer and the size of a batch are words after the network: '... ; adam lr "
            "0.01 ; batch 64', and rows are given as they are"
        ),
        "keras backend History": _KERAS,
        "EarlyStopping ModelCheckpoint": (
            "patience 3 in the text stops early, and a run keeps its best weights"
        ),
        "accuracy accuracy_score confusion_matrix classification_report f1_score roc_auc_score": (
            "dm.evaluate(run, x, y) is a report with the metrics, the confusion matrix and more"
        ),
        "to_onnx export to_tflite": (
            "run.save('digits'), and dm.ModelStore('densemodels').export writes other formats"
        ),
        "version": "dm.__version__ is the version",
        "list models list_models": "dm.ModelStore('densemodels').list() lists the saved models",
        "explain": "dm.evaluate(run, x, y).explain(0) explains a row",
        "seed set_seed": "the seed is a word after the network: '... ; seed 1'",
    },
    "Run": {
        "fit fit_one_cycle learn partial_fit train fine_tune": _NEW_RUN,
        "score validate test": "run.evaluate(x, y) scores",
        "predict_proba predict_classes transform forward get_preds decision_function": _PREDICT,
        "plot plot_history plot_loss recorder show_results": _HISTORY,
        "summary": "run.model.summary() is that of Keras, and print(run.spec) the network",
        "weights get_weights parameters state_dict coefs_ coef_ variables": (
            "run.model.get_weights() has them"
        ),
        "layers": "run.spec.layers are those of the text, run.model.layers those of Keras",
        "loss losses accuracy val_loss loss_curve_ best_score_": (
            "run.history['loss'] is the curve, and run.evaluate().metrics has the scores"
        ),
        "epochs n_iter_ epoch": "run.history.epochs is their number, run.best_epoch the best",
        "metrics": "run.evaluate().metrics has the scores, run.history the curves",
        "load load_state_dict": "dm.load('digits.keras') reads a saved run",
        "export to_onnx to_json": "dm.ModelStore(folder).export writes other formats",
        "compile": "the clauses of the spec compile it: run.restart('adam lr 0.01')",
        "classes_ classes vocab dls": "run.class_names has the names of the classes",
        "confusion_matrix confusion": "run.evaluate(x, y).confusion is the confusion matrix",
        "lr_find": "write lr find after the network, and dm.train it",
        "cancel interrupt pause": "run.stop() stops, and run.resume() goes on",
        "delete": "a run goes with its variable, and saved models have a store: dm.ModelStore",
        "best_params_ params get_params": "run.spec says how it was trained",
        "result results": "run.history and run.evaluate() have the results",
        "explain": "run.evaluate(x, y).explain(0) explains a row",
        "to cuda cpu device": _DEVICE,
        "y_pred predictions probabilities": _PREDICT,
        "feature_importances_ importance feature_importance importances": (
            "run.evaluate(x, y).importance has it"
        ),
        "lr learning_rate": "run.learning_rates has that of each step, run.spec the one written",
        "config hparams": "run.spec says how it was trained",
        "best_model best_estimator_": "run.model has the best weights already",
        "train_loss training_loss": "run.history['loss'] is the curve",
        "eval zero_grad backward step": "a run trains by itself, and predicts at any time",
        "random_state": "write seed=0",
        "callbacks": "dm.train(spec, x, y, callbacks=[...]) takes those of Keras",
    },
    "Spec": {
        "fit train learn": "dm.train(spec, x, y) trains it",
        "predict evaluate score": "it is trained first: run = dm.train(spec, x, y)",
        "summary": "print(spec) shows it, dm.build(spec).summary() is that of Keras",
        "compile build model": "dm.build(spec) makes the compiled Keras model",
        "add append": "write the layer into the text, and dm.parse it",
        "count_params params": "spec.parameter_count is their number",
        "sweep": "dm.sweep(spec, x, y) trains every choice",
        "code": "dm.keras_code(spec) writes it as Keras code",
    },
    "Sweep": {
        "best_params_ best_params best_trial best_config": _BEST,
        "best_estimator_ best_model best_run": _BEST,
        "best_score_ best_value best_score": _BEST,
        "cv_results_ df dataframe to_frame trials_dataframe": "sweep.frame() is the table",
        "fit train run optimize": "sweep.start() trains, sweep.extend() adds trials",
        "predict score evaluate": "sweep.best is a run: sweep.best.predict(rows)",
        "plot plot_importance": "sweep.study() is an Optuna study, for optuna.visualization",
        "model": "sweep.best.model is the best Keras model",
        "cancel": "sweep.stop() stops",
        "results_ get_trials history": "sweep.results has them, and sweep.frame() is the table",
        "best_index_ best_trial_": "sweep.best_number is its number",
        "get_best_models get_best_hyperparameters": _BEST,
    },
    "Report": {
        "accuracy loss f1 precision recall score f1_score auc rmse mae r2": _REPORT,
        "summary print": _REPORT,
        "confusion_matrix": "report.confusion is the confusion matrix",
        "feature_importances_ feature_importance": "report.importance has it",
        "errors wrong top_losses plot_top_losses": "report.mistakes has the worst rows",
        "plot": "the report shows its pictures as the last line of a cell",
        "accuracy_score classification_report to_dict": _REPORT,
        "to_frame df": "report.frame() is the table",
    },
    "ModelStore": {
        "load_model get": "store.load('digits') reads a saved model",
        "save_model add": "store.save(run, 'digits') saves a run",
        "models ls keys": "store.list() lists the saved models",
        "search": "store.find('digits') finds saved models",
        "remove rm pop": "store.delete('digits') moves a saved model to the trash",
    },
    "TrainingHistory": {
        "history": "run.history is that of Keras already: a list for each name",
        "loss val_loss accuracy val_accuracy acc val_acc": (
            "the curves are items: run.history['loss'], run.history['val_loss']"
        ),
        "epoch": "run.history.epochs is the number of epochs",
        "plot df to_frame": _HISTORY,
    },
    "Layer": {
        "units filters": "layer.output_shape[-1] is their number",
        "name": "layer.text has its words, layer.kind the class in Keras",
        "weights kernel bias get_weights": "dm.build(spec).layers are those of Keras, with weights",
        "params count_params": "layer.parameter_count is their number",
    },
    "predict": _OF_ROWS,
    "evaluate": _OF_ROWS,
    "build": {
        "input_shape input_dim": "the text begins with the shape: '784 -> ...', '28x28x1 -> ...'",
        "optimizer loss metrics lr": "they are words after the network: '... ; adam lr 0.01'",
    },
    "resume": {
        "lr patience batch split every steps minutes learning_rate batch_size": (
            "write it as a clause: run.resume(settings='lr 0.01 ; patience 5')"
        ),
        "verbose": _PRINTS,
    },
    "restart": {
        "lr patience batch split every steps minutes epochs learning_rate batch_size": (
            "write it as a clause: run.restart('lr 0.01 ; epochs 20')"
        ),
        "verbose": _PRINTS,
    },
    "load": {
        "compile custom_objects safe_mode": (
            "a saved model is compiled, of Keras's own classes, and never runs code of its file"
        ),
    },
    "save": {
        "overwrite include_optimizer save_format": (
            "it saves the training state too, and a model of that name moves to the trash"
        ),
    },
    "train": {
        "random_state": "write seed=0",
        "callbacks": "dm.train takes callbacks of Keras, and patience 3 is early stopping",
        "verbose": "training prints nothing, and its panel shows how far it is",
        "cbs callback": "write callbacks=[...], with those of Keras",
        "wd": "write settings='adamw(weight_decay=0.01)'",
        "hidden_layer_sizes hidden_sizes": "the sizes are in the text: '784 -> 50 relu -> 10'",
        "dropout drop": "it is a layer of the network: '... -> 50 relu -> drop 20% -> ...'",
        "augment augmentation": "it is a layer of the network, such as flip or rotate 10%",
        "normalize normalization scale": "it is a layer of the network: '784 -> norm -> ...'",
        "l1 l2 alpha regularization": "it stands at a size in the network: '50(l2=0.01) relu'",
        "activation": "it stands behind a size in the network: '50 relu'",
        "cv n_splits folds": "write repeat 5 in the spec, for a sweep with five seeds and splits",
        "n_jobs workers": "a run uses all cores, and dm.sweep takes workers=2",
        "lr_max max_lr": "write lr='onecycle 0.1', which rises to it and falls",
        "steps_per_epoch": "an epoch is all rows: write steps=2000 to train so many steps",
        "n_iter iterations num_steps": "write steps=2000, or epochs=5",
        "n_trials num_trials max_trials": "dm.sweep takes trials=40",
        "param_grid params param_distributions": (
            "choices stand in the text: '784 -> {32|64} relu -> 10 ; adam lr {0.1|0.01}'"
        ),
        "gpus accelerator devices device strategy precision": _DEVICE,
        "train": "dm.train trains at once, and with wait=False beside other code",
        "warm_start": "write start=run to begin with the weights of a run",
        "sample_weights": "write sample_weight=...",
        "class_weights": "write class_weight=..., or the clause weights='balanced'",
        "cluster halving search trials": "it is an argument of dm.sweep",
        "scoring": "training minimises the loss of validation rows: write loss='mae' for another",
        "name model_name": "the name stands before the network: 'digits: 784 -> 10'",
        "save_path checkpoint output_dir": "run.save('digits') saves the run",
        "data dataset train_data df dls": "give x and y, frame=df and target='price', or folder=",
        "x_val y_val val_data": "write validation_data=(x_val, y_val)",
        "x_test y_test": "write test_data=(x_test, y_test)",
        "x_train X": "the rows come after the spec: dm.train(spec, x_train, y_train)",
    },
}
"Hints for the attributes of a class, and for the keywords of a function, by names."


_MOSTLY = {
    "densemodel": "dm.train, dm.sweep, dm.predict, dm.evaluate, dm.load and others: see dir(dm)",
    "Run": "run.history has the curves, run.evaluate(x, y) the scores, run.model is Keras's model",
    "Spec": "spec.layers and spec.parameter_count describe it, dm.train(spec, x, y) trains it",
    "Sweep": _BEST,
    "Report": _REPORT,
    "ModelStore": "store.list(), store.find('digits') and store.load('digits') find saved models",
    "TrainingHistory": _HISTORY,
}
"What most people look for."

_DESTRUCTIVE = {"delete", "trash", "empty_trash", "clear", "pop", "popitem"}
"What is never suggested."


def field_hint(owner: str, name: str) -> str:
    """What to write instead of a name that a class, a module or a function lacks; or nothing."""
    for names, hint in _HINTS.get(owner, {}).items():
        if name in names.split():
            return hint
    return ""


def with_field_hints(kind: type[T]) -> type[T]:
    """A class whose error for a missing attribute has a hint, where the field knows the name."""

    def missing(self: T, name: str) -> NoReturn:
        words = f"'{kind.__name__}' object has no attribute '{name}'"
        raise _missing(words, self, kind.__name__, name)

    setattr(kind, "__getattr__", missing)  # noqa: B010 - as a method, any name would be typed
    return kind


def missing_in_module(name: str) -> AttributeError:
    """The same for a name that the package lacks."""
    package = "densemodel"
    words = f"module '{package}' has no attribute '{name}'"
    return _missing(words, sys.modules[package], package, name)


def with_call_hints(function: Callable[P, T]) -> Callable[P, T]:
    """A function whose error for an argument that it lacks or does not take says what to write."""
    form = signature(function)
    taken = [name for name in form.parameters if name != "self"]
    takes_any = any(one.kind is one.VAR_KEYWORD for one in form.parameters.values())
    is_needed = {
        name: one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD
        for name, one in form.parameters.items()
    }
    needed = [name for name in taken if is_needed[name]]
    name = function.__name__

    @wraps(function)
    def hinted(*args: P.args, **keywords: P.kwargs) -> T:
        unknown = "" if takes_any else next((word for word in keywords if word not in taken), "")
        if unknown:
            hint = field_hint(name, unknown) or _near(unknown, taken)
            words = f"{name}() got an unexpected keyword argument '{unknown}'"
            raise TypeError(f"{words}: {hint or 'it takes ' + ', '.join(taken)}")
        try:
            form.bind(*args, **keywords)
        except TypeError as error:
            words = f"{name}(): {error}"
            raise TypeError(f"{words}: write {name}({', '.join(needed)})") from None
        return function(*args, **keywords)

    return hinted


def _missing(words: str, owner: object, kind: str, name: str) -> AttributeError:
    if name.startswith("_"):  # what libraries ask for
        return AttributeError(words, name=name, obj=owner)
    hint = field_hint(kind, name) or _near(name, dir(owner)) or _MOSTLY.get(kind, "")
    if not hint:
        hint = "it has " + ", ".join(one for one in dir(owner) if _is_suggested(one))
    # with an `obj`, Python would suggest a name of its own
    return AttributeError(f"{words}: {hint}", name=name, obj=None)


def _near(name: str, names: Iterable[str]) -> str:
    near = get_close_matches(name, filter(_is_suggested, names), n=1, cutoff=0.8)
    return f"did you mean {near[0]}?" if near else ""


def _is_suggested(name: str) -> bool:
    return not name.startswith("_") and name not in _DESTRUCTIVE
