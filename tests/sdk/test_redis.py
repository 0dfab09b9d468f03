"""DCS through the vendor's client on a real redis-server, compared with what it says itself."""

import pytest
from calls import fates, job_end, kill_all_clients, kill_clients, refused, scan, start_scan
from place import until
from redis_server import Client


@pytest.fixture
def node(redis_cloud):
    (found,) = [one for one in redis_cloud.ready["nodes"] if one["name"].startswith("real-cache")]
    return redis_cloud.node(found["name"])


@pytest.fixture
def clients(redis):
    """Twenty that stay until somebody ends them."""
    found = [Client(redis.port, f"checkout-{number}" if number % 2 else None) for number in range(20)]
    yield found
    for client in found:
        client.close()


def test_a_scan_finds_what_the_server_says(redis, redis_cloud, node, clients):
    listed = {row.addr: row for row in scan(redis_cloud, node)}
    seen = redis.seen()
    for client in clients:
        row, said = listed[client.address], seen[client.address]
        for field in ("id", "fd", "name", "db", "flags"):
            assert getattr(row, field) == said[field], field
        for field in ("sub", "psub", "multi"):
            assert getattr(row, field) == int(said[field]), field


def test_a_kill_ends_these_clients_of_the_server_only(redis, redis_cloud, node, clients):
    before = redis.seen()
    doomed, spared = clients[:3], clients[3:]
    nobody = "127.0.0.1:1"
    kill_clients(redis_cloud.dcs, node, [*(client.address for client in doomed), nobody])
    seen = redis.seen()
    assert before.keys() - seen.keys() == {client.address for client in doomed}
    assert [client.is_alive() for client in doomed] == [False] * 3
    assert all(client.is_alive() for client in spared)
    # The same connections, not new ones at the same addresses.
    assert all(seen[client.address]["id"] == before[client.address]["id"] for client in spared)
    (arrival,) = redis_cloud.ledger("dcs.kill")
    assert (arrival["instance"], arrival["node"], arrival["applied"]) == (node.instance, node.id, 1)
    assert fates(arrival) == [*((client.address, "ended") for client in doomed), (nobody, "not_there")]
    listed = {row.addr for row in scan(redis_cloud, node)}
    assert not listed & {client.address for client in doomed}
    assert listed >= {client.address for client in spared}


def test_a_second_kill_finds_nobody(redis, redis_cloud, node, clients):
    target = clients[0].address
    kill_clients(redis_cloud.dcs, node, [target])
    seen = redis.seen()
    kill_clients(redis_cloud.dcs, node, [target])
    assert redis.seen().keys() == seen.keys()
    assert [fates(arrival) for arrival in redis_cloud.ledger("dcs.kill")] == [
        [(target, "ended")],
        [(target, "not_there")],
    ]


def test_while_a_job_runs_the_server_hears_of_no_kill(redis, redis_cloud, node, clients):
    running = start_scan(redis_cloud.dcs, node)
    refused(400, "DCS.4957", kill_clients, redis_cloud.dcs, node, [clients[0].address])
    job_end(redis_cloud.dcs, running)
    assert clients[0].address in redis.seen()
    assert clients[0].is_alive()
    (arrival,) = redis_cloud.ledger("dcs.kill")
    assert (arrival["applied"], fates(arrival)) == (0, [(clients[0].address, "refused")])


def test_kill_all_leaves_none_of_them(redis, redis_cloud, node, clients):
    redis.own.close()
    ended = job_end(redis_cloud.dcs, kill_all_clients(redis_cloud.dcs, node))
    assert (ended.status, ended.fail_reason) == ("SUCCESS", None)
    redis.own = Client(redis.port)
    redis.own_id = int(redis.own.ask("CLIENT ID")[1:])
    assert not redis.seen().keys() & {client.address for client in clients}
    assert not any(client.is_alive() for client in clients)
    (arrival,) = redis_cloud.ledger("dcs.kill_all")
    assert (arrival["node"], arrival["status"], arrival["applied"]) == (node.id, 200, 1)
    # The sandbox itself is not cut off for long.
    assert isinstance(scan(redis_cloud, node), list)


def test_a_server_that_is_down_is_the_server_s_fault(redis, redis_cloud, node, clients):
    redis.stop()
    until("its clients see it", lambda: not clients[0].is_alive())
    refused(500, "DCS.5000", start_scan, redis_cloud.dcs, node)
    refused(500, "DCS.5000", kill_clients, redis_cloud.dcs, node, [clients[0].address])
    ended = job_end(redis_cloud.dcs, kill_all_clients(redis_cloud.dcs, node))
    assert ended.status == "FAIL"
    assert ended.fail_reason
    (arrival,) = redis_cloud.ledger("dcs.kill")
    assert arrival["status"] == 500
