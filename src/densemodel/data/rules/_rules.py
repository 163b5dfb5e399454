"""The rules for data that can be read: each returns a finding or nothing.

Reading checks that x and y are valid and fit the network; these rules find what would train badly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data.facts import _scale_rules as scale
from densemodel.data.rules import _class_rules as classes
from densemodel.data.rules import _column_rules as columns
from densemodel.data.rules import _held_out_rules as pairs
from densemodel.data.rules import _network_rules as network
from densemodel.data.rules import _split_rules as sides
from densemodel.data.rules import _target_rules as targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data.facts._case import Case
    from densemodel.data.findings._finding import Finding

RULES: tuple[Callable[[Case], Finding | None], ...] = (
    scale.pixels_are_not_scaled,
    scale.columns_are_large,
    scale.norm_cannot_square_columns,
    scale.columns_are_tiny,
    scale.columns_are_offset,
    scale.scaled_twice,
    scale.images_are_large,
    columns.rows_are_all_the_same,
    columns.columns_are_constant,
    columns.number_marks_a_gap,
    columns.column_counts_the_rows,
    columns.columns_name_the_rows,
    columns.columns_leak_the_answer,
    columns.columns_are_blurred,
    targets.targets_are_blurred,
    targets.targets_cannot_be_squared,
    targets.loss_cannot_see_targets,
    targets.targets_are_constant,
    targets.target_norm_needs_numbers,
    targets.target_norm_needs_an_open_end,
    targets.target_norm_is_reported,
    targets.targets_are_far_from_zero,
    targets.target_norm_cannot_reach,
    targets.steps_grow_with_the_target,
    classes.weights_need_classes,
    classes.one_class_drowns_the_rest,
    classes.all_rows_are_of_one_class,
    classes.rows_are_classes_of_their_own,
    classes.names_mark_a_gap,
    classes.names_differ_in_case_alone,
    sides.patience_needs_validation,
    sides.single_row_trains,
    sides.few_rows_validate,
    sides.classes_do_not_train,
    sides.classes_have_a_single_row,
    sides.classes_do_not_validate,
    pairs.validation_rows_also_train,
    pairs.test_rows_also_train,
    pairs.validation_is_on_another_scale,
    pairs.test_is_on_another_scale,
    pairs.validation_has_one_class,
    network.network_has_no_weights,
    network.answers_are_dropped,
    network.answers_are_changed,
    network.activations_repeat,
    network.softmax_is_hidden,
    network.normalizations_repeat,
    network.dropout_leaves_little,
    network.one_unit_is_all_that_is_passed_on,
    network.top_of_all_is_always_right,
    network.batch_is_larger_than_the_data,
)
"""In the order in which their findings are reported."""


def apply_rules(case: Case) -> tuple[Finding, ...]:
    """The findings of all rules for bound data.

    Args:
        case: The data, the spec and the split.
    """
    found = (rule(case) for rule in RULES)
    return tuple(finding for finding in found if finding is not None)
