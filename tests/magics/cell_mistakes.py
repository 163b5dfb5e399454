"""Cells that are refused: the cells that run before each, and the cell, by name."""

from __future__ import annotations

DIGITS = "%%densemodel digits -x x_train -y y_train\n4 -> 3 softmax ; epochs 1"
LONG = DIGITS.replace("epochs 1", "epochs 100000 ; patience off").replace(
    "y_train\n", "y_train --train\n"
)
WAITED = DIGITS.replace("y_train\n", "y_train --wait\n")
FRAME = "import pandas as pd\ndf = pd.DataFrame({'a': [1.5, 2.5], 'price': [3.5, 4.5]})"
PIXELS = (
    "import numpy as np\nraw = np.arange(20 * 64).reshape(20, 64) % 256\nkind = np.arange(20) % 2"
)
STREAM = (
    "import tensorflow as tf\n"
    "batches = tf.data.Dataset.from_tensor_slices((x_train, y_train)).batch(8)"
)


def first_line(line: str) -> str:
    return f"%%densemodel {line}\n4 -> 3 softmax"


ARGUMENTS = {
    "option_unknown": "d --trian",
    "option_unknown_far": "d --qqq",
    "option_help": "d --help",
    "option_with_a_comma": "d -x x_train, -y y_train",
    "target_as_y": "d --frame df -y price",
    "option_is_a_clause": "d --epochs 5",
    "option_is_a_clause_with_equals": "d --batch=64",
    "data_twice_by_half": "d -x x_train -y y_train --frame df",
    "goal_above_one": "d -x x_train -y y_train --goal 95",
    "option_twice": "d -x x_train -x x_train -y y_train",
    "option_without_value": "d -x -y y_train",
    "option_with_half_a_pair": "d --test x_train",
    "x_alone": "d -x x_train",
    "y_alone": "d -y y_train",
    "frame_alone": "d --frame df",
    "data_twice": "d -x x_train -y y_train --frame df --target price",
    "spec_on_the_first_line": "784 -> 10",
    "spec_on_the_first_line_with_another_arrow": "784 → 10",
    "two_names": "a b",
    "name_begins_with_a_digit": "2nd",
    "name_is_a_keyword": "class",
    "goal_is_no_number": "d --goal high",
    "quote_not_closed": 'd -x df["a -y y_train',
    "bracket_not_closed": "d -x df[0 -y y_train",
    "nothing_to_train_on": "d --wait",
}

VARIABLES = {
    "variable_near": "x_trian",
    "variable_in_another_case": "X_Train",
    "variable_unknown": "qqq",
    "variable_call": "load()",
    "variable_quotient": "x_train/255",
    "variable_quotient_with_blanks": "x_train.astype('float32') / 255.0",
    "variable_standardised": "(x_train - x_train.mean())/x_train.std()",
    "variable_sum": "x_train + 1",
    "variable_subscript_by_a_name": "x_train[n_in]",
    "variable_without_attribute": "x_train.tset",
    "variable_private_attribute": "x_train.__class__",
    "variable_without_item": "x_train[999]",
    "variable_no_name": "x_train[",
    "variable_no_python": "x$",
}
"What stands after -x."

ALONE = {
    "no_spec": "%%densemodel d\n\n",
    "no_network": "%%densemodel d\n# nothing",
    "wrong_word": "%%densemodel d\n4 -> 5 rellu -> 3 softmax",
    "several_names_clash": "%%densemodel d\nd_1: 4 -> 3 softmax\n4 -> 2 softmax",
    "several_with_one_wrong": "%%densemodel d\n4 -> 3 softmax\n4 -> 5 rellu -> 3 softmax",
    "several_with_data_that_do_not_fit": (
        "%%densemodel d -x x_train -y y_train --train\n4 -> 3 softmax\n5 -> 3 softmax"
    ),
    "choices": "%%densemodel d\n4 -> {8|16|32} relu -> 3 softmax",
    "choices_in_one_of_several": (
        "%%densemodel d -x x_train -y y_train\nsmall: 4 -> 3 softmax\nmany: 4 -> {8|16} -> 3"
    ),
    "auto_without_data": "%%densemodel d\nauto -> 3 softmax",
    "norm_without_data": "%%densemodel d\n4 -> norm -> 3 softmax",
    "target_norm_without_data": "%%densemodel d\n4 -> 1 ; target norm",
    "table_without_data": "%%densemodel d\ntable -> 3 softmax",
    "table_with_data": "%%densemodel d -x x_train -y y_train\ntable -> 3 softmax",
    "auto_of_data_that_do_not_fit": (
        "%%densemodel d -x x_train -y y_train\nauto -> conv 4 -> 3 softmax"
    ),
    "line_with_the_name_first": "%densemodel digits 4 -> 8 relu -> 3 softmax",
    "line_of_choices": "%densemodel 4 -> {8|16|32} relu -> 3 softmax",
    "line_of_auto": "%densemodel auto -> 3 softmax",
    "line_of_table": "%densemodel table -> 3 softmax",
    "line_of_several": "%densemodel a: 4 -> 3 softmax ; b: 4 -> 2 softmax",
    "data_do_not_fit": "%%densemodel d -x x_train -y y_train --train\n5 -> 3 softmax",
    "command_near": "%densemodel stpo d",
    "command_unknown": "%densemodel qqqq",
    "help_on_a_near_word": "%densemodel help rellu",
    "help_on_no_word": "%densemodel help qqqq",
    "command_is_a_cell": "%densemodel d -x x_train -y y_train",
    "capacity_before_any_cell": "%densemodel capacity d",
    "save_before_any_cell": "%densemodel save d",
    "load_of_nothing": "%densemodel load",
    "load_from_an_empty_folder": "%densemodel load digits",
    "load_of_a_file_that_is_not_there": "%densemodel load their/digits.keras",
    "load_as_nothing": "%densemodel load digits as",
    "load_with_blanks": "%densemodel load digits two layers as old",
    "export_of_nothing": "%densemodel export",
    "trash_of_a_name": "%densemodel trash digits",
    "browse_two_folders": "%densemodel browse a b",
    "recover_of_nothing": "%densemodel recover digits",
    "compare_one": "%densemodel compare digits",
    "command_without_a_name": "%densemodel run",
    "command_of_no_model": "%densemodel run digits",
    "line_wrong_word": "%densemodel 4 -> 5 rellu",
}

AFTER = {
    "name_is_taken": (["digits = {'a': 1}"], DIGITS),
    "name_is_taken_by_an_array": (["digits = x_train"], DIGITS),
    "one_of_several_names_is_taken": (
        ["digits_2 = {'a': 1}"],
        DIGITS.replace("4 ->", "4 -> 8 ->") + "\n4 -> 3 softmax",
    ),
    "frame_is_none": (["df = [1, 2]"], first_line("d --frame df --target price")),
    "frame_lacks_the_column": ([FRAME], first_line("d --frame df --target prise")),
    "y_is_a_column_of_x": ([FRAME], first_line("d -x df -y price")),
    "y_is_a_column_in_quotes": ([FRAME], first_line("d -x df -y 'price'")),
    "a_trained_model_is_kept": (
        [WAITED],
        DIGITS.replace("4 ->", "5 ->"),
    ),
    "a_trained_model_is_kept_from_one_that_would_train": (
        [WAITED],
        DIGITS.replace("4 ->", "5 ->").replace("y_train\n", "y_train --train\n"),
    ),
    "strict_refuses_an_offer": (
        [PIXELS],
        "%%densemodel d -x raw -y kind --strict --train\n64 -> 2 softmax",
    ),
    "command_of_several_models": (
        [DIGITS, DIGITS.replace("digits", "small")],
        "%densemodel stop",
    ),
    "command_of_a_near_name": ([DIGITS], "%densemodel run digist"),
    "command_train": ([DIGITS], "%densemodel train digits"),
    "command_is_a_model": ([DIGITS], "%densemodel digits"),
    "command_of_another_name": ([DIGITS], "%densemodel run qqqq"),
    "another_cell_while_it_trains": ([LONG], DIGITS.replace("4 ->", "4 -> 9 ->")),
    "resume_while_it_trains": ([LONG], "%densemodel resume digits"),
    "save_before_start": ([DIGITS], "%densemodel save digits"),
    "save_of_a_near_name": ([DIGITS], "%densemodel save digist"),
    "save_as_several_words": ([WAITED], "%densemodel save digits two layers"),
    "save_with_an_unknown_option": ([WAITED], "%densemodel save digits --tag course"),
    "save_with_a_bad_name": ([WAITED], '%densemodel save digits as ""'),
    "load_of_a_near_name": ([WAITED, "%densemodel save digits"], "%densemodel load digist"),
    "load_as_a_name_in_use": (
        [WAITED, "%densemodel save digits", "old = 3"],
        "%densemodel load digits as old",
    ),
    "load_as_no_name": ([WAITED, "%densemodel save digits"], "%densemodel load digits as 2nd"),
    "load_and_train_without_data": (
        [WAITED, "%densemodel save digits"],
        "%densemodel load digits as old --train",
    ),
    "load_with_other_columns": (
        [WAITED, "%densemodel save digits", "narrow = x_train[:, :3]"],
        "%densemodel load digits as old -x narrow -y y_train",
    ),
    "export_in_an_unknown_format": (
        [WAITED, "%densemodel save digits"],
        "%densemodel export digits onix",
    ),
    "resume_without_its_data": (
        [WAITED, "%densemodel save digits", "%densemodel load digits as old"],
        "%densemodel resume old",
    ),
    "score_of_a_near_name": ([DIGITS], "%densemodel score digist"),
    "score_with_other_columns": (
        [WAITED, "narrow = x_train[:, :3]"],
        "%densemodel score digits -x narrow -y y_train",
    ),
    "score_without_labels": ([WAITED], "%densemodel score digits -x x_train"),
    "score_with_an_option_of_the_cell": ([WAITED], "%densemodel score digits --train"),
    "score_without_its_data": (
        [WAITED, "%densemodel save digits", "%densemodel load digits as old"],
        "%densemodel score old",
    ),
    "diagnose_of_a_near_name": ([DIGITS], "%densemodel diagnose digist"),
    "diagnose_of_several_models": (
        [DIGITS.replace("4 ->", "4 -> 8 ->") + "\n4 -> 3 softmax"],
        "%densemodel diagnose",
    ),
    "diagnose_without_data": (["%%densemodel d\n4 -> 3 softmax"], "%densemodel diagnose d"),
    "capacity_while_it_trains": ([LONG], "%densemodel capacity digits"),
    "capacity_without_data": (["%%densemodel d\n4 -> 3 softmax"], "%densemodel capacity d"),
    "capacity_of_a_loaded_model": (
        [WAITED, "%densemodel save digits", "%densemodel load digits as old"],
        "%densemodel capacity old",
    ),
    "capacity_of_batches": (
        [STREAM, "%%densemodel d -x batches\n4 -> 3"],
        "%densemodel capacity d",
    ),
    "capacity_without_validation": ([f"{DIGITS} ; split off"], "%densemodel capacity digits"),
    "capacity_of_a_repeated_last_layer": (
        [DIGITS.replace("-> 3", "-> 2*3")],
        "%densemodel capacity digits",
    ),
    "capacity_of_a_loss_of_all_rows": ([f"{DIGITS} ; loss dice"], "%densemodel capacity digits"),
    "capacity_of_minutes_in_words": ([DIGITS], "%densemodel capacity digits --minutes ten"),
    "capacity_of_no_minutes": ([DIGITS], "%densemodel capacity digits --minutes 0"),
    "capacity_with_an_unknown_option": ([DIGITS], "%densemodel capacity digits --minute 5"),
    "wait_before_start": ([DIGITS], "%densemodel wait digits"),
}
"With the cells that run before."

CASES: dict[str, tuple[list[str], str]] = (
    {name: ([], first_line(line)) for name, line in ARGUMENTS.items()}
    | {name: ([], first_line(f"d -x {text} -y y_train")) for name, text in VARIABLES.items()}
    | {name: ([], cell) for name, cell in ALONE.items()}
    | AFTER
)
