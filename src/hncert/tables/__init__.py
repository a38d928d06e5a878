"""Importable kinds: one declaration a file, one line here."""

from hncert.tables import prior_certificates, quotas, roster, training, x_certificates, x_mapping
from hncert.tables.table import Table

TABLES: tuple[Table, ...] = (
    roster.TABLE,
    x_certificates.TABLE,
    x_mapping.TABLE,
    prior_certificates.TABLE,
    quotas.TABLE,
    training.TABLE,
)
