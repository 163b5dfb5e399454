"""The examples of the language and the rungs of the ladder, with their parameters in Keras."""

NAMES = {"n_cols": 9}

EXAMPLES = {
    "1": ("784 -> 50 relu -> 50 relu -> 10 softmax", 42_310, 42_310),
    "2": (
        "784 -> 10 softmax ; init zeros ; sgd lr 0.5 ; batch 100 ; steps 2000",
        7_850,
        7_850,
    ),
    "3": (
        (
            "784 -> 200 sigmoid -> 100 sigmoid -> 60 sigmoid -> 30 sigmoid -> 10 softmax ; "
            "init tn:0.1 ; adam lr 0.003 ; batch 100 ; steps 10000"
        ),
        185_300,
        185_300,
    ),
    "4": (
        (
            "28x28x1 -> conv 4 5x5 relu -> conv 8 5x5/2 relu -> conv 12 4x4/2 relu -> 200 relu -> "
            "10 softmax"
        ),
        122_270,
        122_270,
    ),
    "5": (
        (
            "784 -> 200 bn sigmoid -> 100 bn sigmoid -> 60 bn sigmoid -> 30 bn sigmoid -> "
            "10 softmax ; adam lr exp 0.03->0.0001/1000"
        ),
        186_470,
        185_690,
    ),
    "6": (
        (
            "784 -> 200 bn(scale=off) relu -> 100 bn(scale=off) relu -> 60 bn(scale=off) relu -> "
            "30 bn(scale=off) relu -> 10 softmax"
        ),
        186_080,
        185_300,
    ),
    "7": (
        (
            "784 -> reshape 28x28x1 -> conv 12 3x3 relu -> conv 24 6x6/2 relu -> "
            "conv 32 6x6/2 relu -> 200 relu -> 10 softmax"
        ),
        354_002,
        354_002,
    ),
    "8": ("784 -> 3*(100 relu drop 0.2) -> 10 softmax", 99_710, 99_710),
    "9": (
        (
            "28x28x1 -> conv 6 5x5 same tanh -> avg 2 -> conv 16 5x5 valid tanh -> avg 2 -> "
            "120 tanh -> 84 tanh -> 10 softmax"
        ),
        61_706,
        61_706,
    ),
    "10": (
        "32x32x3 -> 2*(conv 32 relu) -> max 2 -> 2*(conv 64 relu) -> max 2 -> gavg -> 10 softmax",
        66_218,
        66_218,
    ),
    "11": ("2 -> 4 tanh -> 2 tanh -> 1 sigmoid", 25, 25),
    "12": ("n_cols -> 50 relu -> 32 relu -> 1 ; adam ; loss mean_squared_error", 2_165, 2_165),
}
"""A number for each: its text, all its parameters, those that train."""

SWEEP = "784 -> {32|64|128} relu -> 10 softmax ; adam lr {0.1|0.01|0.001}"
"Example 13: nine networks."

_COMMON = "split off ; patience off ; batch 100 ; every 100 ; steps 10000"
_FALLING = f"init tn:0.1 ; bias 0.1 ; adam lr exp 0.003->0.0001/2000 ; {_COMMON}"

LADDER = {
    "1.0": (
        (
            "784 -> 10 softmax ; init zeros ; sgd lr 0.5 ; split off ; patience off ; batch 100 ; "
            "every 100 ; steps 2000"
        ),
        7_850,
    ),
    "2.0": (
        (
            "784 -> 200 sigmoid -> 100 sigmoid -> 60 sigmoid -> 30 sigmoid -> 10 softmax ; "
            f"init tn:0.1 ; adam lr 0.003 ; {_COMMON}"
        ),
        185_300,
    ),
    "2.1": (
        f"784 -> 200 relu -> 100 relu -> 60 relu -> 30 relu -> 10 softmax ; {_FALLING}",
        185_300,
    ),
    "2.2": (
        (
            "784 -> 200 relu drop 0.25 -> 100 relu drop 0.25 -> 60 relu drop 0.25 -> "
            f"30 relu drop 0.25 -> 10 softmax ; {_FALLING}"
        ),
        185_300,
    ),
    "3.0": (
        (
            "28x28x1 -> conv 4 5x5 relu -> conv 8 5x5/2 relu -> conv 12 4x4/2 relu -> 200 relu -> "
            f"10 softmax ; {_FALLING}"
        ),
        122_270,
    ),
    "3.1": (
        (
            "28x28x1 -> conv 6 6x6 relu -> conv 12 5x5/2 relu -> conv 24 4x4/2 relu -> "
            f"200 relu drop 0.25 -> 10 softmax ; {_FALLING}"
        ),
        244_076,
    ),
    "4.0": (
        (
            "784 -> 200 bn sigmoid -> 100 bn sigmoid -> 60 bn sigmoid -> 30 bn sigmoid -> "
            f"10 softmax ; init tn:0.1 ; adam lr exp 0.03->0.0001/1000 ; {_COMMON}"
        ),
        186_470,
    ),
    "4.1": (
        (
            "784 -> 200 bn(scale=off, offset=0.1) relu -> 100 bn(scale=off, offset=0.1) relu -> "
            "60 bn(scale=off, offset=0.1) relu -> 30 bn(scale=off, offset=0.1) relu -> "
            f"10 softmax ; init tn:0.1 ; adam lr exp 0.03->0.0001/1000 ; {_COMMON}"
        ),
        186_080,
    ),
    "4.2": (
        (
            "28x28x1 -> conv 24 6x6 bn(scale=off, offset=0.1) relu -> "
            "conv 48 5x5/2 bn(scale=off, offset=0.1) relu -> "
            "conv 64 4x4/2 bn(scale=off, offset=0.1) relu -> "
            "200 bn(scale=off, offset=0.1) relu drop 0.25 -> 10 softmax ; init tn:0.1 ; "
            f"adam lr exp 0.02->0.0001/1600 ; {_COMMON}"
        ),
        709_034,
    ),
    "codelab 3": (
        (
            "784 -> 200 relu drop .25 -> 100 relu drop .25 -> 60 relu drop .25 -> 10 softmax ; "
            "adam lr 0.01*0.6^epoch ; split off ; patience off ; batch 128 ; epochs 10"
        ),
        183_770,
    ),
}
"""A rung of the MNIST tutorial: its text and its parameters."""
