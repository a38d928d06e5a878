"""The ways to a level: one declaration a file, one line here."""

from hncert.pathways import recognition
from hncert.pathways.pathway import Pathway

PATHWAYS: tuple[Pathway, ...] = (recognition.PATHWAY,)
