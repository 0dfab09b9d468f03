"""What tests are given: a sandbox of their own, and real servers."""

from contextlib import closing

import mariadb_server
import pytest
import redis_server
from sandbox import Sandbox


@pytest.fixture
def cloud():
    """A sandbox with embedded nodes only."""
    with closing(Sandbox()) as sandbox:
        yield sandbox


@pytest.fixture
def redis():
    with closing(redis_server.Server()) as server:
        yield server


@pytest.fixture
def redis_cloud(redis):
    """A sandbox whose DCS instance `real-cache` is a real redis-server."""
    with closing(Sandbox("--redis", f"real-cache={redis.url}")) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def mariadb():
    """Its folder takes seconds to make, so the tests of a file share it."""
    with closing(mariadb_server.Server()) as server:
        yield server


@pytest.fixture
def mariadb_cloud(mariadb):
    """A sandbox whose TaurusDB instance `real-db` is a real mariadbd."""
    mariadb.start()
    with closing(Sandbox("--mysql", f"real-db={mariadb.url}")) as sandbox:
        yield sandbox
