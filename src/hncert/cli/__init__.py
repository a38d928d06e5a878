"""The command line: thin commands, one file each, and the one place that prints."""
