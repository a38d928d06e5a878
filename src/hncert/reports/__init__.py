"""Reports: one declaration a file with its template, one line here."""

from hncert.reports import monthly
from hncert.reports.report import Report

REPORTS: tuple[Report, ...] = (monthly.REPORT,)
