"""DDS through the vendor's client: sessions of an embedded node, and the instances."""

import huaweicloudsdkdds.v3 as dds
from calls import fates, kill_sessions, refused, sessions

PRIMARY = "catalog-mongo / primary"
MONGOS = "orders-mongo / mongos-1"


def by_id(found):
    rows = {one.id: one for one in found}
    assert len(rows) == len(found)
    return rows


def test_sessions_are_read_page_by_page(cloud):
    found = by_id(sessions(cloud, cloud.node(PRIMARY)))
    assert len(found) > 150
    for session in found.values():
        assert isinstance(session, dds.QuerySessionResponse)
        # An idle connection has no operation, so it is named after the connection.
        assert session.id.removeprefix("" if session.active else "conn:").isdecimal()
        assert isinstance(session.active, bool)
        assert int(session.cost_time) >= 0
        assert session.client.rsplit(":", 1)[1].isdecimal()
        for text in (session.operation, session.type, session.host, session.description, session.db, session.user):
            assert isinstance(text, str)


def test_a_page_has_ten_sessions_unless_asked(cloud):
    node = cloud.node(PRIMARY)
    answer = cloud.dds.list_sessions(dds.ListSessionsRequest(node_id=node.id))
    assert len(answer.sessions) == 10 < answer.total_count
    beyond = cloud.dds.list_sessions(dds.ListSessionsRequest(node_id=node.id, offset=answer.total_count))
    assert (beyond.sessions, beyond.total_count) == ([], answer.total_count)


def test_filters_keep_what_they_say(cloud):
    node = cloud.node(PRIMARY)
    all_of_them = sessions(cloud, node)
    for field in ("type", "namespace", "plan_summary"):
        value = getattr(all_of_them[0], field)
        wanted = [one.id for one in all_of_them if getattr(one, field) == value]
        assert 0 < len(wanted) < len(all_of_them)
        assert [one.id for one in sessions(cloud, node, **{field: value})] == wanted
    least = sorted(int(one.cost_time) for one in all_of_them)[-5]
    # Time goes on between two lists: who was beyond it is, and whoever is now was close to it.
    wanted = {one.id for one in all_of_them if int(one.cost_time) > least}
    found = sessions(cloud, node, cost_time=least)
    assert wanted <= {one.id for one in found} < {one.id for one in all_of_them}
    assert all(int(one.cost_time) > least for one in found)


def test_a_kill_ends_this_session_and_no_other(cloud):
    node = cloud.node(PRIMARY)
    before = by_id(sessions(cloud, node))
    target = node.samples[0]
    assert isinstance(kill_sessions(cloud.dds, node, [target]), dds.DeleteSessionResponse)
    assert before.keys() - by_id(sessions(cloud, node)).keys() == {target}
    (arrival,) = cloud.ledger("dds.kill")
    assert (arrival["node"], arrival["status"], arrival["applied"]) == (node.id, 200, 1)
    assert fates(arrival) == [(target, "ended")]


def test_ids_that_are_gone_are_no_fault(cloud):
    node = cloud.node(PRIMARY)
    before = by_id(sessions(cloud, node))
    first, second = node.samples[:2]
    kill_sessions(cloud.dds, node, [first, "999999999", second])
    assert before.keys() - by_id(sessions(cloud, node)).keys() == {first, second}
    kill_sessions(cloud.dds, node, [first])
    one, two = cloud.ledger("dds.kill")
    assert fates(one) == [(first, "ended"), ("999999999", "not_there"), (second, "ended")]
    assert fates(two) == [(first, "not_there")]


def test_sessions_of_shards_are_named_with_their_shard(cloud):
    node = cloud.node(MONGOS)
    before = by_id(sessions(cloud, node))
    target = next(one.id for one in before.values() if one.active and ":" in one.id)
    kill_sessions(cloud.dds, node, [target])
    assert before.keys() - by_id(sessions(cloud, node)).keys() == {target}
    assert fates(cloud.ledger("dds.kill")[0]) == [(target, "ended")]


def test_an_inactive_session_fails_the_call_for_all(cloud):
    node = cloud.node(PRIMARY)
    before = by_id(sessions(cloud, node))
    idle = next(one.id for one in before.values() if not one.active)
    fault = refused(400, "DBS.301077", kill_sessions, cloud.dds, node, [node.samples[0], idle])
    assert by_id(sessions(cloud, node)).keys() == before.keys()
    (arrival,) = cloud.ledger("dds.kill")
    assert fates(arrival) == [(node.samples[0], "refused"), (idle, "refused")]
    assert (arrival["code"], arrival["request_id"]) == ("DBS.301077", fault.request_id)


def test_ids_and_numbers_that_are_wrong_are_refused(cloud):
    def listed(node_id, **more):
        return cloud.dds.list_sessions(dds.ListSessionsRequest(node_id=node_id, **more))

    own = cloud.node(PRIMARY).id
    refused(404, "DBS.200013", listed, "0" * 32 + "no02")
    refused(400, "DBS.280407", listed, "0" * 32 + "no07")
    refused(400, "DBS.280439", listed, own, limit=101)
    refused(400, "DBS.280440", listed, own, offset=-1)
    refused(400, "DBS.301073", listed, own, type="nonsense")
    refused(400, "DBS.200001", kill_sessions, cloud.dds, cloud.node(PRIMARY), [])


def test_instances_name_their_nodes(cloud):
    answer = cloud.dds.list_instances(dds.ListInstancesRequest())
    assert answer.total_count == len(answer.instances) == 2
    listed = {
        (instance.id, node.id)
        for instance in answer.instances
        for group in instance.groups
        for node in group.nodes or []
    }
    assert {(node.instance, node.id) for node in cloud.nodes("dds")} <= listed
    for instance in answer.instances:
        assert isinstance(instance, dds.QueryInstanceResponse)
        assert instance.status == "normal"
        assert instance.datastore.type == "DDS-Community"
        assert instance.port.isdecimal()


def test_instances_are_found_by_name_id_and_mode(cloud):
    def names(**filters):
        found = cloud.dds.list_instances(dds.ListInstancesRequest(**filters)).instances
        return [instance.name for instance in found]

    assert names(name="catalog-mongo") == ["catalog-mongo"]
    assert names(id=cloud.node(MONGOS).instance) == ["orders-mongo"]
    assert names(mode="Sharding") == ["orders-mongo"]
    assert names(offset=1, limit=1) == names()[1:]
    assert names(name="nobody") == []


def test_connections_are_counted(cloud):
    node = cloud.node(PRIMARY)
    request = dds.ShowConnectionStatisticsRequest(instance_id=node.instance, node_id=node.id)
    answer = cloud.dds.show_connection_statistics(request)
    assert answer.total_connections == answer.total_inner_connections + answer.total_outer_connections
    assert sum(one.count for one in answer.outer_connections) == answer.total_outer_connections


def test_a_job_that_is_not_there_is_refused(cloud):
    refused(400, "DBS.200543", cloud.dds.show_job_detail, dds.ShowJobDetailRequest(id="0" * 32))
