"""Stage: whether the rules give every combination of facts exactly one level or one explicit refusal."""

from hncert.law_lint.lint import Coverage, Fault, Linted, examples, lint

__all__ = ["Coverage", "Fault", "Linted", "examples", "lint"]
