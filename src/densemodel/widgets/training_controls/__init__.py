"""The controls of training, and the tabs Train, Epochs and Keras code."""
