"""Visits that break off: they leave the paths that visits of this operation took before.

A path is learned as a tree. A visit that ends where others went on, or goes where none went, has broken off after the
last step that it shares with them. Where that step is a call, the callee may have caused it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from firstcause.diagnose.localise.signals import Oddity
from firstcause.diagnose.localise.visits import Visit

Operation = tuple[str, str]
Path = tuple[str, ...]


@dataclass(slots=True)
class _Tree:
    """How many visits reached each point, and how many ended there."""

    reached: Counter[Path]
    ended: Counter[Path]

    @classmethod
    def of(cls, visits: Iterable[Visit]) -> _Tree:
        tree = cls(Counter(), Counter())
        for visit in visits:
            tree.reached.update(visit.path[:i] for i in range(1, len(visit.path) + 1))
            tree.ended[visit.path] += 1
        return tree

    def shared(self, path: Path) -> Path:
        """The longest beginning of a path that was seen before."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.reached:
                return path[:length]
        return ()

    def break_share(self, at: Path) -> float:
        """The share of those who reached a point that may be expected to go no further (rule of succession)."""
        return (self.ended[at] + 1) / (self.reached[at] + 2)


def breaks(before: Sequence[Visit], during: Sequence[Visit]) -> Iterator[Oddity]:
    """Where visits broke off more often than before, by the service that is to blame for it."""
    trees = {operation: _Tree.of(seen) for operation, seen in _by_operation(before).items()}
    broken: defaultdict[tuple[Operation, Path], list[Visit]] = defaultdict(list)
    reached: Counter[tuple[Operation, Path]] = Counter()
    for operation, seen in _by_operation(during).items():
        for visit in seen if operation in trees else ():
            at = trees[operation].shared(visit.path)
            reached.update((operation, at[:i]) for i in range(1, len(at) + 1))
            if at and _leaves(trees[operation], visit.path, at):
                broken[operation, at].append(visit)
    yield from _blamed(broken, reached, trees)


def _by_operation(visits: Iterable[Visit]) -> dict[Operation, list[Visit]]:
    found: defaultdict[Operation, list[Visit]] = defaultdict(list)
    for visit in visits:
        found[visit.entry.service, visit.entry.name].append(visit)
    return found


def _leaves(tree: _Tree, path: Path, at: Path) -> bool:
    """Whether a visit left the known paths at this point, or ended where others went on."""
    return len(at) < len(path) or tree.ended[at] < tree.reached[at]


def _blamed(
    broken: Mapping[tuple[Operation, Path], list[Visit]],
    reached: Mapping[tuple[Operation, Path], int],
    trees: Mapping[Operation, _Tree],
) -> Iterator[Oddity]:
    ill = {(v.trace, v.entry.span) for found in broken.values() for v in found}
    suspects: defaultdict[str, list[Oddity]] = defaultdict(list)
    for (operation, at), found in broken.items():
        usual = trees[operation].break_share(at)
        # What a broken visit below explains is told by that one.
        unexplained = [v for v in found if not any((v.trace, s) in ill for s in v.visited)]
        expected = usual * reached[operation, at]
        text = f"{operation[1]} breaks off after {at[-1]}"
        odd = Oddity(operation[0], "broken", text, len(unexplained), expected)
        callee = _last_call(unexplained, at[-1])
        if odd.count <= odd.expected or not callee:
            yield odd
        else:
            suspects[callee].append(odd)
    for callee, places in suspects.items():
        yield from _shared_blame(callee, places)


def _last_call(visits: Sequence[Visit], name: str) -> str:
    callees = {call.callee for visit in visits for call in visit.calls if call.name == name}
    return callees.pop() if len(callees) == 1 else ""


def _shared_blame(callee: str, seen: Sequence[Oddity]) -> Iterator[Oddity]:
    """A callee that fails breaks visits wherever it is called from; one place alone speaks of the caller."""
    for odd in seen:
        blamed = callee if len(seen) > 1 else odd.service
        yield Oddity(blamed, odd.kind, f"{odd.service}: {odd.text}", odd.count, odd.expected)
