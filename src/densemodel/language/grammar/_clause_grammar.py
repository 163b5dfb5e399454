"""Reads clauses: `adam lr 0.001`, `batch 32`, `patience off`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from densemodel.language.grammar._choice_grammar import read_choice
from densemodel.language.grammar._clause_refusals import refuse_sign, refuse_word
from densemodel.language.grammar._clause_values import read_clause_value
from densemodel.language.grammar._option_grammar import read_options
from densemodel.language.grammar._schedule_grammar import read_rate
from densemodel.language.hints import explain
from densemodel.language.reading._token_reader import leave_clause, skip_clause
from densemodel.language.reading._words import write_column
from densemodel.language.spec._kinds import columns_in
from densemodel.language.syntax_tree._tree import CHOICE, Choice, Clause, Named
from densemodel.language.vocabulary._clause_words import CLAUSES, COLUMN_CLAUSES, RIVALS
from densemodel.language.vocabulary._optimizers import OPTIMIZERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from densemodel.language.reading._problems import PlacedAdvice
    from densemodel.language.reading._reader import Reader
    from densemodel.language.reading._tokens import Token
    from densemodel.language.syntax_tree._tree import Span, Value


def _read_clause_choice(reader: Reader) -> Clause | None:
    """Read a choice among clauses; None if it was refused.

    If all alternatives are only optimizers, it is one clause `optimizer`, so that a common rate may
    follow; else it is the clause `choice`.
    """
    choice = read_choice(reader, "clause", _read_alternative)
    if choice is None:
        return None
    alternatives: Any = choice.alternatives
    if any(len(one) > 1 or one[0].word != "optimizer" for one in alternatives):
        return Clause(CHOICE, choice, choice.span)
    optimizers = tuple(one[0].value for one in alternatives)
    return Clause("optimizer", Choice("name", optimizers, span=choice.span), choice.span)


class ClauseGrammar:
    """Reads the clauses that belong together; each may be given once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.clauses: list[Clause] = []
        self.first: dict[str, Clause] = {}
        "The first clause of each word, for the carets of a contradiction."
        self.columns: dict[str, tuple[str, Span]] = {}
        "The clause of each column that was named, and its place there."

    def read_line(self) -> None:
        """Read clauses up to the end of the line."""
        reader = self.reader
        while not reader.at("newline", "end"):
            if reader.at(";"):
                reader.blame(
                    reader.advance().span, "a clause is missing before ';'", "remove one ';'"
                )
                continue
            if reader.at("arrow"):
                message, hint = "'->' goes between layers", "write ';' between clauses"
                reader.blame(reader.advance().span, message, hint)
                continue
            self._read_clause()
            if reader.at(";"):
                reader.advance()
            elif not reader.at("newline", "end"):
                self._missing_semicolon()

    def _missing_semicolon(self) -> None:
        reader, token = self.reader, self.reader.token
        if token.begins_clause:
            blame_missing_semicolon(reader)
            return
        if reader.skips(explain, "number of a clause"):  # adam 20 epochs
            reader.skip(";")
            return
        advice = self._explain_rest()
        if advice is not None:
            leave_clause(reader)
            reader.blame(*advice)
            reader.skip(";")
            return
        if token.kind in {",", "arrow", ")", "|"}:
            reader.advance()
            if reader.token.begins_clause:
                hint = f"write ';' instead of '{token.text}'"
                reader.blame(token.span, "clauses are separated by ';'", hint)
                return
        if token.kind == "arrow":
            message = "'->' goes between layers, and the clauses come last"
            reader.blame(token.span, message, "write ';' between clauses")
        elif token.kind != "bad":
            message = f"unexpected {token.quoted} in a clause"
            reader.blame(token.span, message, "clauses are separated by ';'")
        reader.skip_to(";", "newline")
        reader.expects("nothing")
        reader.skip(";")

    def _explain_rest(self) -> PlacedAdvice | None:
        """What was meant by something behind a clause, as if part of it: `sgd momentum 0.9`."""
        if not self.first:
            return None
        reader = self.reader
        last = max(self.first.values(), key=lambda clause: (clause.span.line, clause.span.column))
        if last.word in {"optimizer", "lr", "loss"}:
            advice = self._explain_option("loss" if last.word == "loss" else "optimizer")
            if advice is not None:
                return advice
        if last.word == "init":
            return reader.hint(explain, "number of an initializer")
        return reader.hint(explain, "second value", word=last.word)

    def _explain_option(self, word: str) -> PlacedAdvice | None:
        """What was meant by an option of the optimizer or the loss, without brackets."""
        owner, rate = (self.first.get(name) for name in (word, "lr"))
        if owner is None or not isinstance(owner.value, Named):
            return None
        rate_value = None if rate is None else rate.value
        return self.reader.hint(explain, "option outside", given=owner.value, rate=rate_value)

    def _read_clause(self) -> None:
        reader = self.reader
        if reader.at("{"):
            self._read_choice()
            return
        token = reader.token
        word = token.lower
        if token.kind != "word":
            refuse_sign(reader)
        elif word in OPTIMIZERS:
            self._read_optimizer(reader.advance())
        elif word in CLAUSES and word != "optimizer":
            reader.advance()
            start = reader.place
            value = self._without_equals(
                token, word, lambda reader: read_clause_value(reader, word)
            )
            if word in COLUMN_CLAUSES:
                self._check_columns(word, value, reader.tokens[start : reader.place])
            self._say(word, value, token.span.to(reader.before.span))
        else:
            advice = self._explain_option("optimizer") or self._explain_option("loss")
            if advice is None:
                refuse_word(reader)
            else:
                reader.blame(*advice)
                skip_clause(reader)

    def _read_choice(self) -> None:
        """Read clauses in braces, and the rate that may follow a choice of optimizers."""
        reader = self.reader
        clause = _read_clause_choice(reader)
        if clause is None:
            skip_clause(reader)
        elif clause.word == "optimizer":
            self._say(clause.word, clause.value, clause.span)
            if reader.at_word("lr"):
                self._read_own_rate()
            else:
                reader.expects("words", words=("lr",))
        else:
            known = len(reader.problems.found)
            if not clause.words.isdisjoint(COLUMN_CLAUSES):
                self._check_columns_of_choice(clause)
            for word in clause.words:
                self._check_new(word, Clause(word, clause.value, clause.span))
            if len(reader.problems.found) == known:
                self.clauses.append(clause)

    def _without_equals(
        self, token: Token, word: str, read: Callable[[Reader], Value | None]
    ) -> Value | None:
        """Read the value of a clause, and refuse an `=` before it, with one fix for both."""
        reader = self.reader
        if not reader.at("=", ":"):
            return read(reader)
        symbol, start, known = reader.advance(), reader.place, len(reader.problems.found)
        value = read(reader)
        raw = reader.problems.text[reader.tokens[start].start : reader.before.end]
        advice = reader.hint(
            explain,
            "equals sign",
            word=word,
            raw=raw if start < reader.place else "",
            is_refused=len(reader.problems.found) > known,
        )
        fixes_all = advice is not None
        hint = advice[2] if advice is not None else f"leave '{symbol.text}' out"
        span = token.span.to(reader.before.span) if fixes_all else symbol.span
        message = f"a clause is written without '{symbol.text}'"
        reader.blame(span, message, hint, covers=fixes_all)
        return value

    def _read_optimizer(self, token: Token) -> None:
        reader = self.reader
        optimizer = OPTIMIZERS[token.lower]
        advice = reader.hint(explain, "brackets of an optimizer", word=optimizer.word)
        if advice is not None:  # Adam(1e-3)
            reader.skip_brackets()
            reader.blame(*advice)
            self._say("optimizer", Named(optimizer.word, ()), token.span)
            return
        subject, expected = f"'{optimizer.word}'", "option of an optimizer"
        options = read_options(reader, subject, optimizer.options, expected, word=optimizer.word)
        self._say("optimizer", Named(optimizer.word, options), token.span)
        if reader.at_word("lr", "learning_rate"):
            self._read_own_rate()
        elif reader.expects("words", words=("lr",)):
            pass
        elif reader.hint(explain, "number of a clause") is None:
            advice = reader.hint(explain, "rate of an optimizer", word=optimizer.word)
            if advice is None:
                return
            reader.blame(*advice)  # adam 0.1, adam 0.01*0.6^epoch, adam cosine 0.1
            is_schedule = reader.at("word")
            reader.skip_over(advice[0])
            if is_schedule or reader.at("*"):
                leave_clause(reader)

    def _read_own_rate(self) -> None:
        reader = self.reader
        token = reader.token
        if token.lower != "lr":
            advice = reader.hint(explain, "lr")
            reader.blame(*(advice or (token.span, token.unexpected)))
        reader.advance()
        rate = self._without_equals(token, "lr", read_rate)
        self._say("lr", rate, token.span.to(reader.before.span))

    def _say(self, word: str, value: Value | None, span: Span) -> None:
        """Add a clause, unless it was given or contradicts another."""
        clause = Clause(word, "" if value is None else value, span)
        if word == "order" and value is None:
            return  # there may be others
        if word == "order" and value is not None and word in self.first:
            self._add_order(value, span)
        elif self._check_new(word, clause) and value is not None:
            self.clauses.append(clause)

    def _add_order(self, value: Value, span: Span) -> None:
        """Add the order of one more column to the clause that has the others."""
        earlier = self.first["order"]
        if columns_in([earlier]) & columns_in([Clause("order", value)]):
            self._blame_twice(earlier, Clause("order", value, span))
            return
        joined = replace(earlier, value=cast("Any", earlier.value) + cast("Any", value))
        self.clauses = [joined if clause is earlier else clause for clause in self.clauses]
        self.first["order"] = joined

    def _check_new(self, word: str, clause: Clause) -> bool:
        """Whether neither this word nor its rival was given; else a problem."""
        reader = self.reader
        earlier = self.first.get(word)
        rival = self.first.get(RIVALS.get(word, ""))
        if earlier is not None:
            self._blame_twice(earlier, clause)
        elif rival is not None:
            message = f"'{rival.word}' and '{word}' contradict each other"
            reader.blame(clause.span, message, "write one of them", (rival.span,))
        self.first.setdefault(word, clause)
        return earlier is None and rival is None

    def _check_columns(self, word: str, value: Value | None, tokens: list[Token]) -> None:
        """Refuse a column that another clause names; these tokens write the value."""
        names = columns_in([] if value is None else [Clause(word, value)])
        for token in tokens:
            name = token.text[1:-1] if token.kind == "string" else token.text
            if token.kind not in {"word", "string"} or name not in names:
                continue
            earlier, span = self.columns.setdefault(name, (word, token.span))
            if earlier != word:
                message = f"{write_column(name)} is in '{earlier}' and in '{word}'"
                self.reader.blame(token.span, message, "write it in one of them", (span,))

    def _check_columns_of_choice(self, clause: Clause) -> None:
        """Refuse a column that a choice of clauses names besides another clause."""
        words = " or ".join(f"'{word}'" for word in COLUMN_CLAUSES if word in clause.words)
        for name in sorted(columns_in([clause])):
            if name in self.columns:
                earlier, span = self.columns[name]
                message = f"{write_column(name)} is in '{earlier}' and in {words}"
                self.reader.blame(clause.span, message, "write it in one of them", (span,))
            self.columns.setdefault(name, (words.strip("'"), clause.span))

    def _blame_twice(self, earlier: Clause, clause: Clause) -> None:
        both = (earlier.value, clause.value)
        names = [value.name for value in both if isinstance(value, Named)]
        if clause.word == "optimizer" and len(set(names)) > 1:
            message = f"'{names[0]}' and '{names[1]}' contradict each other"
            hint = "a network has one optimizer"
        else:
            subject = f"'{clause.word}'"
            if clause.word == "optimizer":  # a choice among several has no name
                subject = f"'{names[0]}'" if len(names) == len(both) else "the optimizer"
            message, hint = f"{subject} is given twice", "write it once"
        self.reader.blame(clause.span, message, hint, (earlier.span,))


def _read_alternative(reader: Reader) -> tuple[Clause, ...] | None:
    grammar = ClauseGrammar(reader)
    grammar._read_clause()  # noqa: SLF001 - the same module
    return tuple(grammar.clauses) or None


def blame_missing_semicolon(reader: Reader) -> None:
    """Refuse the next clause for its missing `;`."""
    token = reader.token
    reader.blame(token.span, f"a ';' is missing before '{token.text}'", f"write '; {token.text}'")
