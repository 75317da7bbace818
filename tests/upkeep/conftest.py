"""Studios as the command line and the library make them."""

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
from tests.upkeep.backing import atelier  # noqa: F401  # a fixture
