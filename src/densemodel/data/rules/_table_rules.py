"""Rules about the columns of a table beside each other and beside y."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.data.findings._finding import Finding, columns_text, listed, rounded, value_text
from densemodel.data.read._tables import leave_out_fix, without_words

if TYPE_CHECKING:
    from densemodel.data.facts._table_facts import TableFacts


def column_is_y(facts: TableFacts) -> Finding | None:
    """A network would copy it."""
    names = facts.copies_of_y
    if names and len(facts.used) > len(names):
        what = columns_text(names, "x", "is y in other words", "are y in other words")
        it = "it" if len(names) == 1 else "them"
        return _offer(
            f"{what}, so the network would only copy {it}: {leave_out_fix(names)}",
            without_words(names),
        )
    if facts.multiple_of_y is not None:
        name, factor = facts.multiple_of_y
        in_unit = "" if factor == 1 else f" in another unit (y is {rounded(factor)} times it)"
        return _offer(
            f"column {value_text(name)} of x is y itself{in_unit}, so the network would only copy "
            f"it: {leave_out_fix((name,))}",
            without_words((name,)),
        )
    if 0 < len(facts.parts_of_y) < len(facts.used):
        return _offer(
            f"y is the sum of columns {listed(facts.parts_of_y)} of x, so the network only has to "
            "add them: if they are not known when you predict, leave them out",
            without_words(facts.parts_of_y),
        )
    return None


def columns_leak_the_answer(facts: TableFacts) -> Finding | None:
    leaky = facts.leaky
    if leaky is None:
        return None
    reported = {*facts.copies_of_y, *facts.parts_of_y, *(facts.multiple_of_y or ())[:1]}
    reported |= set() if facts.leaky_gaps is None else {facts.leaky_gaps.column}
    names = [facts.used[place].name for place in leaky.columns]
    if reported.intersection(names):
        return None
    score = f"accuracy {leaky.score:.3g}" if facts.is_class else f"R2 {leaky.score:.3g}"
    if leaky.of_ranks:
        score += " of the ranks of y"
    known = f"({score}, baseline {leaky.guessing:.3g})" if facts.is_class else f"({score})"
    alone = f"alone nearly predicts y {known}", f"each nearly predict y alone {known}"
    what = columns_text(names, "x", *alone)
    is_known = "it is" if len(names) == 1 else "they are"
    return _offer(
        f"{what}, which looks like target leakage: if {is_known} not known when you predict, "
        f"{leave_out_fix(names)}",
        without_words(names),
    )


def columns_name_the_rows(facts: TableFacts) -> Finding | None:
    names = facts.ids
    if not names:
        return None
    what = columns_text(names, "x", "has", "have")
    only = "it only names" if len(names) == 1 else "they only name"
    return _offer(
        f"{what} a different whole number in each row: if {only} the rows, {leave_out_fix(names)}",
        without_words(names),
    )


def two_columns_are_the_same(facts: TableFacts) -> Finding | None:
    if facts.same is None:
        return None
    first, second = facts.same
    words = without_words((second,))
    fix = f"write '{words}'" if words else f"leave out {value_text(second)}"
    return _offer(f"columns {listed((first, second))} of x hold the same values: {fix}", words)


def column_is_the_sum_of_others(facts: TableFacts) -> Finding | None:
    if facts.total is None or facts.parts_of_y:
        return None
    name, parts = facts.total
    return _repair(f"column {value_text(name)} of x is the sum of {listed(parts)}: it adds nothing")


def dummies_are_one_category(facts: TableFacts) -> Finding | None:
    names = facts.dummies
    if not names:
        return None
    return _repair(
        f"columns {value_text(names[0])} to {value_text(names[-1])} of x have one 1 in each row, "
        "as pd.get_dummies makes them: a table takes the column from before that"
    )


def _offer(message: str, accept: str = "") -> Finding:
    return Finding("offer", "x", message, accept)


def _repair(message: str) -> Finding:
    return Finding("repair", "x", message)
