from densemodel.experiments.plan._networks import NetworksPlanner
from densemodel.language import parse, repeats_of


def test_the_first_seed_of_every_network_comes_before_the_second():
    small, big = parse("4 -> 2 ; seed 7"), parse("4 -> 9 -> 2 ; repeat 3")
    planner = NetworksPlanner([("small", [small]), ("big", repeats_of(big))])
    assert [trial.values for trial in planner.trials] == [
        *(("small", "7"), ("big", "0"), ("big", "1"), ("big", "2")),
    ]
    batches = iter(lambda: [trial.number for trial in planner.next({})], [])
    assert list(batches) == [[1, 2], [3], [4]]
    network, seed = planner.variables
    assert (network.name, network.values) == ("network", ("small", "big"))
    assert (seed.name, seed.numbers) == ("seed", (7.0, 0.0, 1.0, 2.0))


def test_a_trial_can_get_another_spec():
    planner = NetworksPlanner([("small", [parse("4 -> 2")]), ("big", [parse("4 -> 9 -> 2")])])
    first, second = planner.trials
    planner.set_spec(2, parse("4 -> 5 -> 2"))
    assert planner.trials[0] is first
    assert str(planner.trials[1].spec) == "4 -> 5 -> 2"
    assert planner.trials[1].id != second.id
