"""What stops or warns across rows: one declaration a file, one line here."""

from hncert.checks import fees, filed_scope, specification
from hncert.checks.check import Check

CHECKS: tuple[Check, ...] = (fees.CHECK, filed_scope.CHECK, specification.CHECK)
