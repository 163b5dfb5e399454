"""Rows with known labels and made-up predictions."""

import numpy as np
import pytest

from densemodel.scoring.rows._answers import Answers
from densemodel.scoring.rows._predictions import predictions_of
from densemodel.training import prepare

ROWS = 300


def softmax(raw):
    powers = np.exp(raw)
    return powers / powers.sum(axis=1, keepdims=True)


def sigmoid(raw):
    return 1 / (1 + np.exp(-raw))


def predictions_for(spec, y, answers):
    """Answers that a network of this spec might give, without one being asked."""
    x = np.zeros((len(y), 3), np.float32)
    terms = prepare(spec, x + np.arange(len(y))[:, None] / len(y), y).terms
    assert terms is not None
    return predictions_of(terms, terms.encode_labels(y), Answers(answers.astype(np.float32)))


def assert_equal(report, expected):
    found = {name: report.metrics[name] for name in expected}
    assert found == pytest.approx(dict(expected), rel=1e-9, abs=1e-9)
