"""`python -m ichigen` is the `ichigen` command."""

from ichigen.cli.main import main

main()
