"""`category`, `number` and `date`: which kind a column of a table is."""

import pytest

from densemodel.errors import SpecError
from densemodel.language import COLUMN_KINDS, LISTED_KINDS, parse, parse_cell


def with_clauses(clauses):
    return parse(f"table -> 64 relu -> auto ; {clauses}")


def clauses_of(spec):
    return str(spec).removeprefix(spec.network_text).removeprefix(" ; ")


def settings(clauses):
    return with_clauses(clauses).settings


def test_settings_hold_the_kind_of_each_column():
    found = settings('number rooms "max" ; date sold ; category zip "the area" ; without id')
    assert found.kinds == (
        ("zip", "category"),
        ("the area", "category"),
        ("rooms", "number"),
        ("max", "number"),
        ("sold", "date"),
    )
    assert found.without == ("id",)
    assert hash(found) == hash(
        settings('number rooms "max" ; ' + "date sold ; category zip 'the area' ; without id")
    )
    assert settings("seed 1").kinds == ()


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("DATE sold ; Number rooms ; without id ; CATEGORY zip ; missing fill",
         "missing fill ; category zip ; number rooms ; date sold ; without id"),
        ("category 'zip' \"the area\"", 'category zip "the area"'),
        ("category {zip|area} ; number a {b|c}", "category {zip|area} ; number a {b|c}"),
        ("category {zip area|zip}", "category {zip area|zip}"),
        ("{category zip|number zip} ; date sold", "date sold ; {category zip|number zip}"),
        ("{category 'zip'|date number}", "{category zip|date number}"),
    ],
)  # fmt: skip
def test_one_canonical_text_reads_back_as_the_same_spec(written, canonical):
    spec = with_clauses(written)
    assert set(clauses_of(spec).split(" ; ")) == set(canonical.split(" ; "))
    assert parse(str(spec)) == spec
    assert str(parse(str(spec))) == str(spec)


def test_choices_of_kinds_are_trials_of_a_sweep():
    spec = with_clauses("{category zip|number zip} ; without {id|name}")
    assert [one.settings.kinds for one in spec.expand()] == [
        (("zip", "category"),),
        (("zip", "category"),),
        (("zip", "number"),),
        (("zip", "number"),),
    ]
    assert [one.settings.without for one in spec.expand()] == [("id",), ("name",)] * 2


class TestNamesOfThoseWords:
    """`category`, `number` and `date` are words only where a clause begins."""

    @pytest.mark.parametrize("name", COLUMN_KINDS)
    def test_a_column_may_have_one(self, name):
        text = f"table -> 1 ; split 0.3 by {name} ; without {name}"
        spec = parse(text)
        assert str(spec) == text
        assert (spec.settings.split_column, spec.settings.without) == (name, (name,))
        for kind in LISTED_KINDS:
            assert parse(f"table -> 1 ; {kind} a {name} b").settings.kinds == (
                ("a", kind),
                (name, kind),
                ("b", kind),
            )
            assert parse(f"table -> 1 ; {kind} {name}").settings.kinds == ((name, kind),)

    @pytest.mark.parametrize("name", COLUMN_KINDS)
    def test_a_variable_may_have_one(self, name):
        names = {name: 8}
        for text in (
            f"{name} -> {name} relu -> 2*({name} relu drop 0.1) -> {name} softmax",
            f"{name} x {name} -> flatten -> 1",
            f"{name}\n-> 5 -> 1",
            f"9 -> {{{name}|5}} relu -> 1 ; epochs {name} ; batch {{{name}|9}}",
        ):
            spec = parse(text, names)
            assert name not in str(spec)
        values = " x y" if name == "order" else ""
        text = f"table -> 1\n{name} a{values}"
        assert parse(text, names).settings.kinds == (("a", name),)

    @pytest.mark.parametrize("name", COLUMN_KINDS)
    def test_a_network_may_have_one(self, name):
        values = " x y" if name == "order" else ""
        text = f"{name} a{values}\n{name}: table -> 1\nb: table -> 2\n{name} c{values}"
        spec, other = parse_cell(text)
        assert (spec.name, spec.settings.kinds) == (name, (("a", name),))
        assert other.settings.kinds == (("c", name),)
        assert parse(str(spec)) == spec


def test_kinds_of_all_networks_stand_first_and_those_of_one_win():
    cell = "category zip area ; without id\na: table -> 1\nb: table -> 1 ; number zip ; date id"
    first, second = map(clauses_of, (parse_cell(cell)[0], parse_cell(cell)[1]))
    assert first.endswith("category zip area ; without id")
    assert second.endswith("category area ; number zip ; date id")


@pytest.mark.parametrize(
    ("before", "settings", "after"),
    [
        ("number zip rooms", "category zip", "category zip ; number rooms"),
        ("number zip", "category zip", "category zip"),
        ("without zip id", "category zip", "category zip ; without id"),
        ("category a ; date b", "without a b", "without a b"),
        ("category a", "category b", "category b"),
        ("category {zip|area} a", "number zip", "category a ; number zip"),
        ("category {zip|area}", "number area", "number area"),
        ("{category zip|number zip}", "without zip", "without zip"),
        ("{category zip|batch 3}", "without id", "without id ; {category zip|batch 3}"),
        ("number zip rooms", "category zip ; without rooms", "category zip ; without rooms"),
    ],
)  # fmt: skip
def test_a_new_clause_takes_its_columns_out_of_others(before, settings, after):
    changed = with_clauses(before).with_settings(settings)
    assert set(clauses_of(changed).split(" ; ")) == set(after.split(" ; "))
    assert parse(str(changed)) == changed


class TestWithKind:
    """The Columns tab changes one column at a time."""

    @pytest.mark.parametrize(
        ("before", "column", "kind", "after"),
        [
            ("", "zip", "category", "category zip"),
            ("category area", "zip", "category", "category area zip"),
            ("category zip area", "zip", "category", "category area zip"),
            ("number zip rooms ; without id", "zip", "category",
             "category zip ; number rooms ; without id"),
            ("category zip ; without id", "zip", "without", "without id zip"),
            ("without id", "id", None, ""),
            ("date sold built ; seed 1", "sold", None, "date built ; seed 1"),
            ("seed 1", "sold", None, "seed 1"),
            ("", "max", "number", 'number "max"'),
            ("", "it's", "date", 'date "it\'s"'),
            ("category {zip|area} a", "b", "category", "category {zip|area} a b"),
            ("category {zip|area} a", "zip", "number", "category a ; number zip"),
            ("category {zip a|area}", "b", "category", "category b"),
            ("{category zip|number zip} ; date a", "zip", "date", "date a zip"),
            ("{category zip|number zip} ; date a", "b", "number", "number b ; date a"),
        ],
    )  # fmt: skip
    def test_the_column_is_in_one_clause_alone(self, before, column, kind, after):
        spec = with_clauses(before).with_kind(column, kind)
        assert clauses_of(spec) == after
        assert parse(str(spec)) == spec

    @pytest.mark.parametrize("column", ["", "a\nb", "both ' and \""])
    def test_a_name_that_no_text_holds_is_refused(self, column):
        with pytest.raises(SpecError, match="rename it in the frame"):
            with_clauses("").with_kind(column, "category")

    def test_a_spec_without_a_table_is_refused(self):
        with pytest.raises(SpecError, match="begin the network with table"):
            parse("9 -> 1").with_kind("zip", "category")


def test_each_ordered_column_has_its_own_clause():
    text = 'table -> 1 ; order size small "very large" ; order grade "1" "2"'
    spec = parse(text)
    assert str(spec) == text
    assert spec.settings.orders == (("size", "small", "very large"), ("grade", "1", "2"))
    assert str(spec.with_kind("size", "number")) == 'table -> 1 ; number size ; order grade "1" "2"'
    again = spec.with_settings("order size large small")
    assert again.settings.orders == (("size", "large", "small"),)
