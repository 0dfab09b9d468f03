"""A real mongod, and a sandbox with it behind a node."""

import os
from contextlib import closing
from pathlib import Path

import pymongo
import pytest
from place import Process, free_port, until
from sandbox import Sandbox

TOOLS = Path(os.environ.get("QUELL_TOOLS") or Path.home() / ".cache/quell/tools")
PROGRAM = os.environ.get("MONGOD") or TOOLS / "mongod-6.0.27/mongod"


class Server(Process):
    def __init__(self):
        super().__init__("mongodb")
        self.port = free_port()
        self.url = f"mongodb://127.0.0.1:{self.port}/"
        os.mkdir(self.path("data"))
        words = ["--port", self.port, "--dbpath", self.path("data"), "--bind_ip", "127.0.0.1", "--nounixsocket"]
        self.spawn(PROGRAM, *words, "--wiredTigerCacheSizeGB", "0.25")
        self.own = self.client("the test itself")
        until("mongod answers", self._answers)
        self.own.shop.orders.insert_one({"sku": "QX-1093"})

    def _answers(self):
        self.lives()
        try:
            return self.own.admin.command("ping")["ok"]
        except pymongo.errors.PyMongoError:
            return False

    def client(self, name):
        """A client with one connection for its commands."""
        return pymongo.MongoClient(
            self.url, maxPoolSize=1, directConnection=True, appname=name, serverSelectionTimeoutMS=500, retryReads=False
        )

    def seen(self):
        """currentOp by id, of operations of the shop that run."""
        rows = self.own.admin.aggregate([{"$currentOp": {"allUsers": True}}])
        return {row["opid"]: row for row in rows if row.get("active") and row.get("ns") == "shop.orders"}

    def close(self):
        self.own.close()
        super().close()


@pytest.fixture
def mongodb():
    with closing(Server()) as server:
        yield server


@pytest.fixture
def mongodb_cloud(mongodb):
    """A sandbox whose DDS instance `real-mongo` is a real mongod."""
    with closing(Sandbox("--mongodb", f"real-mongo={mongodb.url}")) as sandbox:
        yield sandbox
