"""The rules for data that can be read: each returns a finding or nothing.

Reading checks that x and y are valid and fit the network; these rules find what would train badly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data.rules import _column_rules as columns
from densemodel.data.rules import _held_out_rules as held_out
from densemodel.data.rules import _network_rules as network
from densemodel.data.rules import _table_gap_rules as table_gaps
from densemodel.data.rules import _table_row_rules as table_rows
from densemodel.data.rules import _table_rules as tables
from densemodel.data.rules import _table_split_rules as table_split
from densemodel.data.rules import _table_value_rules as table_values
from densemodel.data.rules import _target_rules as targets

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.data.facts._facts import Case
    from densemodel.data.facts._table_facts import TableFacts
    from densemodel.data.findings._finding import Finding

RULES: tuple[Callable[[Case], Finding | None], ...] = (
    columns.pixels_are_not_scaled,
    columns.columns_are_large,
    columns.norm_cannot_square_columns,
    columns.columns_are_tiny,
    columns.columns_are_offset,
    columns.scaled_twice,
    columns.images_are_large,
    columns.rows_are_all_the_same,
    columns.columns_are_constant,
    columns.number_marks_a_gap,
    columns.column_counts_the_rows,
    columns.columns_name_the_rows,
    columns.columns_leak_the_answer,
    columns.columns_are_blurred,
    table_split.table_needs_no_clause,
    table_split.gaps_leak_the_class,
    table_split.columns_are_constant,
    table_split.columns_are_nearly_empty,
    table_split.category_has_too_many_values,
    table_rows.there_are_more_columns_than_rows,
    table_rows.rows_are_in_order_of_time,
    table_rows.rows_are_of_groups,
    table_rows.few_rows_make_a_rough_score,
    table_rows.validation_columns_are_elsewhere,
    table_rows.test_columns_are_elsewhere,
    table_rows.validation_values_are_unknown,
    table_rows.test_values_are_unknown,
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
    held_out.validation_has_one_class,
    network.network_has_no_weights,
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


_OF_NUMBERS = frozenset(rule for rule in RULES if rule.__module__ == columns.__name__)
"Rules about columns of plain numbers, which do not hold for the columns of an encoded table."


TABLE_RULES: tuple[Callable[[TableFacts], Finding | None], ...] = (
    tables.column_is_y,
    tables.columns_leak_the_answer,
    tables.columns_name_the_rows,
    tables.two_columns_are_the_same,
    tables.column_is_the_sum_of_others,
    tables.dummies_are_one_category,
    table_gaps.number_marks_a_gap,
    table_gaps.date_marks_a_gap,
    table_values.number_is_far_from_all_others,
    table_values.numbers_are_blurred,
    table_values.numbers_may_be_dates,
    table_values.numbers_may_be_codes,
    table_values.texts_may_be_dates,
    table_values.texts_may_be_times,
    table_values.texts_are_numbers_with_a_unit,
    table_values.values_differ_in_case_alone,
    table_gaps.words_may_mark_a_gap,
)
"Rules about the raw columns of a table, whose findings come first."


def apply_rules(case: Case) -> tuple[Finding, ...]:
    of_table = case.facts.of_table
    if of_table is None:
        found = [rule(case) for rule in RULES]
    else:
        found = [table_rule(of_table) for table_rule in TABLE_RULES]
        found += [rule(case) for rule in RULES if rule not in _OF_NUMBERS]
    return tuple(finding for finding in found if finding is not None)
