"""TaurusDB through the vendor's client on a real mariadbd, compared with what it says itself."""

import pytest
from calls import fates, kill_processes, processes, refused
from mariadb_server import Client
from place import until


@pytest.fixture
def node(mariadb_cloud):
    (found,) = [one for one in mariadb_cloud.ready["nodes"] if one["name"].startswith("real-db")]
    return mariadb_cloud.node(found["name"])


@pytest.fixture
def clients(mariadb, mariadb_cloud):
    """Six that wait for their next statement."""
    found = [Client(mariadb.port) for _ in range(6)]
    yield found
    for client in found:
        client.close()


def test_a_list_is_what_the_server_says(mariadb, mariadb_cloud, node, clients):
    clients[0].begin("SELECT /* report */ SLEEP(300)")
    until("the query runs", lambda: "SLEEP" in (mariadb.seen()[clients[0].id][7] or ""))
    listed = {row.id: row for row in processes(mariadb_cloud, node)}
    seen = mariadb.seen()
    for client in clients:
        row, said = listed[client.id], seen[client.id]
        # Id, User, Host, db, Command, Time, State, Info
        assert (row.user, row.host, row.command) == (said[1], said[2], said[4])
        assert (row.db or None, row.info or None) == (said[3], said[7])
    assert listed[clients[0].id].command == "Query"


def test_a_kill_ends_these_threads_of_the_server_only(mariadb, mariadb_cloud, node, clients):
    busy, idle, *spared = clients
    busy.begin("SELECT SLEEP(300)")
    until("the query runs", lambda: mariadb.seen()[busy.id][4] == "Query")
    nobody = 2**40
    answer = kill_processes(mariadb_cloud.taurus, node, [busy.id, nobody, idle.id])
    assert sorted(answer.processes_killed) == sorted([busy.id, idle.id])
    assert answer.processes_not_found == [nobody]
    until("the server let them go", lambda: not mariadb.seen().keys() & {busy.id, idle.id})
    with pytest.raises((OSError, EOFError, RuntimeError)):
        busy.rows()
    assert not idle.is_alive()
    assert all(client.is_alive() for client in spared)
    assert {client.id for client in spared} <= mariadb.seen().keys()
    assert not {row.id for row in processes(mariadb_cloud, node)} & {busy.id, idle.id}
    (arrival,) = mariadb_cloud.ledger("taurusdb.kill")
    assert (arrival["instance"], arrival["node"], arrival["applied"]) == (node.instance, node.id, 1)
    assert fates(arrival) == [(str(busy.id), "ended"), (str(nobody), "not_there"), (str(idle.id), "ended")]


def test_a_second_kill_finds_nobody(mariadb, mariadb_cloud, node, clients):
    target = clients[0].id
    assert kill_processes(mariadb_cloud.taurus, node, [target]).processes_killed == [target]
    until("the server let it go", lambda: target not in mariadb.seen())
    answer = kill_processes(mariadb_cloud.taurus, node, [target])
    assert (answer.processes_killed, answer.processes_not_found) == ([], [target])
    assert all(client.is_alive() for client in clients[1:])


def test_a_server_that_is_down_is_the_server_s_fault(mariadb, mariadb_cloud, node, clients):
    mariadb.stop()
    refused(500, "DBS.200005", processes, mariadb_cloud, node)
    refused(500, "DBS.200005", kill_processes, mariadb_cloud.taurus, node, [clients[0].id])
    mariadb.start()
    until("the list is back", lambda: isinstance(processes(mariadb_cloud, node), list))
