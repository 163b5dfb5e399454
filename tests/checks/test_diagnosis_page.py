"""docs/diagnosis.md has a row for each rule, in the order in which they are asked."""

import re
from pathlib import Path

from densemodel.training.diagnosis._measurement import COLUMNS
from densemodel.training.diagnosis._rules import RULES

PAGE = (Path(__file__).parents[2] / "docs" / "diagnosis.md").read_text(encoding="utf-8")


def test_each_rule_has_its_row_in_the_order_in_which_rules_are_asked():
    _, _, table = PAGE.partition("| rule | what is measured")
    names = re.findall(r"^\| (\w[^|]*?) \|", table.partition("\n\n")[0], re.MULTILINE)
    assert names == [rule.__name__.replace("_", " ") for rule in RULES]


def test_each_column_of_the_table_by_layer_is_explained():
    for column in COLUMNS:
        assert f"`{column}`" in PAGE
