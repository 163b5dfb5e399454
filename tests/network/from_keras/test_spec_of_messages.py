"""Models as people write them: their spec, what it loses, and what is said where there is none.

A case's input makes the model: it is the body of a function.
"""

import linecache
import textwrap
from pathlib import Path

import pytest

from densemodel.errors import SpecError
from densemodel.language import parse
from densemodel.network import spec_of
from support.case_files import CaseFile
from support.network.called import same_function

pytestmark = pytest.mark.tensorflow

CASES = CaseFile(Path(__file__).parent / "cases" / "spec_of_messages.txt").cases
NOTED = [name for name in CASES if name.startswith("spec_of_notes_")]
WRITTEN = [name for name in CASES if name.startswith("spec_of_written_")]
REFUSED = [name for name in CASES if name not in {*NOTED, *WRITTEN}]


def chain(shape, *layers):
    import keras

    return keras.Sequential([keras.Input(shape), *layers])


def model_of(given):
    source = f"def make():\n{textwrap.indent(given, '    ')}"
    made = {"chain": chain, "__name__": __name__}
    # Keras writes functions that have no name as their source
    linecache.cache["<case>"] = (len(source), None, source.splitlines(keepends=True), "<case>")
    exec(compile(source, "<case>", "exec"), made)  # noqa: S102 - our own cases
    return made["make"]()


@pytest.fixture(autouse=True)
def _names_from_the_start():
    import keras

    keras.utils.clear_session()


@pytest.mark.parametrize("name", REFUSED)
def test_messages_of_refusals(name, cases):
    given = cases.cases[name].given
    model = model_of(given)
    with pytest.raises(SpecError) as caught:
        spec_of(model)
    cases.check(name, given, str(caught.value))


@pytest.mark.parametrize("name", NOTED)
def test_messages_of_notes(name, cases):
    given = cases.cases[name].given
    spec = spec_of(model_of(given))
    cases.check(name, given, "\n".join([str(spec), *spec.notes]))


@pytest.mark.parametrize("name", WRITTEN)
def test_models_as_people_write_them(name, cases):
    given = cases.cases[name].given
    model = model_of(given)
    spec = spec_of(model)
    cases.check(name, given, str(spec))
    assert parse(str(spec)) == spec
    assert spec.parameter_count == model.count_params()
    assert same_function(model, spec)
