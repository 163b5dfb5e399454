"""Healthy data sets, each with the spec that a sensible person would type for it.

What a wrong load would change is pinned: the shape of x and what is learned.
"""

from __future__ import annotations

from dataclasses import dataclass

from support.data import healthy_loading as of
from support.data.healthy_loading import bundle, columns, lags, made, some

TARGET_NORM = " ; target norm"

CLASSES = "auto -> norm -> 16 relu -> auto softmax"
PLAIN_CLASSES = "auto -> 16 relu -> auto softmax"
YES_OR_NO = "auto -> norm -> 16 relu -> 1 sigmoid"
NUMBER = "auto -> norm -> 16 relu -> 1" + TARGET_NORM
NUMBERS = "auto -> norm -> 16 relu -> auto" + TARGET_NORM


@dataclass(frozen=True)
class Healthy:
    """A data set that nothing is wrong with."""

    name: str
    load: object
    shape: tuple[int, ...]
    "Of x, so that a wrong load is noticed."
    kind: str
    'The task: "classes", "binary", "labels" or "regression".'
    spec: str


@dataclass(frozen=True)
class Lacking:
    """A healthy data set with a spec that lacks something, and what must be offered for it."""

    name: str
    spec: str
    offers: tuple[str, ...]
    "The words that take them, in order."


MPG = ["displ", "year", "cyl"]
PENGUIN = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]
DIAMOND = ["carat", "depth", "table", "x", "y", "z"]
MIDWEST = ["popdensity", "percwhite", "percblack", "perchsd", "percollege", "percprof"]
HOUSING = ["year", "month", "sales", "listings", "inventory"]

HEALTHY = [
    # that come with scikit-learn
    Healthy("iris", bundle("iris"), (150, 4), "classes", CLASSES),
    Healthy("iris, by name", of.iris_names, (150, 4), "classes", CLASSES),
    Healthy("iris, not scaled", bundle("iris"), (150, 4), "classes", PLAIN_CLASSES),
    Healthy("wine", bundle("wine"), (178, 13), "classes", CLASSES),
    Healthy("wine, a frame", bundle("wine", as_frame=True), (178, 13), "classes", CLASSES),
    Healthy("breast cancer", bundle("breast_cancer"), (569, 30), "binary", YES_OR_NO),
    Healthy("breast cancer, 2 units", bundle("breast_cancer"), (569, 30), "classes", CLASSES),
    Healthy("digits", bundle("digits"), (1797, 64), "classes", CLASSES),
    Healthy("digits, not scaled", bundle("digits"), (1797, 64), "classes", PLAIN_CLASSES),
    Healthy(
        "digits, images", of.digit_images, (1797, 8, 8), "classes",
        "8x8 -> scale / 16 -> conv 4 relu -> max 2 -> auto softmax",
    ),
    Healthy("diabetes", bundle("diabetes"), (442, 10), "regression", NUMBER),
    Healthy(
        "diabetes, as measured", bundle("diabetes", scaled=False), (442, 10), "regression",
        NUMBER,
    ),
    Healthy("linnerud", bundle("linnerud"), (20, 3), "regression", NUMBERS),
    # that come with plotnine
    Healthy(
        "diamonds, price", columns("diamonds", "price"), (3000, 6), "regression", NUMBER
    ),
    Healthy("diamonds, cut", some("diamonds", [*DIAMOND, "price"], "cut"), (3000, 7), "classes",
            CLASSES),
    Healthy("penguins, species", some("penguins", [*PENGUIN, "body_mass_g"], "species"), (342, 4),
            "classes", CLASSES),
    Healthy("penguins, mass", some("penguins", PENGUIN, "body_mass_g"), (342, 3), "regression",
            NUMBER),
    Healthy("penguins, sex", some("penguins", [*PENGUIN, "body_mass_g"], "sex"), (333, 4),
            "binary", YES_OR_NO),
    Healthy("mpg, highway", some("mpg", MPG, "hwy"), (234, 3), "regression", NUMBER),
    Healthy("mpg, city", some("mpg", MPG, "cty"), (234, 3), "regression", NUMBER),
    Healthy("mpg, class", some("mpg", [*MPG, "cty", "hwy"], "class"), (234, 5), "classes", CLASSES),
    Healthy("mpg, class, auto activation", some("mpg", [*MPG, "hwy"], "class"), (234, 4),
            "classes", "auto -> norm -> 16 relu -> auto"),
    Healthy("mtcars, miles", columns("mtcars", "mpg"), (32, 10), "regression", NUMBER),
    Healthy("mtcars, gearbox", columns("mtcars", "am"), (32, 10), "binary", YES_OR_NO),
    Healthy("midwest, poverty", some("midwest", MIDWEST, "percbelowpoverty"), (437, 6),
            "regression", NUMBER),
    Healthy("midwest, in a city", some("midwest", MIDWEST, "inmetro"), (437, 6), "binary",
            YES_OR_NO),
    Healthy("sleep", some("msleep", ["brainwt", "bodywt"], "sleep_total"), (56, 2), "regression",
            NUMBER),
    Healthy("faithful", columns("faithful", "waiting"), (272, 1), "regression", NUMBER),
    Healthy("faithful, a series", of.eruptions, (272,), "regression", NUMBER),
    Healthy("faithful, density", columns("faithfuld", "density"), (3000, 2), "regression", NUMBER),
    Healthy("economics", of.economics, (574, 4), "regression", NUMBER + " ; split 20% last"),
    Healthy("housing", some("txhousing", HOUSING, "median"), (3000, 5), "regression", NUMBER),
    Healthy("lake", lags("huron", "level", 3), (95, 3), "regression", NUMBER + " ; split 20% last"),
    Healthy("page views", lags("pageviews", "pageviews", 24), (324, 24), "regression",
            NUMBER + " ; split 20% last"),
    Healthy("anscombe", of.anscombe, (11, 1), "regression", NUMBER),
    Healthy("meat", of.beef, (276, 6), "regression", NUMBER),
    Healthy("seals", some("seals", ["lat", "long"], ["delta_lat", "delta_long"]), (1155, 2),
            "regression", NUMBERS),
    # MNIST
    Healthy("mnist, pixels", of.pixels, (3000, 28, 28), "classes",
            "28x28 -> scale / 255 -> 16 relu -> auto softmax"),
    Healthy("mnist, from 0 to 1", of.flat_shares, (3000, 784), "classes",
            "784 -> 16 relu -> 10 softmax"),
    Healthy("mnist, convolution", of.pictures, (3000, 28, 28, 1), "classes",
            "28x28x1 -> conv 4 3x3/2 relu -> max 2 -> 10 softmax"),
    Healthy("mnist, auto convolution", of.pixels, (3000, 28, 28), "classes",
            "auto -> scale / 255 -> conv 4 3x3/2 relu -> max 2 -> auto softmax"),
    Healthy("mnist, even or odd", of.parities, (3000, 28, 28), "binary",
            "28x28 -> scale / 255 -> 16 relu -> 1 sigmoid"),
    Healthy("mnist, itself", of.images_themselves, (3000, 784), "regression",
            "784 -> 16 relu -> 784 sigmoid"),
    # made
    Healthy("classification", made("classification", n_samples=400), (400, 20), "classes",
            PLAIN_CLASSES),
    Healthy("classification, of four", made("classification", n_samples=400, n_classes=4,
            n_informative=6), (400, 20), "classes", CLASSES),
    Healthy("blobs", of.clusters, (400, 4), "classes", PLAIN_CLASSES),
    Healthy("moons", made("moons", n_samples=300, noise=0.1), (300, 2), "binary",
            "2 -> 8 tanh -> 1 sigmoid"),
    Healthy("circles", made("circles", n_samples=300, noise=0.05, factor=0.5), (300, 2), "binary",
            "2 -> 8 tanh -> auto sigmoid"),
    Healthy("linear", made("regression", n_samples=300, n_features=5), (300, 5), "regression",
            NUMBER),
    Healthy("linear, two targets", made("regression", n_samples=300, n_features=5, n_targets=2),
            (300, 5), "regression", NUMBERS),
    Healthy("friedman 1", made("friedman1", n_samples=300), (300, 10), "regression", NUMBER),
    Healthy("friedman 2", made("friedman2", n_samples=300), (300, 4), "regression", NUMBER),
    Healthy("friedman 3", made("friedman3", n_samples=300), (300, 4), "regression", NUMBER),
    Healthy("s curve", made("s_curve", n_samples=500, noise=0.1), (500, 3), "regression",
            NUMBER),
    Healthy("swiss roll", made("swiss_roll", n_samples=500, noise=0.1), (500, 3), "regression",
            NUMBER),
    Healthy("quantiles", made("gaussian_quantiles", n_samples=300), (300, 2), "classes",
            PLAIN_CLASSES),
    Healthy("hastie", made("hastie_10_2", n_samples=600), (600, 10), "binary", YES_OR_NO),
    Healthy("flags", of.flags, (400, 10), "labels", "auto -> norm -> 16 relu -> auto sigmoid"),
    Healthy("uncorrelated", made("sparse_uncorrelated", n_samples=300), (300, 10), "regression",
            NUMBER),
    Healthy("sine", of.sine, (300,), "regression", "1 -> 16 tanh -> 1"),
    Healthy("xor", of.xor, (400, 2), "binary", "2 -> 4 tanh -> 1 sigmoid"),
    Healthy("spirals", of.spirals, (400, 2), "binary", "2 -> 8 tanh -> 1 sigmoid"),
    Healthy("names", of.named_clusters, (400, 4), "classes", PLAIN_CLASSES),
    Healthy("one-hot", of.one_hot_clusters, (400, 4), "classes", PLAIN_CLASSES),
    Healthy("labels from 1", of.clusters_from_one, (400, 4), "classes", PLAIN_CLASSES),
    Healthy("labels in a column", of.column_of_labels, (400, 4), "classes", PLAIN_CLASSES),
    Healthy("booleans", of.true_or_false, (400, 4), "binary", YES_OR_NO),
    Healthy("lists", of.yes_or_no_lists, (400, 4), "binary", YES_OR_NO),
    Healthy("minus and plus", of.minus_and_plus, (400, 4), "binary", YES_OR_NO),
    Healthy("four to one", of.four_to_one, (500, 8), "binary", YES_OR_NO),
    Healthy("four to one, balanced", of.four_to_one, (500, 8), "binary",
            YES_OR_NO + " ; weights balanced"),
    Healthy("counts", of.counts, (400, 3), "regression",
            "3 -> 16 relu -> 1 softplus ; loss poisson"),
    Healthy("many counts", of.many_counts, (400, 3), "regression", NUMBER),
    Healthy("lags of a wave", of.wave_lags, (400, 20), "regression",
            "20 -> 16 relu -> 1 ; split 20% last"),
    Healthy("itself", of.itself, (150, 4), "regression",
            "auto -> norm -> 2 tanh -> auto" + TARGET_NORM),
    Healthy("shares", of.shares, (400, 3), "regression", "3 -> 16 relu -> 1 sigmoid ; loss mse"),
    Healthy("truth among numbers", of.flags_among_numbers, (300, 2), "regression", NUMBER),
    Healthy("small whole numbers", of.whole_numbers, (300, 4), "regression", NUMBER),
]  # fmt: skip

BY_NAME = {item.name: item for item in HEALTHY}

LACKING = [
    Lacking("mnist, pixels", "28x28 -> 16 relu -> 10 softmax", ("scale / 255",)),
    Lacking("mnist, even or odd", "auto -> 16 relu -> 1 sigmoid", ("scale / 255",)),
    Lacking("mnist, pixels", "28x28x1 -> conv 4 relu -> max 2 -> 10 softmax", ("scale / 255",)),
    Lacking("wine", PLAIN_CLASSES, ("norm",)),
    Lacking("breast cancer", "auto -> 16 relu -> 1 sigmoid", ("norm",)),
    Lacking("penguins, species", PLAIN_CLASSES, ("norm",)),
    Lacking("diamonds, cut", PLAIN_CLASSES, ("norm",)),
    Lacking("midwest, in a city", "auto -> 16 relu -> 1 sigmoid", ("norm",)),
    Lacking("mpg, class", PLAIN_CLASSES, ("norm",)),
    Lacking("mtcars, gearbox", "auto -> 16 relu -> 1 sigmoid", ("norm",)),
    Lacking("xor", "2 -> 4 tanh -> 1", ("1 sigmoid",)),
    Lacking("four to one", "8 -> 4 relu -> 1", ("1 sigmoid",)),
]

FAR_TARGETS = [
    "diabetes", "diabetes, as measured", "diamonds, price", "penguins, mass", "faithful", "housing",
    "economics", "page views", "lake", "meat", "linear", "friedman 2", "truth among numbers",
]  # fmt: skip
"""Sets on which 30 epochs without `target norm` guess no better than the mean does, or worse."""

NEAR_TARGETS = ["sine", "lags of a wave", "s curve", "uncorrelated"]
"Sets that a network learns without `target norm`."
