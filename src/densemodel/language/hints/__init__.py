"""Hints for words and notations of other tools: `explain`, asked only about a refused text."""

from densemodel.language.hints._explain import explain

__all__ = ["explain"]
