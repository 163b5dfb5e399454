"""Healthy tables, raw as they come: real ones that are installed, and made ones like real ones."""

import csv
import gzip
import re
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import sklearn.datasets
from plotnine import data as plots

from support.data.people import people

CLASSES = "table -> 16 relu -> auto"
NUMBER = "table -> 16 relu -> 1"

_OPENML = Path(sklearn.datasets.__file__).parent / "tests" / "data" / "openml"


def _of(frame, target, *left_out):
    """A frame without its target, of the rows that have one; and the target."""

    def load():
        known = frame[frame[target].notna()].reset_index(drop=True)
        return known.drop(columns=[target, *left_out]), known[target]

    return load


def _bundled(name):
    def load():
        found = getattr(sklearn.datasets, f"load_{name}")(as_frame=True)
        return found.data, found.target

    return load


def openml(number):
    """A table that comes with the tests of scikit-learn."""
    path = next((_OPENML / f"id_{number}").glob("data*.gz"))
    text = gzip.decompress(path.read_bytes()).decode()
    head, body = re.split("(?i)@data", text)
    names = re.findall(r"(?im)^@attribute\s+('[^']+'|\S+)", head)
    quote = "'" if body.strip().startswith("'") else '"'
    rows = csv.reader(body.strip().splitlines(), quotechar=quote)
    full = [row for row in rows if len(row) == len(names)]
    frame = pd.DataFrame([[None if value == "?" else value for value in row] for row in full])
    frame.columns = pd.Index([name.strip("'") for name in names])
    return _typed(frame)


def _typed(frame):
    """Columns of numbers as pd.read_csv gives them."""
    found = {}
    for name in frame:
        numbers = pd.to_numeric(frame[name], errors="coerce")
        is_number = numbers.notna().sum() == frame[name].notna().sum()
        found[name] = numbers if is_number else frame[name]
    return pd.DataFrame(found)


def titanic():
    """As it comes; `boat` and `body` were filled in afterwards."""
    frame = openml(40945)
    return frame.drop(columns="survived"), frame["survived"]


def passengers():
    x, y = titanic()
    return x.drop(columns=["boat", "body"]), y


def churn():
    """Customers of a phone company, with ids as text and charges as text."""
    rng = np.random.default_rng(1)
    count = 2000
    months = rng.integers(0, 72, count)
    plan = rng.choice(["Month-to-month", "One year", "Two year"], count, p=[0.55, 0.2, 0.25])
    net = rng.choice(["DSL", "Fiber optic", "No"], count, p=[0.35, 0.45, 0.2])
    monthly = (
        20 + 40 * (net == "DSL") + 60 * (net == "Fiber optic") + rng.normal(0, 5, count)
    ).round(2)
    total = [f"{one:.2f}" if m else " " for one, m in zip(monthly * months, months, strict=True)]
    score = (plan == "Month-to-month") * 1.5 - months / 30 + (net == "Fiber optic") * 0.8
    x = pd.DataFrame(
        {
            "customerID": [f"{n:04d}-QX{chr(65 + n % 26)}" for n in rng.permutation(9000)[:count]],
            "gender": rng.choice(["Female", "Male"], count),
            "SeniorCitizen": (rng.random(count) < 0.16).astype(int),
            "Partner": rng.choice(["Yes", "No"], count),
            "tenure": months,
            "InternetService": net,
            "OnlineBackup": np.where(
                net == "No", "No internet service", rng.choice(["Yes", "No"], count)
            ),
            "Contract": plan,
            "PaymentMethod": rng.choice(["Mailed check", "Electronic check", "Credit card"], count),
            "MonthlyCharges": monthly,
            "TotalCharges": total,
        }
    )  # fmt: skip
    return x, np.where(score + rng.logistic(0, 1, count) > 0.6, "Yes", "No")


def houses():
    """Sales of houses within a year, with zip codes, years built, and few basements."""
    rng = np.random.default_rng(2)
    count = 2500
    living = rng.lognormal(7.5, 0.4, count).round()
    zips = rng.choice(np.arange(98001, 98119, 2), count, p=rng.dirichlet(np.full(59, 2.0)))
    days = pd.Timestamp("2014-05-02") + pd.to_timedelta(rng.integers(0, 390, count), "D")
    basement = np.where(rng.random(count) < 0.6, 0, rng.integers(10, 1500, count))
    built = rng.integers(1900, 2015, count)
    price = living * 180 * (1 + (zips % 17) / 20) * np.exp(rng.normal(0, 0.3, count))
    x = pd.DataFrame(
        {
            "date": days.strftime("%Y%m%dT000000"),
            "bedrooms": rng.integers(1, 7, count),
            "bathrooms": rng.choice([1.0, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0], count),
            "sqft_living": living,
            "sqft_basement": basement,
            "waterfront": (rng.random(count) < 0.01).astype(int),
            "yr_built": built,
            "yr_renovated": np.where(rng.random(count) < 0.95, 0, built + 20),
            "zipcode": zips,
            "lat": rng.normal(47.5, 0.14, count).round(4),
        }
    )
    return x, price.round(-2)


def credit():
    rng = np.random.default_rng(3)
    count = 1000
    amount = rng.lognormal(7.8, 0.8, count).round()
    duration = rng.choice([6, 9, 12, 15, 18, 24, 30, 36, 48], count)
    status = rng.choice(["< 0", "0 <= X < 200", ">= 200", "no checking"], count)
    score = (
        duration / 20 + (status == "< 0") - (status == "no checking") + rng.logistic(0, 1, count)
    )
    x = pd.DataFrame(
        {
            "checking_status": status,
            "duration": duration,
            "purpose": rng.choice(
                ["radio/TV", "new car", "furniture", "used car", "business", "education", "repairs",
                 "domestic appliance", "retraining", "other"], count,
                p=[0.28, 0.23, 0.18, 0.1, 0.1, 0.05, 0.02, 0.015, 0.015, 0.01]),
            "credit_amount": amount,
            "savings": rng.choice(["< 100", "100 <= X < 500", "no known savings"], count),
            "age": rng.gamma(9, 4, count).round() + 18,
            "existing_credits": rng.integers(1, 5, count),
            "foreign_worker": rng.choice(["yes", "no"], count, p=[0.96, 0.04]),
        }
    )  # fmt: skip
    return x, np.where(score > 2, "bad", "good")


def employees():
    """Shares, few whole numbers, and a class of three that follows several columns."""
    rng = np.random.default_rng(4)
    count = 3000
    x = pd.DataFrame(
        {
            "gender": rng.choice(["female", "male"], count),
            "age": (rng.random(count) * 40 + 20).round(6),
            "hours": (rng.gamma(16, 3, count)).round(6),
            "evaluation": rng.integers(2, 6, count),
            "salary": rng.integers(0, 6, count),
        }
    )
    score = x["hours"] / 20 + x["evaluation"] + rng.normal(0, 0.7, count)
    return x, pd.cut(score, [-np.inf, 5, 6.8, np.inf], labels=["fired", "ok", "promoted"]).astype(
        str
    )


def hospital():
    """Measurements of which many are missing, and one that is taken of the old."""
    rng = np.random.default_rng(5)
    count = 800
    age = rng.integers(20, 90, count)
    lacks = rng.random((count, 3)) < (0.05, 0.3, 0.5)
    test = np.where(age > 60, rng.normal(1, 0.3, count), np.nan)
    x = pd.DataFrame(
        {
            "age": age,
            "pressure": np.where(lacks[:, 0], np.nan, rng.normal(130, 18, count).round()),
            "glucose": np.where(lacks[:, 1], np.nan, rng.normal(110, 25, count).round(1)),
            "crp": np.where(lacks[:, 2], np.nan, rng.lognormal(1, 1, count).round(2)),
            "psa": test.round(2),
            "ward": rng.choice(["A1", "A2", "B1", "C3", None], count),
            "smoker": pd.array(rng.choice([True, False, None], count), dtype="boolean"),
        }
    )
    return x, (rng.random(count) < 1 / (1 + np.exp(-(age - 65) / 10))).astype(int)


def orders():
    """Orders in order of time, whose prices do not change with it."""
    rng = np.random.default_rng(6)
    count = 1500
    items = rng.choice(
        [f"item {number}" for number in range(40)], count, p=rng.dirichlet(np.ones(40))
    )
    each = pd.Series(items).map({f"item {number}": 5.0 + number for number in range(40)})
    amount = rng.integers(1, 20, count)
    seconds = np.sort(rng.integers(0, 60_000_000, count))
    x = pd.DataFrame(
        {
            "ordered": pd.Timestamp("2023-01-01") + pd.to_timedelta(seconds, "s"),
            "item": items,
            "amount": amount,
            "country": rng.choice(["DE", "FR", "NL", "BE", "AT"], count),
            "discount": rng.choice(["0%", "5%", "10%"], count),
        }
    )  # fmt: skip
    return x, (each * amount * rng.lognormal(0, 0.3, count)).round(2)


def sensors():
    rng = np.random.default_rng(7)
    count = 1200
    heat = rng.normal(20, 3, count).astype("float32")
    x = pd.DataFrame(
        {
            "machine": rng.choice([f"M{number:02}" for number in range(12)], count),
            "heat": heat,
            "pressure": (heat * 2 + rng.normal(0, 4, count)).round(1),
            "state": pd.Categorical(rng.choice(["ok", "low", "off"], count, p=[0.8, 0.15, 0.05])),
            "count": pd.array(rng.poisson(4, count), dtype="Int64"),
        }
    )
    return x, (rng.random(count) < 1 / (1 + np.exp(-(heat - 22)))).astype(bool)


def bicycles():
    """Rides of an hour: the hour and the weather decide, not the day."""
    rng = np.random.default_rng(8)
    count = 2000
    hour = rng.integers(0, 24, count)
    x = pd.DataFrame(
        {
            "season": rng.integers(1, 5, count),
            "hr": hour,
            "holiday": (rng.random(count) < 0.03).astype(int),
            "weekday": rng.integers(0, 7, count),
            "weathersit": rng.choice(["clear", "mist", "rain"], count, p=[0.6, 0.3, 0.1]),
            "temp": rng.beta(4, 4, count).round(2),
        }
    )
    mean = 30 + 200 * np.exp(-((hour - 17) ** 2) / 20) + 150 * x["temp"]
    return x, rng.poisson(mean)


def survey():
    """Answers from 1 to 5, and a few columns that few people answered."""
    rng = np.random.default_rng(9)
    count = 600
    x = pd.DataFrame({f"q{number}": rng.integers(1, 6, count) for number in range(1, 11)})
    x["remark"] = [
        f"remark {row} of many words, as people write them" if row % 9 == 2 else None
        for row in range(count)
    ]
    x["region"] = rng.choice(["north", "east", "south", "west"], count)
    return x, np.where(x["q1"] + x["q2"] + rng.normal(0, 1, count) > 6, "again", "never")


def flights():
    rng = np.random.default_rng(10)
    count = 3000
    depart = rng.gamma(1, 15, count).round() - 5
    x = pl.DataFrame(
        {
            "month": rng.integers(1, 13, count),
            "carrier": rng.choice(["UA", "AA", "DL", "B6", "EV", "MQ", "WN"], count),
            "dest": rng.choice([f"A{a}{b}" for a in "BCDEF" for b in "GHIJKLMN"], count),
            "dep_delay": depart,
            "distance": rng.integers(80, 5000, count),
        }
    )
    return x, depart + rng.normal(0, 15, count)


def shares():
    """A time series that is split in its order."""
    rng = np.random.default_rng(11)
    level = 100 + rng.normal(0, 1, 500).cumsum()
    x = pd.DataFrame(
        {"day": pd.date_range("2022-01-03", periods=499, freq="B"), "before": level[:-1]}
    )
    return x, level[1:]


def patients():
    """Several rows of each patient, which are split by patient."""
    rng = np.random.default_rng(12)
    number = np.repeat(rng.permutation(60), 6)
    height = rng.normal(170, 10, 60).round(1)
    x = pd.DataFrame(
        {
            "patient": [f"P{one:03}" for one in number],
            "height": height[number],
            "pulse": rng.normal(70, 9, 360).round(),
        }
    )
    return x, np.where((height[number] + rng.normal(0, 8, 360)) > 170, "tall", "small")


MIDWEST = ["state", "area", "poptotal", "percwhite", "percollege", "inmetro", "percbelowpoverty"]

HEALTHY = {
    # that come with scikit-learn
    "iris": (CLASSES, _bundled("iris")),
    "wine": (CLASSES, _bundled("wine")),
    "breast cancer": (CLASSES, _bundled("breast_cancer")),
    "diabetes": (NUMBER, _bundled("diabetes")),
    "digits": (CLASSES, _bundled("digits")),
    "titanic": (CLASSES, passengers),
    "chess": (CLASSES, _of(openml(3), "class")),
    "computers": (NUMBER, _of(openml(561), "class")),
    "penguins of scikit-learn": (CLASSES, _of(openml(42585), "species")),
    # that come with plotnine
    "diamonds, price": (NUMBER, _of(plots.diamonds.sample(6000, random_state=1), "price")),
    "diamonds, cut": (CLASSES, _of(plots.diamonds.sample(6000, random_state=1), "cut")),
    "penguins, species": (CLASSES, _of(plots.penguins, "species")),
    "penguins, sex": (CLASSES, _of(plots.penguins, "sex")),
    "penguins, mass": (NUMBER, _of(plots.penguins, "body_mass_g")),
    "mpg, highway": (NUMBER, _of(plots.mpg, "hwy", "cty")),
    "mpg, class": (CLASSES, _of(plots.mpg, "class", "model")),
    "mtcars": (NUMBER, _of(plots.mtcars, "mpg")),
    "midwest, state": (CLASSES, _of(plots.midwest, "state", "PID", "county")),
    "midwest, poverty": (NUMBER, _of(plots.midwest[MIDWEST], "percbelowpoverty")),
    "sleep": (NUMBER, _of(plots.msleep, "sleep_total", "awake", "sleep_rem", "sleep_cycle")),
    "sleep, food": (CLASSES, _of(plots.msleep, "vore", "awake")),
    "seals": (NUMBER, _of(plots.seals, "delta_lat")),
    "housing": (NUMBER, _of(plots.txhousing.sample(3000, random_state=1), "median", "date")),
    "faithful": (NUMBER, _of(plots.faithful, "waiting")),
    "economics": (NUMBER + " ; split 20% last", _of(plots.economics, "unemploy")),
    # made
    "people": (CLASSES, people),
    "churn": (CLASSES, churn),
    "houses": (NUMBER, houses),
    "credit": (CLASSES, credit),
    "employees": (CLASSES, employees),
    "hospital": (CLASSES, hospital),
    "orders": (NUMBER, orders),
    "sensors": (CLASSES, sensors),
    "bicycles": (NUMBER, bicycles),
    "survey": (CLASSES, survey),
    "flights": (NUMBER, flights),
    "shares": (NUMBER + " ; split 20% last", shares),
    "patients": (CLASSES + " ; split 30% by patient", patients),
}  # fmt: skip
