"""hncert runs a Henan college's skill-certification year under 教职成〔2021〕504号."""

__version__ = "0.1.0"
