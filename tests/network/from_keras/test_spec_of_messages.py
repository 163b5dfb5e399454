"""What is said of models that the language can't say, and what a spec loses.

A case's input makes the model: it is the body of a function.
"""

import linecache
import textwrap
from pathlib import Path

import pytest

from densemodel.errors import SpecError
from densemodel.network import spec_of
from support.case_files import CaseFile

pytestmark = pytest.mark.tensorflow

CASES = CaseFile(Path(__file__).parent / "cases" / "spec_of_messages.txt").cases
NOTED = [name for name in CASES if name.startswith("spec_of_notes_")]
REFUSED = [name for name in CASES if name not in NOTED]


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
