import json

import pytest

from densemodel.store.readers import _json
from densemodel.store.readers._json import DEEPEST, read_json
from support.store.messages_of import is_short, refusal

CASES = {
    "empty": b"",
    "not_json": b"{'a': 1}",
    "two_objects": b"{} {}",
    "list": b"[1, 2]",
    "number": b"3",
    "not_utf8": b'{"a": "\xff"}',
    "byte_order_mark": b"\xef\xbb\xbf{}",
    "zero_bytes": b"\0" * 100,
    "nan": b'{"a": NaN}',
    "infinity": b'{"a": [-Infinity]}',
    "large_number": b'{"a": 1e999}',
    "long_number": b'{"a": 1' + b"0" * 5000 + b"}",
    "twice": b'{"a": 1, "b": {"c": 1, "c": 2}}',
    "deep_lists": b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep_objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep_and_cut": b"[" * 1_000_000,
    "half_character": b'{"a": "\\ud800"}',
    "half_character_as_key": b'{"\\uDC00": 1}',
    "control": b'{"a": "\n"}',
    "cut_in_a_string": b'{"a": "' + b"\\" * 9999,
}


@pytest.mark.parametrize("name", CASES)
def test_json_is_refused_as_its_case_says(name, cases):
    message = refusal(read_json, CASES[name], "the card")
    assert is_short(message)
    cases.check(f"json_{name}", name, message)


def test_no_case_is_missing_or_left_over(cases):
    cases.check_names(f"json_{name}" for name in CASES)


def test_what_json_can_say_is_read():
    value = {"a": [1, -2.5, 1e-300, None, True], "ü\U0001f40d\n": {"": '[[[\\"{{{'}, "n": 2**64}
    for ascii_only in (True, False):
        assert read_json(json.dumps(value, ensure_ascii=ascii_only).encode(), "it") == value


def test_the_depth_is_counted_outside_of_strings():
    deep = "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    assert read_json(f'{{"a": {deep}, "b": "{deep * 9}"}}'.encode(), "it")
    assert "deeply" in refusal(read_json, f'{{"a": [{deep}]}}'.encode(), "it")


def test_the_number_of_values_is_bounded(monkeypatch):
    monkeypatch.setattr(_json, "MOST_VALUES", 20)
    assert "too many" in refusal(read_json, b'{"a": [' + b"[]," * 20 + b"[]]}", "it")
