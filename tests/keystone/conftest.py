"""What tests are given: both sides, started once, for nothing that is asked here changes them."""

from contextlib import closing

import pytest
import sides


@pytest.fixture(scope="session")
def sandbox():
    with closing(sides.sandbox()) as side:
        yield side


@pytest.fixture(scope="session")
def keystone(sandbox):
    with closing(sides.keystone(vars(sandbox.account))) as side:
        yield side
