"""`python -m hncert` is the same program as `hncert`."""

from hncert.cli.app import main

if __name__ == "__main__":
    main()
