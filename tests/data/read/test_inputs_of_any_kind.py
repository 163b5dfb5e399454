"""Whatever is handed over as x and y: it is bound, or refused in words."""

import datetime as dt
import os
import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from densemodel.data import bind
from densemodel.errors import DenseModelError

EXAMPLES = int(os.environ.get("DENSEMODEL_EXAMPLES", "150"))
thoroughly = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

SPECS = [
    *("1 -> 1", "2 -> 1", "3 -> 1 sigmoid", "2x2 -> 1", "2x2x1 -> conv 1 1x1 -> 2 softmax"),
    *("auto -> auto", "auto -> auto softmax", "auto -> auto sigmoid", "auto -> conv 2 2x2 -> auto"),
    *("auto -> 1 relu ; without a", "auto -> norm -> 2 tanh ; split 50%", "auto -> 3 softmax"),
]

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-2, 3),
    st.floats(),
    st.text(max_size=3),
    st.binary(max_size=3),
    st.complex_numbers(),
    st.decimals(),
    st.fractions(),
    st.dates(),
    st.timedeltas(),
    st.sampled_from(
        [
            *(pd.NA, pd.NaT, pd.Timestamp("2026-01-02"), pd.Period("2026"), pd.Interval(0, 1)),
            *(np.float32(1), np.int8(3), np.True_, np.str_("a"), np.datetime64("NaT", "s")),
            *(np.timedelta64(1, "s"), np.longdouble(2), np.array(1), np.zeros(2), np.ma.masked),
            *(Decimal("sNaN"), Fraction(1, 3), 10**400, np.void(b"ab"), object(), len, {1}),
        ]
    ),
)  # fmt: skip
few_scalars = st.lists(st.one_of(scalars, st.sampled_from([0, 1, 2.5])), max_size=5)
alike = st.one_of(
    *(st.lists(kind, max_size=5) for kind in (st.booleans(), st.integers(), st.floats())),
    st.lists(st.text(max_size=2), max_size=5),
    st.lists(st.one_of(st.none(), st.sampled_from(["a", "b"])), max_size=5),
    st.lists(st.one_of(st.none(), st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1))), max_size=5),
)
nested = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner), max_leaves=8
)
shapes = npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
plain_kinds = st.one_of(
    npst.scalar_dtypes(),
    npst.array_dtypes(max_size=3),
    npst.nested_dtypes(max_leaves=4, max_itemsize=64),
)


@st.composite
def arrays(draw):
    array = draw(npst.arrays(plain_kinds, shapes))
    form = draw(st.sampled_from(["plain", "reversed", "transposed", "masked", "locked", "objects"]))
    if form == "reversed" and array.ndim:
        return array[::-1]
    if form == "transposed":
        return array.T
    if form == "masked":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of NumPy, about its own filling values
            masked = np.ma.masked_array(array, mask=draw(st.booleans()))
            if masked.ndim and masked.size and masked.dtype.kind != "V":
                masked[0] = np.ma.masked
        return masked
    if form == "locked":
        array.flags.writeable = False
    return array.astype(object) if form == "objects" else array


@st.composite
def objects(draw):
    items = draw(
        st.one_of(few_scalars, st.lists(nested, max_size=4), st.lists(arrays(), max_size=3))
    )
    array = np.empty(len(items), dtype=object)
    for i, item in enumerate(items):
        array[i] = item
    return array


KINDS = [
    *(None, object, "Int64", "Float32", "boolean", "category", "string", "Sparse[float]"),
    *("int64[pyarrow]", "string[pyarrow]", "datetime64[ns, UTC]", "timedelta64[s]", "period[D]"),
    *("uint8", "float16", "complex128", "bool", "large_string[pyarrow]"),
]


@st.composite
def series(draw, rows=None):
    values = draw(st.one_of(few_scalars, alike))
    if rows is not None:
        values = [*values, *[None] * rows][:rows]
    column = pd.Series(values, name=draw(st.sampled_from([None, "a", 3, ("a", 1)])), dtype=object)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            kind = draw(st.sampled_from(KINDS))
            return column.infer_objects() if kind is None else column.astype(kind)
        except Exception:  # noqa: BLE001  many values are of few kinds only
            return column


@st.composite
def frames(draw):
    rows = draw(st.integers(0, 4))
    columns = draw(st.lists(series(rows), max_size=3))
    frame = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=range(rows))
    frame.columns = pd.Index(draw(st.permutations(["a", 1, "a"]))[: len(columns)], dtype=object)
    if draw(st.booleans()):
        frame.index = pd.Index(draw(st.lists(scalars, min_size=rows, max_size=rows)), dtype=object)
    return frame


@st.composite
def other_tables(draw):
    rows = draw(st.integers(0, 4))
    columns = {
        name: [*draw(alike), *[None] * rows][:rows]
        for name in draw(st.sampled_from(["", "a", "ab"]))
    }
    polars = pl.DataFrame(columns, strict=False)
    form = draw(st.sampled_from(["polars", "arrow", "batch", "series", "chunks", "lazy"]))
    if form == "lazy":
        return polars.lazy()
    if form == "series":
        return polars.to_series(0) if columns else polars
    if form == "polars" or pl.Int128 in polars.dtypes:  # Arrow has no such kind
        return polars
    table = polars.to_arrow()
    if form == "batch":
        return pa.RecordBatch.from_arrays(
            [column.combine_chunks() for column in table.columns], names=list(columns)
        )
    return table.column(0) if form == "chunks" and columns else table


anything = st.one_of(
    arrays(),
    objects(),
    nested,
    series(),
    frames(),
    other_tables(),
    st.dictionaries(st.sampled_from(["a", "b"]), nested),
    st.lists(arrays(), max_size=3),
    st.builds(pd.Index, few_scalars, dtype=st.just(object)),
)
healthy = st.sampled_from(
    [
        np.arange(8.0).reshape(4, 2),
        np.arange(4.0),
        np.ones((4, 2, 2)),
        np.arange(3),
        [1.5, 2.5],
        ["a", "b"],
    ]
)
data = st.one_of(anything, anything, healthy)


@thoroughly
@pytest.mark.filterwarnings("error")
@given(st.sampled_from(SPECS), data, data)
def test_whatever_is_handed_over_is_bound_or_refused(spec, x, y):
    before = [np.asarray(array).tobytes() for array in (x, y) if isinstance(array, np.ndarray)]
    try:
        bound = bind(spec, x, y)
    except DenseModelError:
        return
    after = [np.asarray(array).tobytes() for array in (x, y) if isinstance(array, np.ndarray)]
    assert before == after
    for finding in bound.findings:
        assert 0 < len(finding.message) <= 240


@thoroughly
@pytest.mark.filterwarnings("error")
@given(data, data, healthy, healthy)
def test_whatever_comes_later_is_encoded_or_refused(a, b, x, y):
    try:
        bound = bind("auto -> auto", x, y, validation_data=(a, b))
        bound.encode(a)
    except DenseModelError:
        pass
