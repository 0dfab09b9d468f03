"""DCS through the vendor's client: clients of embedded nodes, jobs, and the instances."""

import huaweicloudsdkdcs.v2 as dcs
from calls import (
    fates,
    job,
    job_end,
    kill_all_clients,
    kill_clients,
    list_clients,
    refused,
    scan,
    start_scan,
)
from sandbox import Node

ONE = "checkout-cache / node-1"
TWO = "checkout-cache / node-2"
NUMBERS = ("age", "idle", "sub", "psub", "multi", "qbuf", "qbuf_free", "obl", "oll", "omem")
TEXTS = ("id", "fd", "name", "cmd", "db", "flags", "events", "network", "peer", "user")


def addresses(found):
    rows = {one.addr for one in found}
    assert len(rows) == len(found)
    return rows


def test_a_list_needs_a_scan(cloud):
    refused(500, "DCS.5000", list_clients, cloud.dcs, cloud.node(ONE))
    assert len(scan(cloud, cloud.node(ONE))) > 150


def test_clients_are_read_as_the_scan_found_them(cloud):
    for client in scan(cloud, cloud.node(ONE)):
        assert isinstance(client, dcs.ClientInfo)
        assert client.addr.rsplit(":", 1)[1].isdecimal()
        assert all(isinstance(getattr(client, name), int) for name in NUMBERS)
        assert all(isinstance(getattr(client, name), str) for name in TEXTS)


def test_a_list_is_sorted_filtered_and_cut(cloud):
    node = cloud.node(ONE)
    rows = scan(cloud, node)
    ages = [row.age for row in list_clients(cloud.dcs, node, limit=1000, sort="age", order="desc").clients]
    assert ages == sorted((row.age for row in rows), reverse=True)
    ids = [int(row.id) for row in list_clients(cloud.dcs, node, limit=1000, sort="id", order="asc").clients]
    assert ids == sorted(ids)
    found = list_clients(cloud.dcs, node, addr=rows[0].addr)
    assert (found.count, [row.addr for row in found.clients]) == (1, [rows[0].addr])
    assert len(list_clients(cloud.dcs, node).clients) == 10
    refused(400, "DCS.4800", list_clients, cloud.dcs, node, limit=1001)


def test_a_job_is_seen_to_its_end(cloud):
    job_id = start_scan(cloud.dcs, cloud.node(ONE))
    assert job(cloud.dcs, job_id).status in ("INIT", "RUNNING")
    ended = job_end(cloud.dcs, job_id)
    assert isinstance(ended, dcs.ShowJobInfoResponse)
    assert (ended.job_id, ended.status, ended.fail_reason) == (job_id, "SUCCESS", None)
    assert int(ended.begin_time) <= int(ended.end_time)
    assert job(cloud.dcs, job_id).status == "SUCCESS"


def test_a_kill_cuts_off_this_client_and_no_other(cloud):
    node = cloud.node(ONE)
    before, other = addresses(scan(cloud, node)), cloud.node(TWO)
    untouched = addresses(scan(cloud, other))
    first, second = node.samples[:2]
    answer = kill_clients(cloud.dcs, node, [first, "10.255.255.255:1", second])
    assert isinstance(answer, dcs.HangUpClientsResponse)
    assert answer.status_code == 204
    assert before - addresses(scan(cloud, node)) == {first, second}
    assert addresses(scan(cloud, other)) == untouched
    (arrival,) = cloud.ledger("dcs.kill")
    assert (arrival["instance"], arrival["node"], arrival["applied"]) == (node.instance, node.id, 1)
    assert fates(arrival) == [(first, "ended"), ("10.255.255.255:1", "not_there"), (second, "ended")]


def test_while_a_job_runs_nothing_else_begins(cloud):
    node = cloud.node(ONE)
    before = addresses(scan(cloud, node))
    running = start_scan(cloud.dcs, node)
    fault = refused(400, "DCS.4957", kill_clients, cloud.dcs, node, [node.samples[0]])
    refused(400, "DCS.4957", start_scan, cloud.dcs, node)
    refused(400, "DCS.4957", kill_all_clients, cloud.dcs, cloud.node(TWO))
    job_end(cloud.dcs, running)
    assert addresses(scan(cloud, node)) == before
    kill_clients(cloud.dcs, node, [node.samples[0]])
    denied, done = cloud.ledger("dcs.kill")
    assert (denied["applied"], denied["code"], denied["request_id"]) == (0, "DCS.4957", fault.request_id)
    assert fates(denied) == [(node.samples[0], "refused")]
    assert fates(done) == [(node.samples[0], "ended")]


def test_kill_all_of_one_node_leaves_the_other(cloud):
    one, two = cloud.node(ONE), cloud.node(TWO)
    untouched = addresses(scan(cloud, two))
    ended = job_end(cloud.dcs, kill_all_clients(cloud.dcs, one))
    assert ended.status == "SUCCESS"
    assert scan(cloud, one) == []
    assert addresses(scan(cloud, two)) == untouched
    (arrival,) = cloud.ledger("dcs.kill_all")
    assert (arrival["instance"], arrival["node"], arrival["applied"]) == (one.instance, one.id, 1)


def test_kill_all_of_an_instance_reaches_every_node(cloud):
    one, two = cloud.node(ONE), cloud.node(TWO)
    assert job_end(cloud.dcs, kill_all_clients(cloud.dcs, one, everywhere=True)).status == "SUCCESS"
    assert (scan(cloud, one), scan(cloud, two)) == ([], [])
    assert len(cloud.ledger("dcs.kill_all")) == 1


def node_of(instance, node):
    return Node({"instance_id": instance, "node_id": node, "sample_ids": []})


def test_ids_that_are_wrong_are_refused(cloud):
    own = cloud.node(ONE)
    for call in (start_scan, kill_all_clients, list_clients):
        refused(400, "DCS.4061", call, cloud.dcs, node_of("0" * 32, own.id))
        refused(400, "DCS.3053", call, cloud.dcs, node_of(own.instance, "0" * 32))
    refused(400, "DCS.3053", kill_clients, cloud.dcs, node_of(own.instance, "0" * 32), ["10.0.0.1:1"])
    refused(400, "DCS.4800", kill_clients, cloud.dcs, own, [])
    refused(400, "DCS.4800", kill_clients, cloud.dcs, own, ["nowhere"])
    refused(404, "DCS.4001", job, cloud.dcs, "0" * 32)


def test_instances_are_listed_and_shown(cloud):
    answer = cloud.dcs.list_instances(dcs.ListInstancesRequest())
    (listed,) = answer.instances
    assert (answer.instance_num, listed.name, listed.status) == (1, "checkout-cache", "RUNNING")
    assert isinstance(listed, dcs.InstanceListInfo)
    shown = cloud.dcs.show_instance(dcs.ShowInstanceRequest(instance_id=listed.instance_id))
    for field in ("instance_id", "name", "status", "engine", "engine_version", "ip", "port", "spec_code", "vpc_id"):
        assert getattr(shown, field) == getattr(listed, field), field


def test_nodes_are_named_in_three_ways(cloud):
    wanted = [node.id for node in cloud.nodes("dcs")]
    instance = cloud.node(ONE).instance
    of_one = cloud.dcs.show_nodes_information(dcs.ShowNodesInformationRequest(instance_id=instance))
    assert (of_one.instance_id, of_one.total) == (instance, len(wanted))
    assert [node.node_id for node in of_one.nodes] == wanted
    assert [node.node_type for node in of_one.nodes] == ["master", "slave"]
    of_all = cloud.dcs.batch_show_nodes_information(dcs.BatchShowNodesInformationRequest())
    assert of_all.count == 1
    assert [node.node_id for node in of_all.instances[0].nodes] == wanted
    groups = cloud.dcs.list_group_replication_info(dcs.ListGroupReplicationInfoRequest(instance_id=instance))
    assert groups.group_count == len(groups.group_list)
    named = [replica.node_id for group in groups.group_list for replica in group.replication_list]
    assert sorted(named) == sorted(wanted)
