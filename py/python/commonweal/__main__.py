"""`python -m commonweal` is the command `commonweal`."""

from commonweal._command import main

main()
