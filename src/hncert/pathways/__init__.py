"""The ways to a level: one declaration a file, one line here, in the order of the reading `pathway-order`."""

from hncert.pathways import contest, exam, process, recognition
from hncert.pathways.pathway import Pathway

PATHWAYS: tuple[Pathway, ...] = (exam.PATHWAY, process.PATHWAY, contest.PATHWAY, recognition.PATHWAY)
