"""The school's own mapping from 1+X certificates to occupations, each row approved."""

from hncert.tables.shared_columns import APPROVED_BY, APPROVED_ON, DOCUMENT, OCCUPATION, WITHDRAWN_ON
from hncert.tables.table import Table
from hncert.tables.x_certificates import GRADE, X_NAME

TABLE = Table(
    id="x_mapping",
    title="1+X 与职业对应表",
    target="x_mapping",
    key=("x_name", "grade", "occupation_code"),
    needs=(("x_name",), ("grade",), ("occupation_code",)),
    columns=(
        X_NAME,
        GRADE,
        OCCUPATION,
        APPROVED_ON,
        APPROVED_BY,
        DOCUMENT,
        WITHDRAWN_ON,
    ),
)
