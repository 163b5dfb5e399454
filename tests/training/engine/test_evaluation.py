from densemodel.training.engine._evaluator import as_floats


def test_the_loss_stands_before_the_metrics_in_each_version_of_keras():
    by_name = {"accuracy": 0.5, "loss": 1.0, "val_accuracy": 0.4, "val_loss": 1.5}
    in_order = ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert list(as_floats(by_name)) == in_order
    assert list(as_floats({name: by_name[name] for name in in_order})) == in_order
