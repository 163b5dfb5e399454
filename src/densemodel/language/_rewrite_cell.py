"""Put a changed spec into the text of its cell, and leave the rest of the text as it is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from densemodel.errors import SpecError
from densemodel.language._parse import CellReader, parse_cell
from densemodel.language.reading._problems import Problems
from densemodel.language.reading._reader import Reader
from densemodel.language.reading._tokens import tokenize
from densemodel.language.spec._settings import write_clauses
from densemodel.language.syntax_tree._canonical import write_network

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from densemodel.language._parse import CellPart
    from densemodel.language.reading._tokens import Token
    from densemodel.language.spec._spec import Spec
    from densemodel.language.syntax_tree._tree import Clause, Network

Edit = tuple[int, int, str]
"Where it begins and ends in the text, in characters, and what stands there then."


def rewrite_cell(
    text: str, place: int, spec: Spec, names: Mapping[str, object] | None = None
) -> str:
    r"""The text of a cell in which one network has another spec.

    Only words that differ are replaced, so comments, variables and the clauses of all networks
    stay. Where that is not possible, each network is written on a line of its own, below the
    comments.

    Args:
        text: Without its first line; it has no choices.
        place: That of the network in the cell.
        spec: Without choices; its network keeps the name that it has in the cell.
        names: Variables for numbers.

    Raises:
        SpecError: The text is wrong.

    Example:
        >>> rewrite_cell("784 -> 9 tanh -> 10  # digits", 0, parse("784 -> 9 relu -> 10"))
        '784 -> 9 relu -> 10  # digits'
    """
    specs = [*parse_cell(text, names)]
    old = specs[place]
    specs[place] = spec = replace(spec, name=old.name)
    if spec == old:
        return text
    problems = Problems(text, is_strict=True)
    cell = CellReader(Reader(tokenize(text, problems), problems, names or {}))
    cell.read()
    part, tokens = cell.parts[place], cell.reader.tokens
    alone = cell.shared.clauses if len(specs) == 1 else []
    edits = [] if spec.network == old.network else _network_edits(part, tokens, old, spec)
    edits += _clause_edits(part, tokens, [*alone, *part.grammar.clauses], old, spec)
    rewritten = text
    for start, end, new in sorted(edits, reverse=True):
        rewritten = rewritten[:start] + new + rewritten[end:]
    with suppress(SpecError):
        if parse_cell(rewritten, names) == tuple(specs):
            return rewritten
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    return "\n".join([*comments, *map(str, specs)])


def _network_edits(part: CellPart, tokens: Sequence[Token], old: Spec, spec: Spec) -> list[Edit]:
    """Replace the tokens that differ; the whole network if it is not written canonically."""
    written = [token for token in tokens[part.start : part.end] if token.kind != "newline"]
    text = write_network(spec.network)
    before, after = _tokens_of(old.network), _tokens_of(spec.network)
    if len(written) != len(before):
        return [(written[0].start, written[-1].end, text)]
    words = ([token.lower for token in before], [token.lower for token in after])
    changes = SequenceMatcher(None, *words, autojunk=False).get_opcodes()
    edits = []
    for kind, first, last, start, end in changes:
        if kind == "equal":
            continue
        # with the blanks before it, where it only comes or goes
        is_replaced = kind == "replace" or not first
        here = written[first].start if is_replaced else written[first - 1].end
        there = after[start].start if is_replaced or not start else after[start - 1].end
        until = written[last - 1].end if last > first else here
        edits.append((here, until, text[there : after[end - 1].end] if end > start else ""))
    return edits


def _tokens_of(network: Network) -> list[Token]:
    text = write_network(network)
    return tokenize(text, Problems(text))[:-1]


def _clause_edits(
    part: CellPart, tokens: Sequence[Token], own: Sequence[Clause], old: Spec, spec: Spec
) -> Iterator[Edit]:
    """Replace and remove clauses of the network alone, and write others behind them."""
    places = {(token.span.line, token.span.column): at for at, token in enumerate(tokens)}
    starts = {clause.word: places[clause.span.line, clause.span.column] for clause in own}
    changed = {clause.word: clause for clause in spec.clauses if clause not in old.clauses}
    behind = part.end
    for word, start in starts.items():
        end = start + 1
        while tokens[end].kind not in {";", "newline", "end"} and end not in starts.values():
            end += 1
        if clause := changed.pop(word, None):
            yield tokens[start].start, tokens[end - 1].end, write_clauses([clause])[0]
        elif all(clause.word != word for clause in spec.clauses):
            first, last = _with_semicolon(tokens, start, end)
            yield first, last, ""
        if start > part.end:
            behind = max(behind, end)
    if changed:
        at = tokens[behind - 1].end
        yield at, at, "".join(f" ; {clause}" for clause in write_clauses(changed.values()))


def _with_semicolon(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """The place of a clause with the `;` or the blanks that separate it from others."""
    before = tokens[start - 1].kind if start else "newline"
    if before == "newline":
        last = tokens[end + 1].start if tokens[end].kind == ";" else tokens[end - 1].end
        return tokens[start].start, last
    return tokens[start - (2 if before == ";" else 1)].end, tokens[end - 1].end


def as_written(written: Spec, before: Spec, now: Spec) -> Spec:
    """What a person writes for a changed spec: `auto` stays where the size is that of the data.

    Args:
        written: As it stands in a cell.
        before: The same with the sizes of the data.
        now: What has become of it.

    Example:
        >>> now = parse("4 -> 9 elu -> 3 softmax")
        >>> str(as_written(parse("auto -> 9 -> 3 softmax"), parse("4 -> 9 -> 3 softmax"), now))
        'auto -> 9 elu -> 3 softmax'
    """
    clauses = written.clauses if now.clauses == before.clauses else now.clauses
    if now.network == before.network:
        return replace(written, clauses=clauses)
    network, stages = now.network, [*now.network.stages]
    if network.input_shape == before.network.input_shape:
        network = replace(network, input_shape=written.network.input_shape)
    from_the_end = (one.network.stages[::-1] for one in (written, before, now))
    for back, (own, was, new) in enumerate(zip(*from_the_end, strict=False)):
        if own != was == new:
            stages[-1 - back] = own
    return replace(written, network=replace(network, stages=tuple(stages)), clauses=clauses)
