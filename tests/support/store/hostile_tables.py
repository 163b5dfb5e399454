"""Configs of a table's model, each with one thing that no such model has.

What they name does nothing, also not where Keras itself would load it.
"""

import json
from copy import deepcopy

from support.store.good_table import given, layer, operation, table_config, tensor

_RUN = {"module": "builtins", "class_name": "function", "config": "no_such_function",
        "registered_name": "function"}  # fmt: skip
_CODE = {"class_name": "__lambda__", "config": {"code": "bm90IGNvZGU=\n", "defaults": None}}


def hostile_tables():
    """Change one thing at a time."""
    for name, facts in _FACTS.items():
        for number, (key, value) in enumerate(facts):
            changed = table_config()
            config = _named(changed, name)["config"]
            config[key] = value
            if key == "vocabulary" and isinstance(value, list):
                config["vocabulary_size"] = len(value) + 1
            yield f"{name}_{key}_{number}", json.dumps(changed).encode()
    for name in _EVERY:
        for number, change in enumerate(_OF_ANY):
            changed = table_config()
            _named(changed, name).update(change)
            yield f"{name}_any_{number}", json.dumps(changed).encode()
    for name, calls in _CALLS.items():
        for number, args in enumerate(calls):
            changed = table_config()
            _named(changed, name)["inbound_nodes"] = [{"args": args, "kwargs": {}}]
            yield f"{name}_called_{number}", json.dumps(changed).encode()
    for number, (key, value) in enumerate(_OF_THE_MODEL):
        changed = table_config()
        changed["config"][key] = value
        yield f"model_{key}_{number}", json.dumps(changed).encode()
    for name, change in _CHANGES.items():
        changed = table_config()
        change(changed)
        yield name, json.dumps(changed).encode()


def _named(config, name):
    return next(one for one in config["config"]["layers"] if one["name"] == name)


_VALUES = [
    ("vocabulary", "no_such_file.txt"), ("vocabulary", "/etc/passwd"), ("vocabulary", None),
    ("vocabulary", {"config": {"value": ["f", "m", ""]}}),
    ("vocabulary", []), ("vocabulary", ["f", "f", "m"]),
    ("vocabulary", ["f", "m", "", "x"]), ("vocabulary", ["f", "m", 3]),
    ("vocabulary", ["f", "m", None]), ("vocabulary", [["f"], ["m"], [""]]),
    ("vocabulary", [_RUN, "f", "m"]), ("vocabulary", ["[UNK]", "f", "m"]),
    ("vocabulary", ["f", "m", "x" * 20_000]), ("vocabulary", [str(n) for n in range(150_000)]),
    ("vocabulary_size", 9), ("vocabulary_size", 10**12), ("num_oov_indices", 0),
    ("num_oov_indices", 2), ("num_oov_indices", True), ("mask_token", ""), ("mask_token", "f"),
    ("oov_token", "f"), ("output_mode", "one_hot"), ("output_mode", "tf_idf"),
    ("output_mode", "count"), ("sparse", True), ("invert", True), ("pad_to_max_tokens", True),
    ("max_tokens", 3), ("idf_weights", [1.0, 2.0, 3.0]), ("oov_method", "farmhash"),
    ("salt", [1, 2]), ("encoding", "utf-16"), ("encoding", _RUN), ("trainable", False),
    ("dtype", "string"), ("name", "another"), ("run", _RUN), ("vocabulary_file", "x.txt"),
]  # fmt: skip
_FACTS = {
    "sex-value": _VALUES,
    "zip-value": [
        ("vocabulary", "no_such_file.txt"), ("vocabulary", [*map(str, range(10))]),
        ("vocabulary", [*range(9), 10**30]), ("vocabulary", [*range(9), 2**63]),
        ("vocabulary", [*range(9), True]), ("vocabulary", [*range(9), 0.5]),
        ("vocabulary", [-1, *range(9)]), ("vocabulary_dtype", "string"),
        ("vocabulary_dtype", "int32"), ("output_mode", "multi_hot"), ("oov_token", 3),
    ],
    "age": [
        ("batch_shape", [None, 2]), ("batch_shape", [None]), ("batch_shape", [8, 1]),
        ("batch_shape", [None, None]), ("dtype", "string"), ("dtype", "float64"), ("dtype", _RUN),
        ("sparse", True), ("ragged", True), ("optional", True), ("tensor", _RUN), ("name", "x"),
    ],
    "floats_joined": [("axis", 0), ("axis", None), ("axis", True), ("axis", [1]), ("run", _RUN)],
    "floats_known": [("run", _RUN), ("dtype", "float32")],
    "floats_taken": [("axis", 0), ("axis", None), ("axis", 1.0), ("axis", _RUN)],
    "floats-inside": [
        ("max_value", None), ("max_value", 6.0), ("negative_slope", 0.1), ("threshold", 1.0),
    ],
    "floats-bins": [
        ("mean", [-1.0, 0.0, -0.5]), ("mean", [-1.0, -0.5]), ("mean", 0.0), ("mean", None),
        ("mean", ["-1", "-0.5", "0"]), ("mean", [-1.0, -0.5, 10**39]), ("mean", [[0.0]] * 3),
        ("variance", [0.25, 0.25, -1.0]), ("variance", [0.25, 0.25, 10**77]), ("variance", []),
        ("variance", [0.25, 0.5, 0.0625]), ("variance", None), ("axis", [1]), ("axis", []),
        ("invert", True), ("mean", [0.0] * 20_000), ("mean", _RUN),
    ],
    "floats-steps": [
        ("mean", [0.0, 0.0, 1.0]), ("mean", [0.0] * 4), ("variance", [1.0] * 3), ("axis", [1]),
        ("variance", [3 / 1.4**2] * 4), ("variance", [2 / 1.4**2] * 3), ("invert", True),
    ],
    "floats_missing": [("dtype", "float16"), ("dtype", "string"), ("dtype", None), ("dtype", _RUN)],
    "floats-scaled": [
        ("axis", [1]), ("axis", []), ("axis", None), ("invert", True), ("mean", None),
        ("mean", 39.0), ("mean", [39.0, 1.0]), ("variance", 81.0), ("variance", [0.0]),
        ("variance", [-1.0]), ("variance", [1e300]), ("variance", None), ("mean", [10**400]),
        ("mean", [1e300]), ("variance", _RUN), ("trainable", False), ("dtype", "float64"),
    ],
    "floats-squeezed": [
        ("activation", "sigmoid"), ("activation", _RUN), ("activation", _CODE),
        ("activation", None),
    ],
    "floats-number": [
        ("scale", 2.0), ("scale", [3.0]), ("scale", _RUN), ("offset", 1.0), ("offset", None),
    ],
    "sex-one_hot": [
        ("num_tokens", 3), ("num_tokens", 10**9), ("num_tokens", None),
        ("output_mode", "multi_hot"), ("output_mode", "count"), ("sparse", True),
    ],
    "note-words": [
        ("vocabulary", "/etc/passwd"), ("vocabulary", None), ("vocabulary", []), ("vocabulary", {}),
        ("vocabulary", ["good", "good"]), ("vocabulary", ["good", 3]), ("vocabulary", ["", "bad"]),
        ("vocabulary", ["[UNK]", "bad"]), ("vocabulary", ["Good", "bad"]), ("vocabulary", _RUN),
        ("vocabulary", ["two words", "bad"]), ("vocabulary", ["good", "\ud800"]),
        ("vocabulary", [f"word{n}" for n in range(150_000)]), ("vocabulary", ["good\0", "bad"]),
        ("standardize", _CODE), ("standardize", _RUN), ("standardize", None), ("split", _RUN),
        ("split", "character"), ("split", _CODE), ("ngrams", 2), ("ngrams", [1, 2]),
        ("output_mode", "tf_idf"), ("output_sequence_length", None), ("ragged", True),
        ("output_sequence_length", 10**9), ("output_sequence_length", 0), ("sparse", True),
        ("output_sequence_length", 501), ("idf_weights", [1.0]), ("encoding", "utf-16"),
        ("max_tokens", 3), ("vocabulary_size", 10**12), ("pad_to_max_tokens", True),
    ],
    "note-counts": [
        ("num_tokens", 4), ("num_tokens", 10**9), ("output_mode", "multi_hot"), ("sparse", True),
    ],
    "note-weights": [
        ("variance", [0.5, 0.25]), ("variance", [0.5, 0.25, 0.0]), ("variance", [0.5, 0.25, -1.0]),
        ("variance", [0.5, 0.25, 1e300]), ("variance", None), ("mean", [0.0, 0.0, 1.0]),
        ("variance", [1.0] * 20_000), ("invert", True), ("axis", [1]),
    ],
    "note-vector": [("axis", 1), ("axis", None), ("axis", _RUN)],
    "sold-week": [("scale", 1e-4), ("scale", None), ("offset", 0.5)],
    "zip-embedding": [
        ("input_dim", 10), ("input_dim", 10**9), ("input_dim", -1), ("output_dim", 5_000),
        ("output_dim", 0), ("output_dim", True), ("mask_zero", True), ("lora_rank", 4),
        ("embeddings_initializer", _RUN), ("embeddings_initializer", "zeros"),
        ("embeddings_initializer", _RUN | {"module": "keras.initializers", "class_name": "Zeros"}),
        ("embeddings_regularizer", _RUN), ("embeddings_constraint", _RUN), ("trainable", False),
        ("quantization_config", _RUN), ("activity_regularizer", _RUN),
    ],
    "zip-vector": [("data_format", "channels_first")],
    "all-columns": [("axis", 0), ("axis", 1), ("axis", None)],
}  # fmt: skip

_EVERY = ("age", "floats_joined", "floats_gaps", "floats_missing", "floats-scaled", "sex-value",
          "sex_known", "zip-embedding", "sold_place", "all-columns")  # fmt: skip
_OF_ANY = [
    {"module": "no_such_package"}, {"module": "keras.src.ops.nn"}, {"module": None},
    {"module": ["keras.layers"]}, {"module": "keras"}, {"class_name": "Lambda"},
    {"class_name": "TFSMLayer"}, {"class_name": None}, {"class_name": ["Cast"]},
    {"class_name": "Exec\u0000"}, {"class_name": "Hashing"}, {"class_name": "TextVectorization"},
    {"registered_name": "no_such_package>Layer"}, {"registered_name": 3}, {"config": None},
    {"config": []}, {"config": _RUN}, {"name": "another"}, {"name": None}, {"more": _RUN},
    {"inbound_nodes": None}, {"inbound_nodes": [_RUN]}, {"inbound_nodes": "age"},
    {"inbound_nodes": [{"args": [], "kwargs": {"x": tensor("age")}}]},
    {"inbound_nodes": [{"args": [], "kwargs": {}}]}, {"assets": ["../../x"]},
]  # fmt: skip

_CUT = [
    {"class_name": "__slice__", "config": {"start": start, "stop": stop, "step": step}}
    for start, stop, step in ((None, None, None), (1, 3, None), (1, None, -1), (10**9, None, None))
]
_CALLS = {
    "floats_joined": [
        [], [[]], [tensor("age")], [[tensor("age")], 1], [[tensor("age"), tensor("age")]],
        [[tensor("age"), tensor("sold")]], [[tensor("sex")]], [[tensor("floats_known")]],
        [[tensor("all-columns")]], [[tensor("nobody")]], [[39.5]], [[None]], [[_CODE]], [[0, 0]],
        [[[tensor("age")]]], [[tensor("age"), 0]],
    ],
    "floats_gaps": [
        [tensor("sex")], [tensor("floats_gaps")], [tensor("floats-scaled")],
        [tensor("all-columns")], [tensor("age")], [tensor("wholes_joined")],
        [tensor("nobody")], [tensor("floats_joined"), 1], [1.0, tensor("floats_joined")], [39.5],
        [_CODE], [None],
        [{"class_name": "__keras_tensor__", "config": {"keras_history": ["age", 1, 0]}}],
        [{"class_name": "__keras_tensor__", "config": {"keras_history": ["age", 0, 1]}}],
        [{"class_name": "__numpy__", "config": {"value": [1.0], "dtype": "float32"}}],
    ],
    "floats_known": [
        [tensor("floats_gaps"), 1.0, tensor("floats-scaled")],
        [tensor("floats_gaps"), float("nan"), tensor("floats-scaled")],
        [tensor("floats_gaps"), tensor("floats-scaled"), 0.0], [tensor("floats_gaps"), 0.0],
        [1, 0.0, tensor("floats-scaled")], [tensor("wholes_gaps"), 0.0, tensor("floats-scaled")],
        [tensor("floats_gaps"), 10**30, tensor("floats-scaled")],
        [tensor("floats-scaled"), 0.0, tensor("floats-scaled")],
    ],
    "floats_marked": [
        [tensor("floats_gaps")], [tensor("floats_gaps"), []], [tensor("floats_gaps"), [0, 0]],
        [tensor("floats_gaps"), [1]], [tensor("floats_gaps"), [-1]], [tensor("floats_gaps"), 0],
        [tensor("floats_gaps"), [True]], [tensor("floats_gaps"), [0.0]], [[0], tensor("age")],
        [tensor("floats_gaps"), [10**30]], [tensor("wholes_gaps"), [1]],
        [tensor("floats_gaps"), [tensor("age")]],
    ],
    "floats_taken": [
        [tensor("floats_known")], [tensor("floats_known"), []], [tensor("floats_known"), [0, 0]],
        [tensor("floats_known"), [0, 0, 0, 0]], [tensor("floats_known"), [0, 1, 0]],
        [tensor("floats_known"), [-1, 0, 0]], [tensor("floats_known"), [0, 0, 10**30]],
        [tensor("floats-number"), [0, 0, 0]], [tensor("floats-scaled"), [0, 0, 0]],
        [tensor("wholes_known"), [0, 0, 1]], [tensor("floats_known"), [0] * 100_000],
    ],
    "sex_known": [
        [tensor("sex-one_hot")], [tensor("sex-one_hot"), 1],
        *([tensor("sex-one_hot"), [_CUT[0], cut]] for cut in _CUT),
        [tensor("sex-one_hot"), [_CUT[1]]], [tensor("sex-one_hot"), "1:"],
        [tensor("deck-one_hot"), [_CUT[0], _CUT[1] | {"config": {"start": 1}}]],
    ],
    "sex-value": [[tensor("deck")], [tensor("sex"), tensor("deck")]],
    "sold_gaps": [
        [tensor("sold"), 0], [tensor("sold")], [tensor("sold_since"), 3],
        [tensor("sold"), -(2.0**63)], [-(2**63), tensor("sold")],
        [tensor("wholes_joined"), -(2**63)],
    ],
    "wholes_gaps": [[tensor("sold"), -(2**63)], [tensor("wholes_joined"), 0]],
    "sold_since": [[tensor("sold"), 5], [4, tensor("sold")], [tensor("wholes_float"), 4]],
    "sold_place": [[tensor("sold_units"), 0], [tensor("sold_units"), 70_001]],
    "sold_cos": [[tensor("sold_degrees")], [tensor("sold_sin")]],
    "all-columns": [
        [[]], [], [[tensor("floats-number")]], [tensor("floats-number")],
        [[1.0, tensor("floats-number")]],
        [[[tensor("floats-number")]]], [[tensor("floats-number"), tensor("dense")]],
        [[tensor("all-columns"), tensor("floats-scaled")]],
    ],
    "dense": [[tensor("floats-scaled")], [tensor("dense_1")], [[tensor("all-columns")]],
              [tensor("all-columns")] * 2],
}  # fmt: skip

_OF_THE_MODEL = [
    ("input_layers", {}), ("input_layers", {"age": ["age", 0, 0]}),
    ("input_layers", [[name, 0, 0] for name in ("age", "sex", "deck", "sold", "zip")]),
    ("input_layers", {name: ["age", 0, 0] for name in ("age", "sex", "deck", "sold", "zip")}),
    ("input_layers", _RUN), ("output_layers", ["all-columns", 0, 0]),
    ("output_layers", {"a": _RUN}),
    ("output_layers", [["dense", 0, 0], ["dense_1", 0, 0]]), ("layers", []), ("layers", {}),
    ("trainable", False), ("more", _RUN),
]  # fmt: skip


def _add(*layers, part=""):
    """More layers, of which one is a part of the row."""

    def change(config):
        config["config"]["layers"][0:0] = deepcopy([*layers])
        if part:
            _named(config, "all-columns")["inbound_nodes"][0]["args"][0].append(tensor(part))

    return change


def _swap(first, second):
    def change(config):
        parts = _named(config, "all-columns")["inbound_nodes"][0]["args"][0]
        parts[first], parts[second] = parts[second], parts[first]

    return change


def _drop_part(config):
    _named(config, "all-columns")["inbound_nodes"][0]["args"][0].pop()


def _twice(config):
    _named(config, "floats_gaps")["inbound_nodes"] *= 2


def _with_words(config):
    _named(config, "floats_missing")["inbound_nodes"][0]["kwargs"] = {"dtype": "string"}


def _two_joins(config):
    _named(config, "dense").update(class_name="Concatenate")


def _rename(config):
    """An input of a name that no column gets."""
    text = json.dumps(config).replace('"age"', '"9 lives"')
    config.clear()
    config.update(json.loads(text))


def _deep(config):
    """Very many operations behind each other."""
    layers = config["config"]["layers"]
    layers += [
        operation("Multiply", f"m{n}", tensor(f"m{n - 1}" if n else "age"), 1) for n in range(3_000)
    ]
    _named(config, "floats_gaps")["inbound_nodes"] = [{"args": [tensor("m2999")], "kwargs": {}}]


def _doubling(config):
    """A sum of two to the power of 60 terms, if it is written out."""
    layers = config["config"]["layers"]
    for n in range(60):
        before = tensor(f"m{n - 1}" if n else "age")
        layers.append(operation("Where", f"m{n}", before, before, before))
    parts = _named(config, "all-columns")["inbound_nodes"][0]["args"][0]
    parts[0:0] = [tensor(f"m{n}") for n in range(60)]


def _many_layers(config):
    layers = config["config"]["layers"]
    for n in range(300):
        layers.append(layer("Dense", f"more_{n}", tensor(f"more_{n - 1}" if n else "dense_1")))


def _many_lists(config):
    config["more"] = [[]] * 250_000


_CHANGES = {
    "an_input_that_is_not_used": _add(given("more", "float32")),
    "an_operation_that_is_not_used": _add(operation("Isnan", "more", tensor("age"))),
    "a_lookup_that_is_not_used": lambda c: c["config"]["layers"].append(
        layer("StringLookup", "more", tensor("sex"), vocabulary="/etc/passwd")
    ),
    "a_column_twice": _add(
        operation("Isnan", "more", tensor("age")),
        operation("Cast", "more_cast", tensor("more"), module="core", dtype="float32"),
        part="more_cast",
    ),
    "a_part_twice": _add(part="floats-number"),
    "an_input_as_a_part": _add(part="age"),
    "a_lambda": _add(layer("Lambda", "more", tensor("age"), function=_CODE), part="more"),
    "a_sum": _add(
        operation("Add", "more", tensor("floats-number"), tensor("wholes-number")), part="more"
    ),
    "a_dense_in_a_branch": _add(
        layer("Dense", "more", tensor("floats-number"), units=1), part="more"
    ),
    "numbers_in_another_order": _swap(0, 1),
    "columns_in_another_order": _swap(3, 4),
    "embedded_before_plain": _swap(3, 8),
    "bins_before_plain": _swap(2, 7),
    "sine_and_cosine": _swap(5, 6),
    "a_part_less": _drop_part,
    "called_twice": _twice,
    "called_with_words": _with_words,
    "two_joins": _two_joins,
    "a_name_that_no_input_has": _rename,
    "deep": _deep,
    "doubling": _doubling,
    "many_layers": _many_layers,
    "many_lists": _many_lists,
    "layers_in_another_order": lambda c: c["config"]["layers"].reverse(),
    "a_name_twice": lambda c: c["config"]["layers"].append(c["config"]["layers"][9]),
    "a_list_as_a_layer": lambda c: c["config"]["layers"].append([]),
    "large": lambda c: c.update(more="x" * 9_000_000),
    "sequential": lambda c: c.update(class_name="Sequential", module="keras"),
}
