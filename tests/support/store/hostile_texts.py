"""Cards and configs that nobody wrote by saving a model; the zip around them is sound.

What a config names here stands in for what an attacker would name: none of it does anything, also
not where Keras itself would load it.
"""

import json

NO_FILE = "/no/such/folder/words.txt"


def broken_json(good):
    """Texts that are no JSON object, or one of two meanings, whatever is read from them."""
    yield "empty", b""
    yield "text", b"hello"
    yield "python", b"{'format': 1, 'name': None}"
    yield "cut", good[: len(good) // 2]
    yield "twice_in_a_row", good + good
    yield "list", b"[" + good + b"]"
    yield "null", b"null"
    yield "utf_16", good.decode().encode("utf-16")
    yield "latin_1", b'{"name": "\xe4", ' + good[1:]
    yield "byte_order_mark", b"\xef\xbb\xbf" + good
    yield "zero_byte", good[:-1] + b"\0}"
    yield "nan", b'{"extra": NaN, ' + good[1:]
    yield "infinity", b'{"extra": [-Infinity], ' + good[1:]
    yield "number_beyond_floats", b'{"extra": 1e400, ' + good[1:]
    yield "number_of_many_digits", b'{"extra": 1' + b"0" * 100_000 + b", " + good[1:]
    yield "key_twice", b'{"name": "another", ' + good[1:-1] + b', "name": "a third"}'
    yield "key_twice_inside", b'{"extra": {"a": 1, "a": 2}, ' + good[1:]
    yield "deep_lists", b'{"extra": ' + b"[" * 50_000 + b"]" * 50_000 + b", " + good[1:]
    yield "deep_objects", b'{"extra": ' + b'{"a":' * 9_000 + b"1" + b"}" * 9_000 + b", " + good[1:]
    yield "half_a_character", b'{"extra": "\\ud800", ' + good[1:]


def hostile_cards(card):
    """Cards with one field of the wrong kind, too long, or out of its range."""
    for number, (name, value) in enumerate(_FIELDS):
        yield f"{number}_{name}_{_word(value)}", json.dumps(card | {name: value}).encode()
    for name in ("format", "id", "name", "spec"):
        without = {key: value for key, value in card.items() if key != name}
        yield f"without_{name}", json.dumps(without).encode()


_FIELDS = [
    ("format", "1"), ("format", 99), ("format", -1), ("format", True), ("format", None),
    ("id", "../../../x"), ("id", 7), ("id", ""), ("id", "f" * 1000), ("id", "ZZZZZZZZZZZZZZZZ"),
    ("name", None), ("name", ""), ("name", "n" * 101), ("name", "a\nb"), ("name", ["digits"]),
    ("name", "\x1b[2J"), ("name", "a\u0000b"),
    ("spec", None), ("spec", ["4 -> 3"]), ("spec", "import os"), ("spec", ""),
    ("spec", "__import__('os')"), ("spec", "1 -> 2 ->"), ("spec", "(" * 5000 + "1"),
    ("saved_at", "yesterday"), ("saved_at", 10**30), ("saved_at", None),
    ("notes", 3), ("notes", "n" * 10_001),
    ("tags", "one"), ("tags", [1]), ("tags", ["t" * 41]), ("tags", ["t"] * 51),
    ("parent", "/etc"), ("parent", 3),
    ("data", []), ("data", {"rows": "many"}), ("data", {"rows": -1}),
    ("class_names", "abc"), ("class_names", [1]), ("class_names", {"0": "a"}),
    ("training_rows", -1), ("training_rows", 1.5), ("training_rows", "3"),
    ("validation_rows", None), ("test_rows", True),
    ("metrics", []), ("metrics", {"training": 3}), ("metrics", {"training": {"loss": "low"}}),
    ("metrics", {"elsewhere": {}}), ("baseline", {"accuracy": []}),
    ("best_epoch", -1), ("best_epoch", "last"), ("epochs", -3), ("epochs", 0.5),
    ("seconds", "long"), ("seconds", -1.0), ("parameters", -1), ("parameters", [59]),
    ("curve", "up"), ("curve", ["a"]), ("curve", [0.0] * 61), ("monitored", "accuracy"),
    ("monitored", 1), ("seed", "0"), ("seed", 0.5), ("versions", []), ("versions", {"keras": 3}),
    ("machine", 3), ("machine", None),
]  # fmt: skip


def hostile_bases(card):
    """Cards of which one fact of the base is another than its weights are."""
    for number, (name, value) in enumerate(_BASE_FACTS):
        base = card["base"] | {name: value}
        yield f"{number}_{name}_{_word(value)}", json.dumps(card | {"base": base}).encode()
    for name in card["base"]:
        base = {key: value for key, value in card["base"].items() if key != name}
        yield f"without_{name}", json.dumps(card | {"base": base}).encode()
    for base in (None, [], "6 -> 8 tanh", {}):
        yield f"is_{_word(base)}", json.dumps(card | {"base": base}).encode()


_BASE_FACTS = [
    ("name", "other"), ("name", ""), ("name", 3), ("name", "n" * 101), ("title", None),
    ("architecture", "VGG16"), ("architecture", "Lambda"), ("architecture", "__import__"),
    ("architecture", "load_model"), ("architecture", "../x"), ("architecture", ["VGG16"]),
    ("arguments", {"pooling": "avg", "alpha": "1"}),
    ("arguments", [["pooling", "avg"]]), ("arguments", None),
    ("layers", "6 -> 9 tanh"), ("layers", "6 -> 8 tanh -> 8"),
    ("layers", "7 -> 8 tanh"), ("layers", "6 -> 999999999 -> 8"), ("layers", "auto -> 8 tanh"),
    ("layers", "6 -> {8 | 9} tanh"), ("layers", "table -> 8 tanh"), ("layers", "base -> 8 tanh"),
    ("layers", "base frozen -> 8 tanh"), ("layers", "other frozen -> 8"),
    ("layers", "6 -> 8 tanh ; epochs 3"), ("layers", "6 -> 8 tanh ; load 'x'"),
    ("layers", "__import__('os')"), ("layers", "6 -> 1000*(8 tanh)"), ("layers", "(" * 5_000),
    ("layers", " " * 500_001), ("layers", ["6 -> 8 tanh"]), ("layers", None),
    ("input_shape", []), ("input_shape", [7]), ("input_shape", [6, 1]), ("input_shape", [-6]),
    ("input_shape", [10**9]), ("input_shape", "6"), ("output_shape", [9]), ("output_shape", []),
    ("output_shape", [True]), ("parameter_count", 57), ("parameter_count", -1),
    ("parameter_count", 10**30), ("learning_count", 57), ("learning_count", "all"),
    ("is_frozen", 1), ("is_frozen", None),
]  # fmt: skip


def _word(value):
    """What the corpus calls a value: the first letters and digits of it."""
    text = "".join(letter if letter.isalnum() else "_" for letter in json.dumps(value))
    return text[:24].strip("_") or "signs"


def other_models(card):
    """Cards that are sound, of another model than the file's, and some of a model without end."""
    specs = {
        "one_layer_more": "{rest} -> 3 relu",
        "other_input": "9 -> 8 relu -> 3 softmax",
        "other_units": "6 -> 9 relu -> 3 softmax",
        "no_hidden_layer": "6 -> 3 softmax",
        "large": "100000 -> 100000 relu -> 3 softmax",
        "larger_than_any_memory": "6 -> 9999999 relu -> 9999999 relu -> 3 softmax",
        "a_thousand_layers": "6 -> 1000*(8 relu) -> 3 softmax",
        "large_kernel": "512x512x3 -> conv 4096 63x63 relu -> 3 softmax",
        "auto": "auto -> 8 relu -> auto softmax",
        "choices": "6 -> {8|16} relu -> 3 softmax",
    }
    for name, spec in specs.items():
        text = spec.replace("{rest}", str(card.get("spec", "6 -> 8 relu")))
        yield name, json.dumps(card | {"spec": text, "parameters": 59}).encode()
    honest = {"spec": "30000 -> 30000 relu -> 3 softmax", "parameters": 900_120_003}
    yield "large_and_told", json.dumps(card | honest).encode()


def hostile_configs(config):
    """Configs that make Keras import, call or read, by stand-ins that do nothing."""
    for name, layer in _LAYERS.items():
        yield name, json.dumps(_with_layer(config, layer)).encode()
    unknown_layers = {"module": "no_such_package.models", "class_name": "Model", "config": {}}
    yield "foreign_model", json.dumps(config | unknown_layers).encode()
    yield "builtin", json.dumps({"module": "builtins", "class_name": "len", "config": {}}).encode()
    yield (
        "function_for_model",
        json.dumps(
            {"module": "keras.utils", "class_name": "function", "config": "get_file"}
        ).encode(),
    )
    yield "registered", json.dumps(config | {"registered_name": "no_such>Layer"}).encode()
    compiled = {"optimizer": _object("no_such_package", "Optimizer", {}), "loss": "no_such_loss"}
    yield "foreign_optimizer", json.dumps(config | {"compile_config": compiled}).encode()
    built = {"build_config": {"input_shape": [10**9, 10**9, 10**9]}}
    yield "huge_input", json.dumps(config | built).encode()
    yield "of_another_model", json.dumps(_object("keras", "Sequential", {"layers": []})).encode()
    nested = config
    for _ in range(200):
        nested = _object("keras", "Sequential", {"name": "deep", "layers": [nested]})
    yield "deep_models", json.dumps(nested).encode()


def _object(module, kind, config):
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def _with_layer(config, layer):
    inner = dict(config.get("config", {}))
    return config | {"config": inner | {"layers": [*inner.get("layers", []), layer]}}


_LAYERS = {
    "lambda_of_code": _object(
        "keras.layers",
        "Lambda",
        {"function": {"class_name": "__lambda__", "config": {"code": "bm90IGNvZGU=\n"}}},
    ),
    "lambda_by_name": _object(
        "keras.layers",
        "Lambda",
        {"function": _object("builtins", "function", "len"), "arguments": {}},
    ),
    "lookup_from_a_path": _object("keras.layers", "StringLookup", {"vocabulary": NO_FILE}),
    "numbers_from_a_path": _object("keras.layers", "IntegerLookup", {"vocabulary": NO_FILE}),
    "words_from_a_path": _object("keras.layers", "TextVectorization", {"vocabulary": NO_FILE}),
    "saved_model": _object("keras.layers", "TFSMLayer", {"filepath": "/no/such/folder"}),
    "torch": _object("keras.layers", "TorchModuleWrapper", {"module": "bm90aGluZw=="}),
    "jax": _object("keras.layers", "JaxLayer", {"call_fn": "no_such_function"}),
    "foreign_layer": _object("no_such_package.layers", "Layer", {"units": 1}),
    "layer_above_keras": _object("..no_such_package", "Layer", {}),
    "builtin_layer": _object("builtins", "print", {}),
    "foreign_activation": _object(
        "keras.layers",
        "Dense",
        {"units": 1, "activation": _object("no_such_package", "function", "run")},
    ),
    "billion_units": _object("keras.layers", "Dense", {"units": 10**9}),
    "huge_kernel": _object(
        "keras.layers", "Conv2D", {"filters": 10**6, "kernel_size": [10**6, 10**6]}
    ),
    "huge_constant": _object(
        "keras.layers",
        "Dense",
        {"units": 1, "bias_initializer": _object("keras.initializers", "Constant", {"value": 1})},
    ),
    "not_a_layer": {"module": 3, "class_name": [], "config": None},
}
