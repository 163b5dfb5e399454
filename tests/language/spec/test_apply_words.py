import pytest

from densemodel.language import losses_for, parse, rate_clause, with_words


@pytest.mark.parametrize(
    ("spec", "words", "expected"),
    [
        ("784 -> 10 softmax", "scale / 255", "784 -> scale / 255 -> 10 softmax"),
        ("4 -> 8 relu -> 1 ; epochs 3", "norm", "4 -> norm -> 8 relu -> 1 ; epochs 3"),
        ("4 -> 2 softmax", "weights balanced", "4 -> 2 softmax ; weights balanced"),
        ("a: 4 -> 8 relu -> 1", "1 sigmoid", "a: 4 -> 8 relu -> 1 sigmoid"),
        ("4 -> 1 sigmoid", "3 softmax", "4 -> 3 softmax"),
        ("4 -> 1", "without 'the id'", "4 -> 1 ; without 'the id'"),
        ("4 -> 1 ; lr 10", "lr 0.01", "4 -> 1 ; lr 0.01"),
        (
            "4 -> 8 relu relu -> 2 relu relu ; lr 1",
            "relu relu => relu",
            "4 -> 8 relu -> 2 relu ; lr 1",
        ),
        ("a: 4 -> norm -> norm -> 1", "norm -> norm => norm", "a: 4 -> norm -> 1"),
        ("4 -> 12 relu -> 2 relu -> 1", "2 relu => 16 relu", "4 -> 12 relu -> 16 relu -> 1"),
        ("4 -> bn(scale=off) -> bn -> 1", "bn => ln", "4 -> bn(scale=off) -> ln -> 1"),
        ("4 -> 2*(8 relu relu) -> 1", "relu relu => relu", "4 -> 2*(8 relu) -> 1"),
        ("28x28 -> flatten -> 10", "scale / 255", "28x28 -> scale / 255 -> flatten -> 10"),
        (
            "64 -> 8*(30 sigmoid) -> 10 softmax",
            "30 sigmoid => 30 relu",
            "64 -> 8*(30 relu) -> 10 softmax",
        ),
        (
            "4 -> 64 sigmoid -> 32 sigmoid -> 1",
            "64 sigmoid -> 32 sigmoid => 64 relu -> 32 relu",
            "4 -> 64 relu -> 32 relu -> 1",
        ),
        (
            "4 -> 3*(9 tanh -> 5 tanh) -> 1",
            "9 tanh -> 5 tanh => 9 relu -> 5 relu",
            "4 -> 3*(9 relu -> 5 relu) -> 1",
        ),
        (
            "4 -> 8 relu drop 0.9 -> 9 relu drop 0.9 -> 1",
            "drop 0.9 => drop 0.3",
            "4 -> 8 relu drop 0.3 -> 9 relu drop 0.3 -> 1",
        ),
        ("4 -> 8 relu drop 0.9 -> 1", "8 relu drop 0.9 => 8 relu", "4 -> 8 relu -> 1"),
        (
            "4 -> 30(l2=10) relu -> 30(l2=10) relu -> 1",
            "30(l2=10) relu => 30 relu",
            "4 -> 30 relu -> 30 relu -> 1",
        ),
        (
            "4 -> 30(l2=10) relu -> 30 relu -> 1",
            "30 relu => 31 relu",
            "4 -> 30(l2=10) relu -> 31 relu -> 1",
        ),
        ("4 -> 3*32 -> 32 -> 1", "32 => 32 relu", "4 -> 3*(32 relu) -> 32 relu -> 1"),
        ("30 -> 30 sigmoid -> 30", "30 sigmoid => 30 relu", "30 -> 30 relu -> 30"),
        (
            "auto -> 30 sigmoid -> auto softmax",
            "30 sigmoid => 30 relu",
            "auto -> 30 relu -> auto softmax",
        ),
        # a number that belongs to another word is not a layer
        (
            "8x8x1 -> conv 8 3x3 relu max 2 relu -> 2 relu -> 1",
            "2 relu => 16 relu",
            "8x8x1 -> conv 8 3x3 relu max 2 relu -> 16 relu -> 1",
        ),
        (
            "8x8x1 -> conv 8 3x3/2 relu -> 2 relu -> 1",
            "2 relu => 16 relu",
            "8x8x1 -> conv 8 3x3/2 relu -> 16 relu -> 1",
        ),
        ("8x8x1 -> max 2/1 -> max 2 -> 1", "max 2 => max 3", "8x8x1 -> max 2/1 -> max 3 -> 1"),
        (
            "4 -> scale / 8 relu -> 8 relu -> 1",
            "8 relu => 9 relu",
            "4 -> scale / 8 relu -> 9 relu -> 1",
        ),
    ],
)
def test_words_that_are_offered_find_their_place(spec, words, expected):
    assert with_words(parse(spec), words) == parse(expected)


def test_words_that_fit_nowhere_are_not_taken():
    assert with_words(parse("4 -> 1"), "check that row") is None
    assert with_words(parse("4 -> 12 relu -> 1"), "2 relu => 3 relu") is None


@pytest.mark.parametrize(
    ("spec", "rate", "expected"),
    [
        ("4 -> 1", 0.02, "lr 0.02"),
        ("4 -> 1 ; lr exp 0.03->0.0001/1000", 0.0602, "lr exp 0.06->0.0002/1000"),
        ("4 -> 1 ; lr cosine 0.01/20", 0.03, "lr cosine 0.03/20"),
        ("4 -> 1 ; lr 0.01*0.6^epoch", 0.1, "lr 0.1*0.6^epoch"),
        ("4 -> 1 ; lr plateau 0.01*0.5/3", 0.002, "lr plateau 0.002*0.5/3"),
    ],
)
def test_a_rate_scales_the_whole_schedule(spec, rate, expected):
    assert rate_clause(parse(spec), rate) == expected
    changed = parse(spec).with_settings(expected).settings
    assert changed.learning_rate == pytest.approx(rate)
    old = parse(spec).settings.schedule
    assert old is None or (changed.schedule is not None and changed.schedule.is_scaled(old))


def test_another_course_is_not_a_scaled_one():
    one = parse("4 -> 1 ; lr exp 0.03->0.0001/1000").settings.schedule
    for text in ("lr exp 0.03->0.0002/1000", "lr exp 0.03->0.0001/999", "lr cosine 0.03/20"):
        other = parse(f"4 -> 1 ; {text}").settings.schedule
        assert one is not None
        assert other is not None
        assert not other.is_scaled(one)


def test_losses_for_the_last_layer_come_likeliest_first():
    assert losses_for(parse("4 -> 3 softmax"))[0] == "sparse_categorical_crossentropy"
    assert losses_for(parse("4 -> 1"))[:3] == ("mse", "mae", "huber")
    assert "poisson" not in losses_for(parse("4 -> 1"))
    assert losses_for(parse("4 -> 1 sigmoid"))[0] == "binary_crossentropy"


@pytest.mark.parametrize(
    ("spec", "words", "due"),
    [
        ("table -> 1 ; category a", "category b", "table -> 1 ; category a b"),
        ("table -> 1 ; category a b", "without b", "table -> 1 ; category a ; without b"),
        ("auto -> 1 ; without a", "without b", "auto -> 1 ; without a b"),
    ],
)
def test_columns_are_added_to_those_that_a_clause_names(spec, words, due):
    assert str(with_words(parse(spec), words)) == due
