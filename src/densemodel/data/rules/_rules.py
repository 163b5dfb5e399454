"""The rules for data that can be read: each returns a finding or nothing.

Reading checks that x and y are valid and fit the network; these rules find what would train badly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data.rules import _base_rules as base
from densemodel.data.rules import _column_rules as columns
from densemodel.data.rules import _gap_rules as gaps
from densemodel.data.rules import _held_out_rules as held_out
from densemodel.data.rules import _network_rules as network
from densemodel.data.rules import _picture_rules as pictures
from densemodel.data.rules import _scale_rules as scales
from densemodel.data.rules import _split_rules as split
from densemodel.data.rules import _target_rules as targets
from densemodel.data.rules import _value_rules as values

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data.binding._bound import Bound
    from densemodel.data.findings._finding import Finding

RULES: tuple[Callable[[Bound], Finding | None], ...] = (
    scales.pixels_are_not_scaled,
    scales.columns_are_large,
    scales.norm_cannot_square_columns,
    scales.columns_are_tiny,
    scales.columns_are_offset,
    scales.scaled_twice,
    scales.images_are_large,
    scales.pixels_are_out_of_range,
    scales.rows_are_all_the_same,
    columns.column_is_y,
    columns.columns_leak_the_answer,
    columns.column_counts_the_rows,
    columns.columns_name_the_rows,
    columns.two_columns_are_the_same,
    columns.column_is_the_sum_of_others,
    columns.dummies_are_one_category,
    gaps.number_marks_a_gap,
    gaps.date_marks_a_gap,
    values.number_is_far_from_all_others,
    values.columns_are_blurred,
    values.numbers_may_be_dates,
    values.numbers_may_be_codes,
    values.texts_may_be_dates,
    values.texts_may_be_times,
    values.texts_are_numbers_with_a_unit,
    values.texts_are_left_out,
    values.values_differ_in_case_alone,
    gaps.words_may_mark_a_gap,
    network.table_needs_no_clause,
    columns.gaps_leak_the_class,
    columns.columns_are_constant,
    columns.columns_are_nearly_empty,
    columns.category_has_too_many_values,
    split.there_are_more_columns_than_rows,
    split.rows_are_in_order_of_time,
    split.rows_are_of_groups,
    split.few_rows_make_a_rough_score,
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
    targets.weights_need_classes,
    targets.one_class_drowns_the_rest,
    targets.all_rows_are_of_one_class,
    targets.rows_are_classes_of_their_own,
    targets.names_are_numbers,
    targets.names_mark_a_gap,
    targets.names_differ_in_case_alone,
    held_out.patience_needs_validation,
    held_out.single_row_trains,
    held_out.few_rows_validate,
    held_out.classes_do_not_train,
    held_out.classes_have_a_single_row,
    held_out.classes_do_not_validate,
    held_out.validation_rows_also_train,
    held_out.test_rows_also_train,
    held_out.validation_is_on_another_scale,
    held_out.test_is_on_another_scale,
    held_out.validation_values_are_unknown,
    held_out.test_values_are_unknown,
    held_out.validation_has_one_class,
    pictures.same_picture_is_in_two_classes,
    pictures.copies_are_on_both_sides,
    pictures.some_pictures_are_grey,
    pictures.something_else_gives_the_class_away,
    base.base_is_frozen,
    base.preprocessing_is_part_of_the_model,
    base.head_is_new,
    base.unfrozen_base_needs_a_small_rate,
    network.network_has_no_weights,
    network.pictures_are_changed_late,
    network.answers_are_dropped,
    network.answers_are_changed,
    network.activations_repeat,
    network.layers_are_one,
    network.softmax_is_hidden,
    network.normalizations_repeat,
    network.dropout_leaves_little,
    network.one_unit_is_all_that_is_passed_on,
    network.top_of_all_is_always_right,
    network.batch_is_larger_than_the_data,
)
"""In the order in which their findings are reported."""


_OF_SCALE = frozenset(rule for rule in RULES if rule.__module__ == scales.__name__)
"Rules that do not hold for raw columns, which are scaled, nor for what a base takes."


def apply_rules(bound: Bound) -> tuple[Finding, ...]:
    """The findings of all rules about data that were read, in their order."""
    is_plain = bound.facts.table is None and bound.spec.base is None
    rules = (rule for rule in RULES if is_plain or rule not in _OF_SCALE)
    return tuple(finding for rule in rules if (finding := rule(bound)) is not None)
