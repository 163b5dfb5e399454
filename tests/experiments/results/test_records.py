import json
import zlib
from dataclasses import asdict, fields

import pytest

import densemodel as dm
from densemodel.experiments.results._result import Records, Result, _whole, record_of


def result(name, loss=0.5, until_epoch=0):
    return Result(
        id=name,
        outcome="finished",
        sentence="Finished 2 epochs — well.",
        parameters=12,
        epochs=2,
        best_epoch=2,
        metrics={"loss": 0.1, "val_loss": loss},
        history={"val_loss": [1.0, loss]},
        places=[1.0, 2.0],
        seconds=0.25,
        until_epoch=until_epoch,
    )


def test_what_is_added_is_found_again_by_another_reader(tmp_path):
    Records(tmp_path).add(result("a"))
    assert Records(tmp_path).all() == {("a", 0): result("a")}


def test_nan_and_infinity_are_kept(tmp_path):
    Records(tmp_path).add(result("a", loss=float("inf")))
    assert Records(tmp_path).all()[("a", 0)].metrics["val_loss"] == float("inf")


def test_the_first_record_of_an_id_counts(tmp_path):
    writer, reader = Records(tmp_path), Records(tmp_path)
    writer.add(result("a", 0.5))
    assert reader.all()[("a", 0)].score == 0.5
    writer.add(result("a", 0.1))
    assert reader.all()[("a", 0)].score == 0.5


def test_rounds_of_one_trial_are_apart(tmp_path):
    records = Records(tmp_path)
    records.add(result("a", until_epoch=1))
    records.add(result("a", until_epoch=3))
    assert set(records.all()) == {("a", 1), ("a", 3)}


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_a_torn_last_line_costs_no_record_before_or_after_it(tmp_path, cut):
    first, torn, after = (record_of(result(name)) for name in "abc")
    cut = min(cut, len(torn) - 2)  # whole but for the newline is whole
    (tmp_path / "1-x.results").write_bytes(first + torn[:cut] + after)
    assert {key[0] for key in Records(tmp_path).all()} == {"a", "c"}


def test_a_record_that_is_not_yet_complete_is_read_later(tmp_path):
    path, whole = tmp_path / "1-x.results", record_of(result("b"))
    path.write_bytes(record_of(result("a")) + whole[:30])
    reader = Records(tmp_path)
    assert {key[0] for key in reader.all()} == {"a"}
    with path.open("ab") as file:
        file.write(whole[30:])
    assert {key[0] for key in reader.all()} == {"a", "b"}


@pytest.mark.parametrize("place", [0, 5, 12, 60, -3])
def test_a_changed_byte_makes_a_record_void(place):
    line = bytearray(record_of(result("a")).strip())
    line[place] ^= 1
    assert _whole(bytes(line)) is None


def test_a_folder_that_cannot_be_written_is_reported_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(dm.SweepError, match="can't be written"):
        Records(tmp_path / "file").add(result("a"))


def changed(**fields):
    """The line of a record that another version, or a person, wrote with a right checksum."""
    text = json.dumps({**asdict(result("b")), **fields}).encode()
    return b"\n%08x %b\n" % (zlib.crc32(text), text)


OF_ANOTHER_KIND = {
    "id": ["a"],
    "outcome": "won",
    "sentence": None,
    "parameters": "many",
    "epochs": -1,
    "best_epoch": "2",
    "metrics": None,
    "history": {"val_loss": 0.5},
    "places": {"0": 1.0},
    "seconds": True,
    "uses_xla": 1,
    "until_epoch": 2.5,
    "model": 3,
    "facts": [],
}


@pytest.mark.parametrize("name", OF_ANOTHER_KIND)
def test_a_record_with_a_field_of_another_kind_is_left_out_and_counted(tmp_path, name):
    line = changed(**{name: OF_ANOTHER_KIND[name]})
    (tmp_path / "1-x.results").write_bytes(record_of(result("a")) + line)
    records = Records(tmp_path)
    assert {key[0] for key in records.all()} == {"a"}
    assert records.unreadable == 1
    assert {key[0] for key in records.all()} == {"a"}
    assert records.unreadable == 1  # what was read once is not counted again


def test_every_field_of_a_record_has_a_kind():
    assert set(OF_ANOTHER_KIND) == {field.name for field in fields(Result)}


@pytest.mark.parametrize("inner", [{"val_loss": None}, {"val_loss": "low"}])
def test_a_metric_that_is_no_number_makes_a_record_unreadable(tmp_path, inner):
    lines = changed(metrics=inner) + changed(history={"val_loss": [inner]})
    (tmp_path / "1-x.results").write_bytes(lines)
    records = Records(tmp_path)
    assert not records.all()
    assert records.unreadable == 2


def test_a_record_with_a_renamed_field_is_counted(tmp_path):
    renamed = asdict(result("b"))
    renamed["rounds"] = renamed.pop("until_epoch")
    text = json.dumps(renamed).encode()
    (tmp_path / "1-x.results").write_bytes(b"%08x %b\n" % (zlib.crc32(text), text))
    records = Records(tmp_path)
    assert (records.all(), records.unreadable) == ({}, 1)


def test_a_torn_or_changed_line_is_not_counted(tmp_path):
    torn = record_of(result("a"))[:50]
    damaged = record_of(result("b")).replace(b"well", b"ill ")
    (tmp_path / "1-x.results").write_bytes(torn + damaged + record_of(result("c")))
    records = Records(tmp_path)
    assert {key[0] for key in records.all()} == {"c"}
    assert records.unreadable == 0
