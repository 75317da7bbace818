"""Lets ``python -m bozzetto`` be the command line."""

from bozzetto.cli import main

if __name__ == "__main__":
    main()
