"""The inputs of the tests' case files, given to public functions, for against.py."""

import ast
import io

import numpy as np
import pandas as pd
from _against_record import findings, masked

_TABLE = "table -> 8 relu -> auto"
_OF_THE_MACHINE = {"sparse_too_large"}
"Cases that say how much memory is free."


def cases(recorder):
    """Read the texts, check the data and run the programs of the case files."""
    _texts(recorder)
    _data(recorder)
    _mistakes(recorder)
    _later_rows(recorder)


def _texts(recorder):
    """Each text of the language: the error, or what is understood."""
    import densemodel as dm
    from support.language.case_texts import FILES, NAMES, TEXTS

    readers = {
        "one_network": lambda text: dm.parse(text, NAMES),
        "settings": dm.parse("8x8x1 -> conv 3 -> 10 ; adam").with_settings,
    }
    for file in FILES.values():
        read = readers.get(file.path.stem, lambda text: dm.parse_cell(text, NAMES))
        for name in file.cases:
            recorder.facet(f"language: {name}", "text", lambda: _shown(read, TEXTS[name]))  # noqa: B023


def _shown(read, text):
    from densemodel import DenseModelError

    try:
        found = read(text)
    except DenseModelError as error:
        return f"{type(error).__name__}: {error}"
    return "\n".join(map(str, found)) if isinstance(found, list | tuple) else str(found)


def _data(recorder):
    """Data of which something is to be found, as `dm.check` and `dm.bind` see them."""
    import densemodel as dm
    from support.data.finding_cases import CASES, data_of

    for name in CASES:
        if name in _OF_THE_MACHINE:
            continue
        spec, x, y, later = data_of(name)

        def found(spec=spec, x=x, y=y, later=later):
            return findings(dm.bind(spec, x, y, validation_data=later).findings)

        recorder.facet(f"data: {name}", "findings", found)


def _constants(path, names, given):
    """Constants of a test module, without importing it and what it imports of densemodel."""
    known = dict(given)
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name) and target.id in names and getattr(node, "value", None):
                code = compile(ast.Expression(node.value), str(path), "eval")
                known[target.id] = eval(code, known)  # noqa: S307 - our own tests
    return {name: known[name] for name in names}


def _libraries():
    import polars as pl

    from support.data.people import CITIES, PEOPLE

    return {"np": np, "pd": pd, "pl": pl, "io": io, "CITIES": CITIES, "PEOPLE": PEOPLE}


def _mistakes(recorder):
    """Programs of what people do with tables."""
    import densemodel as dm
    from support import TESTS
    from support.case_files import CaseFile
    from support.data.people import people

    folder = TESTS / "data" / "columns"
    names = _constants(folder / "test_mistakes.py", ("NAMES",), _libraries())["NAMES"]
    for name, case in CaseFile(folder / "cases" / "mistakes.txt").cases.items():
        found = []

        def check(x, y, *, spec=_TABLE, later=None):
            try:
                found.append(findings(dm.bind(spec, x, y, validation_data=later).findings))  # noqa: B023
            except dm.DenseModelError as error:
                found.append(str(error))  # noqa: B023

        def predict(x, y, rows):
            run = dm.train(f"{_TABLE} ; epochs 1", x, y, jit_compile=False)
            found.append(_predicted(run, rows))  # noqa: B023

        x, y = people()
        given = {**names, "x": x, "y": y, "check": check, "predict": predict}
        recorder.facet(f"mistake: {name}", "findings", lambda: exec(case.given, given) or found)  # noqa: B023, S102


def _predicted(run, rows):
    """Predictions with the warnings above them, or the error."""
    import warnings

    import densemodel as dm

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", dm.DenseModelWarning)
        try:
            found = dm.predict(run, rows)
        except dm.DenseModelError as error:
            return str(error)
    return {"rows": found, "warnings": [masked(str(one.message)) for one in caught]}


def _later_rows(recorder):
    """Tables that are read with or without corrections, and later rows of one."""
    import densemodel as dm
    from support import TESTS
    from support.case_files import CaseFile, called
    from support.data.raw_tables import NAMES, small_table

    def read(x, kinds=None, orders=None):
        clauses = "".join(
            f" ; {kind} " + " ".join(map(repr, [column, *(orders or {}).get(column, [])]))
            for column, kind in (kinds or {}).items()
        )
        y = np.arange(len(x)) % 2 if hasattr(x, "__len__") else [0, 1]
        return findings(dm.bind(_TABLE + clauses.replace("'", '"'), x, y).findings)

    x = small_table()
    often = pd.concat([x] * 10, ignore_index=True)
    spec = "table -> 8 relu -> auto ; epochs 1 ; date day"
    run = dm.train(spec, often, np.arange(len(often)) % 2, jit_compile=False)
    names = NAMES | {"x": x, "read": read, "later": lambda rows: _predicted(run, rows)}
    cases = CaseFile(TESTS / "data" / "columns" / "cases" / "messages_of_tables.txt").cases
    for name, case in cases.items():
        recorder.facet(f"table: {name}", "findings", lambda: called(case.given, names))  # noqa: B023
