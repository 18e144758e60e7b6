"""``python -m mallsim``."""

from mallsim.main import main

main()
