"""Cases that were kept back: the rules of `training.diagnosis` were not made by these.

Other data, sizes and spellings than in `sick_cases.py` and `healthy_cases.py`. They were written
before there was a rule, and were not seen by the author of the rules.
"""

import numpy as np
from bed_data import (
    DIAMOND,
    PENGUIN,
    Rows,
    among_noise,
    beside,
    bundle,
    digits,
    either,
    first,
    heights_of,
    in_order,
    mnist,
    mnist_rows,
    one_class,
    table,
    times,
)
from judge import Healthy, Sick

MIDWEST = "popdensity percwhite percblack percollege percprof perchsd"
VOTER = "TVnews selfLR ClinLR DoleLR PID age educ income"
AUTO = "wb length width height weight eng_cc bore stroke hp rpm city_mpg hw_mpg"
MARRIAGE = "rate_marriage age yrs_married children religious educ occupation occupation_husb"
PATIENT = "lncoins idp lpi fmde physlm disea hlthg hlthf hlthp"


def listed(path, columns, target, **how):
    """A table that comes with statsmodels, which plotnine brings."""
    frame = beside("statsmodels", path, **how)
    names = columns.split()
    frame = frame[[*names, target]].dropna()
    return Rows(frame[names].to_numpy(float), frame[target].to_numpy())


def autos():
    return listed("gam/tests/results/autos.csv", AUTO, "price")


def votes():
    """Voters of 1996: what they think, and which of two they chose."""
    return listed("datasets/anes96/anes96.csv", VOTER, "vote", sep="\t", quotechar="'")


def pigs():
    return listed("regression/tests/results/dietox.csv", "Feed Time Evit Cu", "Weight")


def affairs():
    return first(listed("datasets/fair/fair.csv", MARRIAGE, "affairs"), 2_000)


def sea():
    """Land and sea around Vancouver Island, in km above the sea."""
    heights = beside("matplotlib", "mpl-data/sample_data/topobathy.npz")["topo"]
    return heights_of(heights[::2, ::2] / 1000, 2_500)


def later(start, count=2_500):
    return mnist_rows(start, count)


def small_digits():
    x, y = digits()[:2]
    return Rows(x[y < 5], y[y < 5])


def with_y(rows, y):
    return Rows(rows.x, y)


DATA = {
    "autos": autos,
    "autos, 1000 dollars": lambda: times(autos(), 0.001),
    "autos, in order": lambda: in_order(autos()),
    "votes": votes,
    "votes, 400 useless columns": lambda: among_noise(first(votes(), 300), 400),
    "pigs": pigs,
    "pigs, in order": lambda: in_order(pigs()),
    "food": lambda: listed("datasets/engel/engel.csv", "income", "foodexp"),
    "sea": sea,
    "affairs": affairs,
    "affair": lambda: with_y(affairs(), (affairs().y > 0).astype(int)),
    "doctors": lambda: first(listed("datasets/randhie/randhie.csv", PATIENT, "mdvis"), 2_500),
    "midwest": lambda: table("midwest", MIDWEST, "inmetro"),
    "midwest, poverty": lambda: table("midwest", MIDWEST, "percbelowpoverty"),
    "cut": lambda: table("diamonds", f"{DIAMOND} price", "cut"),
    "carats": lambda: table("diamonds", "depth table x y z price", "carat", 1_500),
    "penguins, mass": lambda: table("penguins", PENGUIN.rpartition(" ")[0], "body_mass_g"),
    "penguins, sex": lambda: table("penguins", PENGUIN, "sex"),
    "penguins, 600 useless columns": lambda: among_noise(table("penguins", PENGUIN, "sex"), 600),
    "mtcars": lambda: table("mtcars", "cyl disp hp drat wt qsec gear carb", "mpg"),
    "iris, one-hot": lambda: with_y(bundle("iris"), np.eye(3)[bundle("iris").y]),
    "iris, 400 useless columns": lambda: among_noise(bundle("iris"), 400),
    "wine, named": lambda: with_y(
        bundle("wine"), np.array(["barolo", "grignolino", "barbera"])[bundle("wine").y]
    ),
    "wine, either": lambda: either(bundle("wine"), 0, 10),
    "wine, second by two": lambda: Rows(
        bundle("wine").x[:, [6, 5]], (bundle("wine").y == 1).astype(int)
    ),
    "wine, shuffled": lambda: with_y(
        bundle("wine"), np.random.default_rng(0).permutation(bundle("wine").y)
    ),
    "breast cancer, either": lambda: either(bundle("breast_cancer"), 1, 4),
    "digits": digits,
    "digits, 0 to 4": small_digits,
    "digits, loops": lambda: one_class(digits(), 0, 6, 8, 9),
    "digits, in order": lambda: in_order(digits()),
    "mnist, later": lambda: later(20_000),
    "mnist, in order": lambda: in_order(later(20_000)),
    "mnist, later pixels": lambda: mnist(40_000, 2_500),
    "mnist, later images": lambda: Rows(
        later(45_000, 2_000).x.reshape(-1, 28, 28, 1), mnist(45_000, 2_000).y
    ),
    "mnist, odd": lambda: with_y(later(25_000, 3_000), later(25_000, 3_000).y % 2),
    "mnist, mod 3": lambda: with_y(later(30_000, 3_000), later(30_000, 3_000).y % 3),
}

SICK = [
    Sick("overfitting, votes, 400 useless columns", "overfitting", "votes, 400 useless columns",
         "408 -> 100 relu -> 1 sigmoid ; adam lr 0.003 ; epochs 80 ; patience off",
         "100 relu => 100(l1=0.01) relu", "210 voters of 408 columns"),
    Sick("overfitting, iris, 400 useless columns", "overfitting", "iris, 400 useless columns",
         "404 -> 50 tanh -> 3 softmax ; rmsprop lr 0.005 ; epochs 60 ; patience off",
         "50 tanh => 50(l1=0.02) tanh", "105 flowers of 404 columns"),
    Sick("overfitting, penguins, 600 useless columns", "overfitting",
         "penguins, 600 useless columns",
         "604 -> 64 relu -> 64 relu -> 2 softmax ; adam lr 0.003 ; epochs 60 ; patience off",
         "64 relu -> 64 relu => 64(l1=0.005) relu -> 64 relu", "two layers, 233 penguins"),
    Sick("vanishing gradient, mnist, later", "vanishing gradient", "mnist, later",
         "784 -> 64 sigmoid -> 64 sigmoid -> 64 sigmoid -> 64 sigmoid -> 64 sigmoid"
         " -> 64 sigmoid -> 10 softmax ; sgd lr 0.05 ; epochs 8",
         "64 sigmoid => 64 relu", "the layers written one by one"),
    Sick("vanishing gradient, digits, loops", "vanishing gradient", "digits, loops",
         "64 -> 9*(25 tanh) -> 1 sigmoid ; init random_uniform:0.05 ; sgd lr 0.2 ; epochs 25",
         "init glorot_normal", "weights between -0.05 and 0.05"),
    Sick("vanishing gradient, autos", "vanishing gradient", "autos",
         "12 -> norm -> 7*(20 sigmoid) -> 1 ; target norm ; adam lr 0.001 ; batch 16 ; epochs 25",
         "7*(20 sigmoid) => 7*(20 relu)", "Adam gets there late"),
    Sick("vanishing gradient, votes", "vanishing gradient", "votes",
         "8 -> norm -> 9*(24 softsign) -> 1 sigmoid ; init tn:0.04 ; sgd lr 0.05 ; epochs 30",
         "init glorot_uniform", "softsign, and weights that start small"),
    Sick("vanishing gradient, mnist, later images", "vanishing gradient", "mnist, later images",
         "28x28x1 -> 7*(conv 6 3x3 sigmoid) -> avg 4 -> 10 softmax ; adam lr 0.002 ; epochs 4"
         " ; batch 64",
         "7*(conv 6 3x3 sigmoid) => 7*(conv 6 3x3 relu)",
         "convolutions of sigmoid, and their mean"),
    Sick("vanishing gradient, wine, named", "vanishing gradient", "wine, named",
         "auto -> norm -> 15*(20 relu) -> auto softmax ; init tn:0.06 ; adam lr 0.0005 ; epochs 30",
         "init he_normal", "fifteen layers, each of them quieter"),
    Sick("exploding, mnist, later", "exploding", "mnist, later",
         "784 -> 7*(64 relu) -> 10 softmax ; init random_normal:0.7 ; adam lr 0.0005 ; epochs 4",
         "init he_uniform", "each layer is four times louder"),
    Sick("exploding, pigs", "exploding", "pigs",
         "4 -> norm -> 5*(48 elu) -> 1 ; target norm ; init random_normal:1.2"
         " ; rmsprop lr 0.0005 ; epochs 15",
         "init he_normal", "elu has no end above"),
    Sick("exploding, digits, 0 to 4", "exploding", "digits, 0 to 4",
         "64 -> 9*(80 leaky_relu) -> 5 softmax ; init tn:0.9 ; sgd lr 0.001 ; epochs 20",
         "init he_normal", "leaky_relu has no end at all"),
    Sick("dead by bias, cut", "dead by bias", "cut",
         "7 -> norm -> 40 relu -> 20 relu -> 5 softmax ; bias -8 ; rmsprop lr 0.001 ; epochs 15",
         "bias 0", "eight deviations below"),
    Sick("dead by bias, mnist, odd", "dead by bias", "mnist, odd",
         "784 -> 3*(32 relu) -> 1 sigmoid ; bias -2.5 ; sgd lr 0.1 ; epochs 6",
         "bias 0", "three layers, a single answer"),
    Sick("dead by bias, autos", "dead by bias", "autos",
         "12 -> norm -> 24 relu -> 12 relu -> 1 ; target norm ; bias -6 ; adam lr 0.003"
         " ; epochs 60",
         "bias 0.1", "a number to guess"),
    Sick("dead by rate, mnist, later", "dead by rate", "mnist, later",
         "784 -> 200 relu -> 100 relu -> 50 relu -> 10 softmax ; nadam lr 0.2 ; epochs 4",
         "lr 0.001", "nadam"),
    Sick("dead by rate, digits, 0 to 4", "dead by rate", "digits, 0 to 4",
         "64 -> 2*(80 relu) -> 5 softmax ; adamax lr 1.5 ; epochs 20",
         "lr 0.002", "adamax"),
    Sick("dead by rate, pigs", "dead by rate", "pigs",
         "4 -> norm -> 48 relu -> 48 relu -> 48 relu -> 1 ; target norm ; adam lr 0.8 ; epochs 15",
         "lr 0.002", "a number to guess, three layers"),
    Sick("dead by rate, mnist, later images", "dead by rate", "mnist, later images",
         "28x28x1 -> conv 12 5x5/2 relu -> conv 24 3x3/2 relu -> flatten -> 40 relu"
         " -> 10 softmax ; adam lr 0.15 ; epochs 4",
         "lr 0.001", "strided convolutions"),
    Sick("dead by init, mnist, later", "dead by init", "mnist, later",
         "784 -> 3*(90 relu) -> 10 softmax ; init constant:-0.02 ; rmsprop ; epochs 4",
         "init glorot_uniform", "weights below 0 for all pixels"),
    Sick("dead by init, digits, loops", "dead by init", "digits, loops",
         "64 -> 70(init=constant:-0.2) relu -> 30 relu -> 1 sigmoid ; epochs 15",
         "70(init=constant:-0.2) relu => 70 relu", "the first layer alone"),
    Sick("saturated, mnist, later", "saturated", "mnist, later",
         "784 -> 3*(50 tanh) -> 10 softmax ; init random_uniform:4 ; adam lr 0.0003 ; epochs 5",
         "init glorot_normal", "tanh of tens, and Adam"),
    Sick("saturated, votes", "saturated", "votes",
         "8 -> norm -> 24 tanh -> 24 tanh -> 1 sigmoid ; init random_normal:30 ; sgd lr 0.01"
         " ; epochs 40",
         "init glorot_uniform", "weights of 30", ("unscaled inputs",)),
    Sick("saturated, penguins, sex", "saturated", "penguins, sex",
         "4 -> 20 sigmoid -> 20 sigmoid -> 1 sigmoid ; adam lr 0.002 ; epochs 40",
         "norm", "grams beside millimetres", ("unscaled inputs",)),
    Sick("saturated, autos", "saturated", "autos",
         "12 -> 32 tanh -> 32 tanh -> 1 ; target norm ; adam lr 0.001 ; epochs 40",
         "norm", "thousands into tanh", ("unscaled inputs",)),
    Sick("symmetric, mnist, later", "symmetric", "mnist, later",
         "784 -> 50 sigmoid -> 30 sigmoid -> 10 softmax ; init ones ; adam lr 0.003 ; epochs 6",
         "init glorot_uniform", "all units of a layer are one"),
    Sick("symmetric, digits, 0 to 4", "symmetric", "digits, 0 to 4",
         "64 -> 3*(60 relu) -> 5 softmax ; init zeros ; adam ; epochs 20",
         "init he_normal", "no gradient passes weights of 0"),
    Sick("symmetric, digits", "symmetric", "digits",
         "64 -> 48 relu -> 10 softmax ; init constant:0.03 ; sgd lr 0.1 ; epochs 25",
         "init he_normal", "48 units that are one"),
    Sick("clip, mnist, later", "clip", "mnist, later",
         "784 -> 80 relu -> 10 softmax ; sgd lr 0.05 ; clip value 0.000002 ; epochs 6",
         "clip value 1", "each number of the gradient"),
    Sick("clip, pigs", "clip", "pigs",
         "4 -> norm -> 24 tanh -> 24 tanh -> 1 ; target norm ; sgd lr 0.1 ; clip norm 0.0003"
         " ; epochs 15",
         "clip norm 1", "the norm of all of them"),
    Sick("l1 or l2, mnist, later", "l1 or l2", "mnist, later",
         "784 -> 3*(60(l2=0.5) relu) -> 10 softmax ; adam ; epochs 6",
         "3*(60(l2=0.5) relu) => 3*(60 relu)", "three layers with a penalty"),
    Sick("l1 or l2, autos, 1000 dollars", "l1 or l2", "autos, 1000 dollars",
         "12 -> norm -> 40(l1=1000) tanh -> 1 ; target norm ; adam lr 0.01 ; epochs 60",
         "40(l1=1000) tanh => 40 tanh", "a pull of 1000 towards 0"),
    Sick("l1 or l2, digits, 0 to 4", "l1 or l2", "digits, 0 to 4",
         "64 -> 50(l1=0.3) relu -> 50(l1=0.3) relu -> 5 softmax ; sgd lr 0.05 ; epochs 20",
         "50(l1=0.3) relu -> 50(l1=0.3) relu => 50 relu -> 50 relu", "l1, twice"),
    Sick("drop, mnist, later", "drop", "mnist, later",
         "784 -> 24 tanh drop 0.95 -> 24 tanh drop 0.95 -> 10 softmax ; adam ; epochs 5",
         "24 tanh drop 0.95 -> 24 tanh drop 0.95 => 24 tanh drop 0.1"
         " -> 24 tanh drop 0.1", "one unit of 24 is left"),
    Sick("drop, votes", "drop", "votes",
         "8 -> norm -> 4*(12 relu drop 0.85) -> 1 sigmoid ; epochs 25",
         "4*(12 relu drop 0.85) => 4*(12 relu)", "four times two units are left"),
    Sick("drop, mnist, later images", "drop", "mnist, later images",
         "28x28x1 -> conv 8 3x3/2 relu sdrop 0.9 -> conv 8 3x3/2 relu sdrop 0.9 -> 10 softmax"
         " ; adam lr 0.002 ; epochs 4",
         "sdrop 0.9 -> conv 8 3x3/2 relu sdrop 0.9 => sdrop 0.1"
         " -> conv 8 3x3/2 relu sdrop 0.1", "whole channels"),
    Sick("rate too high, mnist, mod 3", "rate too high", "mnist, mod 3",
         "784 -> 60 selu -> 60 selu -> 3 softmax ; adam lr 0.7 ; epochs 5",
         "lr 0.001", "selu, and Adam"),
    Sick("rate too high, digits, 0 to 4", "rate too high", "digits, 0 to 4",
         "64 -> 30 softplus -> 30 softplus -> 5 softmax ; sgd(momentum=0.9) lr 5 ; epochs 15",
         "lr 0.02", "softplus, and momentum"),
    Sick("rate too high, pigs", "rate too high", "pigs",
         "4 -> norm -> 40 tanh -> 1 ; target norm ; lion lr 1 ; epochs 15",
         "lr 0.001", "lion moves each weight by 1"),
    Sick("rate too high, mnist, odd", "rate too high", "mnist, odd",
         "784 -> 40 tanh -> 40 tanh -> 1 sigmoid ; rmsprop lr exp 5->1/500 ; epochs 6",
         "lr exp 0.001->0.0002/500", "it falls to 1"),
    Sick("rate too low, mnist, later", "rate too low", "mnist, later",
         "784 -> 100 relu -> 50 relu -> 10 softmax ; adam lr cosine 0.000003 ; epochs 6",
         "lr cosine 0.003", "a cosine from 0.000003"),
    Sick("rate too low, pigs", "rate too low", "pigs",
         "4 -> norm -> 32 tanh -> 16 tanh -> 1 ; target norm ; adam lr 0.000001 ; epochs 10"
         " ; seed 3",
         "lr 0.003", "a number to guess"),
    Sick("rate too low, votes", "rate too low", "votes",
         "8 -> norm -> 24 relu -> 1 sigmoid ; sgd lr 0.00003 ; batch 16 ; epochs 20",
         "lr 0.1", "small batches do not help"),
    Sick("rate too low, mnist, later images", "rate too low", "mnist, later images",
         "28x28x1 -> conv 8 5x5/2 relu -> max 2 -> 10 softmax ; adamw lr 0.000001 ; epochs 5",
         "lr 0.002", "a convolution"),
    Sick("too few steps, mnist, later", "too few steps", "mnist, later",
         "784 -> 60 tanh -> 10 softmax ; sgd lr 0.02 ; batch 500 ; epochs 2",
         "epochs 100", "eight steps"),
    Sick("too few steps, pigs", "too few steps", "pigs",
         "4 -> norm -> 16 relu -> 1 ; target norm ; rmsprop lr 0.001 ; batch 64 ; epochs 1",
         "epochs 80", "one epoch"),
    Sick("too few steps, wine, named", "too few steps", "wine, named",
         "13 -> norm -> 24 relu -> auto softmax ; adam lr 0.0005 ; steps 3",
         "steps 600", "three steps"),
    Sick("bottleneck, mnist, later", "bottleneck", "mnist, later",
         "784 -> 60 relu -> 60 relu -> 1 relu -> 10 softmax ; adam lr 0.002 ; epochs 8",
         "1 relu => 30 relu", "the last hidden layer"),
    Sick("bottleneck, digits", "bottleneck", "digits",
         "64 -> 30 gelu -> 1 linear -> 30 gelu -> 10 softmax ; epochs 20",
         "1 => 30", "without an activation"),
    Sick("bottleneck, mnist, later, once more", "bottleneck", "mnist, later",
         "784 -> 2 tanh -> 100 tanh -> 10 softmax ; epochs 6",
         "2 tanh => 64 tanh", "two numbers, first of all", ("underfitting",)),
    Sick("linear, sea", "no non-linearity", "sea",
         "2 -> norm -> 30 -> 1 ; target norm ; adam lr 0.01 ; epochs 30",
         "30 => 60 relu -> 60 relu", "one linear layer, of the sea's depth"),
    Sick("linear, wine, either", "no non-linearity", "wine, either",
         "2 -> norm -> 20 -> 20 -> 1 sigmoid ; adam lr 0.01 ; epochs 60",
         "20 -> 20 => 20 tanh -> 20 tanh", "one of two, not both"),
    Sick("linear, breast cancer, either", "no non-linearity", "breast cancer, either",
         "2 -> norm -> 1 sigmoid ; adam lr 0.01 ; epochs 60",
         "1 sigmoid => 24 relu -> 1 sigmoid", "the same of two other columns"),
    Sick("linear, wine, second by two", "no non-linearity", "wine, second by two",
         "2 -> norm -> 1 sigmoid ; adam lr 0.01 ; epochs 60",
         "1 sigmoid => 24 relu -> 1 sigmoid", "the second of three classes lies between"),
    Sick("linear, mnist, mod 3", "no non-linearity", "mnist, mod 3",
         "784 -> 30 -> 3 softmax ; epochs 8",
         "30 => 100 relu", "a linear layer more is no help"),
    Sick("linear, digits, loops", "no non-linearity", "digits, loops",
         "64 -> 1 sigmoid ; adam lr 0.01 ; epochs 40",
         "1 sigmoid => 50 relu"
         " -> 1 sigmoid", "0, 6, 8 and 9 have no more than their loops in common"),
    Sick("last layer, pigs", "last layer", "pigs",
         "4 -> norm -> 24 relu -> 1 relu ; target norm ; adam lr 0.01 ; epochs 60",
         "1 relu => 1", "nothing below the mean can be said"),
    Sick("last layer, autos", "last layer", "autos",
         "12 -> norm -> 24 relu -> 1 ; adam lr 0.001 ; epochs 60",
         "target norm", "thousands of dollars away", ("rate too low",)),
    Sick("last layer, food", "last layer", "food",
         "1 -> norm -> 30 relu -> 1 softplus ; target norm ; adam lr 0.01 ; epochs 100",
         "1 softplus => 1", "hardly anything below the mean"),
    Sick("last layer, penguins, mass", "last layer", "penguins, mass",
         "3 -> norm -> 20 tanh -> 1 ; adam lr 0.0005 ; epochs 60",
         "target norm", "grams, in steps of 0.0005", ("rate too low",)),
    Sick("last layer, pigs, once more", "last layer", "pigs",
         "4 -> norm -> 24 relu -> 1 ; rmsprop lr 0.0005 ; epochs 20",
         "target norm", "kilograms, in steps of 0.0005", ("rate too low",)),
    Sick("unscaled, autos", "unscaled inputs", "autos",
         "12 -> 24 relu -> 24 relu -> 1 ; target norm ; sgd lr 0.01 ; clip norm 1 ; epochs 60",
         "norm", "clip saves it from infinity"),
    Sick("unscaled, cut", "unscaled inputs", "cut",
         "7 -> 32 relu -> 5 softmax ; adam lr 0.002 ; epochs 25",
         "norm", "dollars beside carats"),
    Sick("unscaled, mnist, later pixels", "unscaled inputs", "mnist, later pixels",
         "28x28 -> 100 relu -> 50 relu -> 10 softmax ; sgd(momentum=0.9) lr 0.03 ; epochs 4",
         "scale / 255", "0 to 255, with momentum"),
    Sick("unscaled, midwest", "unscaled inputs", "midwest",
         "6 -> 16 tanh -> 1 sigmoid ; sgd lr 0.02 ; epochs 40",
         "norm", "people for each square mile, beside shares", ("saturated",)),
    Sick("unscaled, penguins, sex", "unscaled inputs", "penguins, sex",
         "4 -> 24 relu -> 1 sigmoid ; sgd lr 0.02 ; epochs 40",
         "norm", "grams beside millimetres"),
    Sick("underfitting, sea", "underfitting", "sea",
         "2 -> norm -> 3 tanh -> 1 ; target norm ; adam lr 0.01 ; epochs 40",
         "3 tanh => 64 tanh", "three units for a sea floor", ("bottleneck",)),
    Sick("underfitting, mnist, later", "underfitting", "mnist, later",
         "784 -> 3 relu -> 10 softmax ; adam lr 0.003 ; epochs 10",
         "3 relu => 64 relu", "ten classes by three units", ("bottleneck",)),
    Sick("underfitting, wine, either", "underfitting", "wine, either",
         "2 -> norm -> 1 tanh -> 1 sigmoid ; adam lr 0.02 ; epochs 80",
         "1 tanh => 32 tanh", "one unit makes one fold", ("bottleneck",)),
    Sick("in order, mnist", "validation rows differ", "mnist, in order",
         "784 -> 60 relu -> 10 softmax ; split 20% last ; adam lr 0.002 ; epochs 6",
         "split 20%", "8 and 9 never train"),
    Sick("in order, digits", "validation rows differ", "digits, in order",
         "64 -> 50 relu -> 10 softmax ; split 20% last ; epochs 15",
         "split 20%", "the same of small digits"),
    Sick("in order, autos", "validation rows differ", "autos, in order",
         "12 -> norm -> 16 relu -> 1 ; target norm ; split 30% last ; epochs 60 ; adam lr 0.003",
         "split 30%", "it trains on the cheap ones"),
    Sick("in order, pigs", "validation rows differ", "pigs, in order",
         "4 -> norm -> 24 relu -> 1 ; target norm ; split 20% last ; epochs 15",
         "split 20%", "it trains on the young ones"),
    Sick("not a number, autos, 1000 dollars", "not a number", "autos, 1000 dollars",
         "12 -> norm -> 40 relu -> 40 relu -> 1 ; sgd(momentum=0.9) lr 0.1 ; epochs 80",
         "lr 0.001", "momentum makes the rate ten times as large"),
    Sick("not a number, carats", "not a number", "carats",
         "6 -> 64 relu -> 64 relu -> 1 ; sgd lr 0.05 ; epochs 15",
         "norm", "unscaled columns"),
    Sick("not a number, pigs", "not a number", "pigs",
         "4 -> norm -> 50 relu -> 1 ; target norm ; sgd lr 0.05 ; epochs 15",
         "adam", "sgd's steps grow with y"),
    Sick("not a number, mnist, later", "not a number", "mnist, later",
         "784 -> 12*(64 relu) -> 10 softmax ; init random_normal:3 ; sgd lr 0.1 ; epochs 5",
         "init he_normal", "twelve layers, each 20 times louder", ("exploding",)),
]  # fmt: skip

HEALTHY = [
    Healthy("voters", "votes",
            "8 -> norm -> 16 relu -> 1 sigmoid"),
    Healthy("voters, no hidden layer", "votes",
            "8 -> norm -> 1 sigmoid ; sgd lr 0.1 ; epochs 40"),
    Healthy("pigs", "pigs",
            "4 -> norm -> 24 relu -> 1 ; target norm"),
    Healthy("pigs, deep", "pigs",
            "4 -> norm -> 4*(24 elu) -> 1 ; target norm ; rmsprop lr 0.002"),
    Healthy("food", "food",
            "1 -> norm -> 12 relu -> 1 ; target norm ; adam lr 0.01"),
    Healthy("autos", "autos",
            "12 -> norm -> 32 relu -> 1 ; target norm ; adam lr 0.005"),
    Healthy("autos, l2", "autos",
            "12 -> norm -> 2*(32(l2=1e-3) gelu) -> 1 ; target norm ; adam lr 0.003"),
    Healthy("autos, no hidden layer", "autos",
            "12 -> norm -> 1 ; target norm ; adam lr 0.05"),
    Healthy("sea", "sea",
            "2 -> norm -> 3*(100 relu) -> 1 ; target norm ; adam lr 0.003"),
    Healthy("midwest", "midwest",
            "6 -> norm -> 20 tanh -> 1 sigmoid"),
    Healthy("midwest, poverty", "midwest, poverty",
            "6 -> norm -> 30 relu -> 1 ; target norm"),
    Healthy("cut", "cut",
            "7 -> norm -> 60 relu -> 60 relu -> auto softmax ; adam lr 0.003 ; epochs 40"),
    Healthy("penguins, mass", "penguins, mass",
            "3 -> norm -> 16 relu -> 1 ; target norm ; adam lr 0.01"),
    Healthy("penguins, sex", "penguins, sex",
            "4 -> norm -> 16 gelu -> 2 softmax ; nadam lr 0.005"),
    Healthy("carats", "carats",
            "6 -> norm -> 40 selu -> 1 ; adamw lr 0.005"),
    Healthy("wine, names", "wine, named",
            "auto -> norm -> 3*(30 relu drop 0.2) -> auto softmax"),
    Healthy("iris, one-hot", "iris, one-hot",
            "4 -> norm -> 10 tanh -> 3 softmax ; sgd(momentum=0.9) lr 0.05"),
    Healthy("mnist, deep", "mnist, later",
            "784 -> 5*(60 relu) -> 10 softmax ; init he_normal ; epochs 10"),
    Healthy("mnist, bn", "mnist, later",
            "784 -> 3*(60 bn relu) -> 10 softmax ; sgd lr 0.05 ; epochs 8"),
    Healthy("mnist, wide", "mnist, later",
            "784 -> 400 relu drop 0.3 -> 10 softmax ; epochs 6"),
    Healthy("mnist, sigmoid", "mnist, later",
            "784 -> 100 sigmoid -> 10 softmax ; rmsprop lr 0.003 ; epochs 12"),
    Healthy("mnist, images", "mnist, later images",
            "28x28x1 -> conv 8 3x3/2 bn relu -> conv 16 3x3/2 bn relu drop 0.2 -> 10 softmax"
            " ; adam lr 0.003 ; epochs 8"),
    Healthy("mnist, odd", "mnist, odd",
            "784 -> 60 relu -> 1 sigmoid ; epochs 10"),
    Healthy("mnist, mod 3", "mnist, mod 3",
            "784 -> 80 relu -> 40 relu -> 3 softmax ; adam lr cosine 0.003 ; epochs 10"),
    Healthy("digits, 0 to 4", "digits, 0 to 4",
            "64 -> 30 leaky_relu -> 5 softmax ; adamax lr 0.01"),
    Healthy("digits, loops", "digits, loops",
            "64 -> 40 relu -> 40 relu -> 1 sigmoid ; adam lr 0.002"),
    Healthy("wine, either", "wine, either",
            "2 -> norm -> 24 tanh -> 1 sigmoid ; adam lr 0.02"),
    Healthy("breast cancer, either", "breast cancer, either",
            "2 -> norm -> 32 relu -> 16 relu -> 1 sigmoid ; adam lr 0.01"),
    Healthy("affairs", "affairs",
            "8 -> norm -> 24 relu -> 1 ; target norm ; epochs 15", "nobody can tell"),
    Healthy("any affair", "affair",
            "8 -> norm -> 24 relu -> 1 sigmoid ; epochs 15", "little can be told"),
    Healthy("doctors", "doctors",
            "9 -> norm -> 32 relu -> 1 ; target norm ; epochs 15", "nobody can tell"),
    Healthy("cars, 32 of them", "mtcars",
            "8 -> norm -> 8 relu -> 1 ; target norm ; adam lr 0.01"),
    Healthy("noise", "wine, shuffled",
            "13 -> norm -> 24 relu"
            " -> 3 softmax", "the classes are shuffled: there is nothing to learn"),
    Healthy("mnist, zeros", "mnist, later",
            "784 -> 10 softmax ; init zeros ; sgd lr 0.5 ; batch 100 ; epochs 12"),
    Healthy("wine, two units", "wine, named",
            "13 -> norm -> 2 tanh -> 3 softmax ; adam lr 0.03"
            " ; epochs 120", "two numbers part three classes"),
    Healthy("mnist, some dead", "mnist, later",
            "784 -> 200 relu -> 10 softmax ; adam lr 0.01"
            " ; epochs 8", "some units are dead, and it does well"),
    Healthy("voters, one unit", "votes",
            "8 -> norm -> 1 tanh -> 1 sigmoid ; adam lr 0.02"),
    Healthy("autos, mae", "autos",
            "12 -> norm -> 24 relu -> 1 ; target norm ; loss mae ; adam lr 0.005"),
    Healthy("pigs, clip", "pigs",
            "4 -> norm -> 32 tanh -> 1 ; target norm ; clip norm 0.1 ; adam lr 0.005"),
    Healthy("mnist, seven layers", "mnist, later",
            "784 -> 7*(50 elu) -> 10 softmax ; rmsprop lr 0.0005 ; epochs 10"),
]  # fmt: skip
