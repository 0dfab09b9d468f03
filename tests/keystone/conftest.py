"""What tests are given: both sides, started once, for nothing that is asked here changes them."""

import pytest
import sides


@pytest.fixture(scope="session")
def sandbox():
    side = sides.sandbox()
    yield side
    side.close()


@pytest.fixture(scope="session")
def keystone(sandbox):
    side = sides.keystone(vars(sandbox.account))
    yield side
    side.close()
