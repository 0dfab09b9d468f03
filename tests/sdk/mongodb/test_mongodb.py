"""DDS through the vendor's client on a real mongod, compared with what it says itself."""

from concurrent.futures import ThreadPoolExecutor

import pymongo
import pytest
from calls import fates, kill_sessions, refused, sessions
from place import until

INTERRUPTED = 11_601


class Endless:
    """An operation that goes on until somebody ends it."""

    def __init__(self, server, name, threads):
        self.name = name
        self.client = server.client(name)
        self.connection = self.client.admin.command("hello")["connectionId"]
        self.code = threads.submit(self._run)

        def runs():
            mine = [row for row in server.seen().values() if row.get("appName") == name]
            return [row["opid"] for row in mine if "planSummary" in row]

        (self.id,) = until("the operation runs", runs)

    def _run(self):
        try:
            self.client.shop.orders.find_one({"$where": "while (true) { sleep(5) }"})
        except pymongo.errors.OperationFailure as fault:
            return fault.code
        except pymongo.errors.PyMongoError as fault:
            return type(fault).__name__


@pytest.fixture
def node(mongodb_cloud):
    (found,) = [one for one in mongodb_cloud.ready["nodes"] if one["name"].startswith("real-mongo")]
    return mongodb_cloud.node(found["name"])


@pytest.fixture
def endless(mongodb, mongodb_cloud):
    with ThreadPoolExecutor() as threads:
        found = [Endless(mongodb, f"report-{number}", threads) for number in range(3)]
        yield found
        # An operation of a server that is gone ends with it.
        if mongodb.child:
            for opid in mongodb.seen():
                mongodb.own.admin.command("killOp", op=opid)
    for one in found:
        one.client.close()


def test_a_list_is_what_the_server_says(mongodb, mongodb_cloud, node, endless):
    listed = {row.id: row for row in sessions(mongodb_cloud, node)}
    seen = mongodb.seen()
    for one in endless:
        row, said = listed[str(one.id)], seen[one.id]
        assert row.active
        assert (row.client, row.namespace, row.description) == (said["client"], said["ns"], said["desc"])
        assert (row.type, row.plan_summary, row.db) == (said["op"], said["planSummary"], "shop")
        assert "$where" in row.operation


def test_a_kill_ends_this_operation_and_keeps_its_connection(mongodb, mongodb_cloud, node, endless):
    doomed, *spared = endless
    kill_sessions(mongodb_cloud.dds, node, [str(doomed.id), "999999999"])
    assert doomed.code.result(20) == INTERRUPTED
    assert mongodb.seen().keys() == {one.id for one in spared}
    assert not any(one.code.done() for one in spared)
    assert doomed.client.admin.command("hello")["connectionId"] == doomed.connection
    assert str(doomed.id) not in {row.id for row in sessions(mongodb_cloud, node)}
    (arrival,) = mongodb_cloud.ledger("dds.kill")
    assert (arrival["node"], arrival["status"], arrival["applied"]) == (node.id, 200, 1)
    assert fates(arrival) == [(str(doomed.id), "ended"), ("999999999", "not_there")]


def test_an_inactive_session_spares_all_that_are_named_with_it(mongodb, mongodb_cloud, node, endless):
    idle = mongodb.client("idle")
    name = f"conn:{idle.admin.command('hello')['connectionId']}"
    until("it is listed", lambda: name in {row.id for row in sessions(mongodb_cloud, node) if not row.active})
    refused(400, "DBS.301077", kill_sessions, mongodb_cloud.dds, node, [str(endless[0].id), name])
    assert mongodb.seen().keys() == {one.id for one in endless}
    idle.close()


def test_a_server_that_is_down_is_the_server_s_fault(mongodb, mongodb_cloud, node, endless):
    mongodb.stop()
    refused(500, "DBS.280005", sessions, mongodb_cloud, node)
    refused(500, "DBS.280005", kill_sessions, mongodb_cloud.dds, node, [str(endless[0].id)])
    (arrival,) = mongodb_cloud.ledger("dds.kill")
    assert (arrival["status"], fates(arrival)) == (500, [(str(endless[0].id), "refused")])
