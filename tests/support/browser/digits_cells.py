"""The cells of a notebook that trains on digits of MNIST until it is stopped."""

from support.browser.lab_notebook import PROJECT

LOAD = f"""
import sys; sys.path.insert(0, {str(PROJECT / "demo_notebooks")!r})
%load_ext densemodel
from mnist import load_mnist
(x_train, y_train), (x_test, y_test) = load_mnist()
x_train, y_train = x_train[:6000] / 255, y_train[:6000]
"""
CELL = """%%densemodel digits -x x_train -y y_train
784 -> 50 relu -> 10 softmax
epochs 100000 ; patience off"""
