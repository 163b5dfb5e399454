"""The words of a run that trains."""

from densemodel.training import Progress

RUNNING = Progress(
    epoch=13,
    epochs=30,
    step=600,
    steps_per_epoch=1312,
    total_steps=17656,
    planned_steps=39360,
    seconds=4.1,
    steps_per_second=4512.3,
    validating=False,
    epoch_seconds=0.29,
    seconds_to_go=4.8,
)
