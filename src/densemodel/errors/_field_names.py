"""Names that people know from Keras, scikit-learn, fastai and PyTorch, and what to write here.

Where one of them is not there, Python's own error says it, with this hint.
"""

from __future__ import annotations

import sys
from typing import NoReturn, TypeVar

T = TypeVar("T")

_PREDICT = "run.predict(rows) gives classes and probabilities"
_NEW_RUN = "dm.train(spec, x, y) trains a new run, run.resume(epochs=10) goes on with this one"
_HISTORY = "run.history.frame() has the numbers, and dm.TrainingPanel(run) shows the curves"
_NETWORK = "a network is a line of text: dm.parse('784 -> 50 relu -> 10 softmax')"
_BEST = "sweep.best is the best run, sweep.best.spec says how, and sweep.frame() has all results"
_REPORT = "report.metrics has the numbers, and the report shows itself as the last line of a cell"
_SPLIT = "training holds out rows by itself: write split 20% after the network"
_DEVICE = "TensorFlow chooses the device, and there is nothing to write"

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
    },
    "Report": {
        "accuracy loss f1 precision recall score f1_score auc rmse mae r2": _REPORT,
        "summary print": _REPORT,
        "confusion_matrix": "report.confusion is the confusion matrix",
        "feature_importances_ feature_importance": "report.importance has it",
        "errors wrong top_losses plot_top_losses": "report.mistakes has the worst rows",
        "plot": "the report shows its pictures as the last line of a cell",
        "to_frame df": "report.frame() is the table",
    },
    "ModelStore": {
        "load_model get": "store.load('digits') reads a saved model",
        "save_model add": "store.save(run, 'digits') saves a run",
        "models ls keys": "store.list() lists the saved models",
        "search": "store.find('digits') finds saved models",
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


def field_hint(owner: str, name: str) -> str:
    """What to write instead of a name that a class, a module or a function lacks; or nothing."""
    for names, hint in _HINTS[owner].items():
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


def _missing(words: str, owner: object, kind: str, name: str) -> AttributeError:
    hint = field_hint(kind, name)
    # with these, Python looks for a name that is close
    return (
        AttributeError(f"{words}: {hint}") if hint else AttributeError(words, name=name, obj=owner)
    )
