"""Sets of partial assignments and their join, variable by variable, without the full product."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import product

from hncert.law_lint.tree import Leaf, Variables
from hncert.pathways.pathway import Scalar


@dataclass(frozen=True, slots=True)
class Relation:
    """Assignments as tuples in the order of `names`."""

    names: tuple[str, ...]
    rows: frozenset[tuple[Scalar, ...]]


EVERYTHING = Relation((), frozenset({()}))


def of_leaves(found: Iterable[Leaf], names: tuple[str, ...], variables: Variables) -> Relation:
    """The leaves as assignments of `names`; one that was not asked for takes every value."""
    rows: set[tuple[Scalar, ...]] = set()
    for leaf in found:
        rows.update(product(*((leaf.chosen[n],) if n in leaf.chosen else variables[n] for n in names)))
    return Relation(names, frozenset(rows))


def joined(relations: Iterable[Relation], keep: Collection[str]) -> Relation:
    """The join of all as assignments of `keep`; the other variables go one at a time, the narrowest first."""
    pool = list(relations)
    while rest := sorted({name for each in pool for name in each.names} - set(keep)):
        narrowest = min(rest, key=lambda name: len({n for each in pool if name in each.names for n in each.names}))
        touched = [each for each in pool if narrowest in each.names]
        pool = [each for each in pool if narrowest not in each.names]
        pool.append(_without(reduce(_join, touched), narrowest))
    return reduce(_join, pool, EVERYTHING)


def _without(relation: Relation, name: str) -> Relation:
    at = relation.names.index(name)
    names = relation.names[:at] + relation.names[at + 1 :]
    return Relation(names, frozenset(row[:at] + row[at + 1 :] for row in relation.rows))


def _join(left: Relation, right: Relation) -> Relation:
    shared = [name for name in right.names if name in left.names]
    own = [at for at, name in enumerate(right.names) if name not in left.names]
    in_left = [left.names.index(name) for name in shared]
    in_right = [right.names.index(name) for name in shared]
    by_shared = defaultdict(list)
    for row in right.rows:
        by_shared[tuple(row[at] for at in in_right)].append(tuple(row[at] for at in own))
    rows = (row + more for row in left.rows for more in by_shared[tuple(row[at] for at in in_left)])
    return Relation((*left.names, *(right.names[at] for at in own)), frozenset(rows))
