"""Studios as the command line makes them."""

from tests.cli.conftest import (  # noqa: F401  # fixtures
    ask,
    asking,
    english,
    loopback,
    pictures,
    run,
    studio,
    told,
    work,
)
