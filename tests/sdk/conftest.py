"""What tests are given: a sandbox of their own, and real servers."""

import mariadb_server
import pytest
import redis_server
from sandbox import Sandbox


@pytest.fixture
def cloud():
    """A sandbox with embedded nodes only."""
    sandbox = Sandbox()
    yield sandbox
    sandbox.close()


@pytest.fixture
def redis():
    server = redis_server.Server()
    yield server
    server.close()


@pytest.fixture
def redis_cloud(redis):
    """A sandbox whose DCS instance `real-cache` is a real redis-server."""
    sandbox = Sandbox("--redis", f"real-cache={redis.url}")
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def mariadb():
    """Its folder takes seconds to make, so the tests of a file share it."""
    server = mariadb_server.Server()
    yield server
    server.close()


@pytest.fixture
def mariadb_cloud(mariadb):
    """A sandbox whose TaurusDB instance `real-db` is a real mariadbd."""
    mariadb.start()
    sandbox = Sandbox("--mysql", f"real-db={mariadb.url}")
    yield sandbox
    sandbox.close()
