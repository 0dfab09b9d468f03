"""Who may call, and what bad weather makes of calls, as the vendor's own exceptions; the ledger says what was done."""

import huaweicloudsdkdcs.v2 as dcs
import huaweicloudsdkdds.v3 as dds
import huaweicloudsdkgaussdb.v3 as gaussdb
import huaweicloudsdkiam.v3 as iam
import pytest
from calls import (
    fates,
    kill_clients,
    kill_processes,
    kill_sessions,
    list_clients,
    process_page,
    refused,
    scan,
    sessions,
)
from huaweicloudsdkcore.auth.credentials import GlobalCredentials
from huaweicloudsdkcore.exceptions.exceptions import (
    ClientRequestException,
    ConnectionException,
    ServerResponseException,
)
from requests.exceptions import ChunkedEncodingError, ReadTimeout

DDS = "catalog-mongo / primary"
DCS = "checkout-cache / node-1"
TAURUS = "orders-db / primary"


def list_sessions(client, node):
    return client.list_sessions(dds.ListSessionsRequest(node_id=node.id))


def test_a_wrong_secret_key_reaches_no_engine(cloud):
    keys = cloud.basic(secret="0" * 40)
    clients = [cloud.client(kind, keys) for kind in (dds.DdsClient, dcs.DcsClient, gaussdb.GaussDBClient)]
    places = [cloud.node(name) for name in (DDS, DCS, TAURUS)]
    handles = [places[0].samples[0], places[1].samples[0], int(places[2].samples[0])]
    kills = (kill_sessions, kill_clients, kill_processes)
    for kill, client, node, handle in zip(kills, clients, places, handles, strict=True):
        fault = refused(401, "APIGW.0301", kill, client, node, [handle])
        assert "verify aksk signature fail" in fault.error_msg
    assert places[0].samples[0] in {one.id for one in sessions(cloud, places[0])}
    assert places[1].samples[0] in {one.addr for one in scan(cloud, places[1])}
    assert handles[2] in {one.id for one in process_page(cloud.taurus, places[2]).processes}
    for service in ("dds", "dcs", "taurusdb"):
        (arrival,) = cloud.ledger(f"{service}.kill")
        assert (arrival["applied"], arrival["status"], arrival["code"]) == (0, 401, "APIGW.0301")


def test_iam_refuses_a_wrong_secret_key_as_well(cloud):
    keys = GlobalCredentials(cloud.ready["access_key"], "0" * 40, cloud.ready["domain_id"])
    client = cloud.client(iam.IamClient, keys)
    refused(401, "APIGW.0301", client.keystone_list_projects, iam.KeystoneListProjectsRequest())


def test_an_access_key_that_nobody_has_is_refused(cloud):
    client = cloud.client(dds.DdsClient, cloud.basic(access="NOBODYSKEY0000000000"))
    fault = refused(401, "APIGW.0301", list_sessions, client, cloud.node(DDS))
    assert "ak not exist" in fault.error_msg


def test_another_project_is_refused(cloud):
    client = cloud.client(dds.DdsClient, cloud.basic(project="0" * 32))
    refused(403, "APIGW.0302", list_sessions, client, cloud.node(DDS))


def test_a_key_that_failed_too_often_is_locked(cloud):
    node = cloud.node(DDS)
    wrong = cloud.client(dds.DdsClient, cloud.basic(secret="0" * 40))
    for _ in range(5):
        refused(401, "APIGW.0301", list_sessions, wrong, node)
    assert list_sessions(cloud.dds, node).sessions
    for _ in range(6):
        refused(401, "APIGW.0301", list_sessions, wrong, node)
    fault = refused(401, "APIGW.0301", list_sessions, cloud.dds, node)
    assert "forbidden" in fault.error_msg


def test_a_throttled_kill_is_not_carried_out(cloud):
    node = cloud.node(DDS)
    cloud.weather({"operation": "dds.kill", "kind": "throttle", "retry_after": 1, "count": 1})
    fault = refused(429, "APIGW.0308", kill_sessions, cloud.dds, node, node.samples[:1])
    kill_sessions(cloud.dds, node, node.samples[:1])
    first, second = cloud.ledger("dds.kill")
    assert (first["applied"], first["status"], first["weather"]) == (0, 429, ["throttle"])
    assert first["request_id"] == fault.request_id
    assert (second["applied"], second["weather"], fates(second)) == (1, [], [(node.samples[0], "ended")])


# What may be repeated, the vendor's client counts as a failed repetition, even when it was told to repeat nothing.
def test_a_throttled_list_has_the_client_s_own_code(cloud):
    node = cloud.node(DDS)
    cloud.weather({"operation": "dds.list", "kind": "throttle", "count": 1})
    refused(429, "429", list_sessions, cloud.dds, node)
    assert [arrival["code"] for arrival in cloud.ledger("dds.list")] == ["APIGW.0308"]


def test_a_client_that_repeats_gets_over_a_throttle(cloud):
    node = cloud.node(DDS)
    patient = cloud.client(dds.DdsClient, retry_times=2)
    cloud.weather({"operation": "dds.list", "kind": "throttle", "count": 2})
    assert list_sessions(patient, node).sessions
    assert [arrival["status"] for arrival in cloud.ledger("dds.list")] == [429, 429, 200]


@pytest.mark.parametrize("status", [500, 503])
def test_a_failing_service_is_the_server_s_fault(cloud, status):
    code = f"DCS.{status}0"
    cloud.weather({"operation": "dcs.*", "kind": "error", "status": status, "code": code, "message": "Broken."})
    node = cloud.node(DCS)
    fault = refused(status, code, kill_clients, cloud.dcs, node, node.samples[:1])
    assert (type(fault), fault.error_msg) == (ServerResponseException, "Broken.")
    (arrival,) = cloud.ledger("dcs.kill")
    assert (arrival["applied"], arrival["request_id"], arrival["code"]) == (0, fault.request_id, code)


def test_a_code_of_the_weather_is_the_client_s_fault(cloud):
    cloud.weather({"operation": "taurusdb.list", "kind": "error", "status": 403, "code": "DBS.280015"})
    fault = refused(403, "DBS.280015", process_page, cloud.taurus, cloud.node(TAURUS))
    assert type(fault) is ClientRequestException


@pytest.mark.parametrize(("kind", "applied"), [("drop_before", 0), ("drop_after", 1), ("reset", 1)])
def test_a_lost_answer_is_an_unknown_outcome(cloud, kind, applied):
    node = cloud.node(DDS)
    cloud.weather({"operation": "dds.kill", "kind": kind})
    with pytest.raises(ConnectionException):
        kill_sessions(cloud.dds, node, node.samples[:1])
    (arrival,) = cloud.ledger("dds.kill")
    assert (arrival["applied"], arrival["weather"]) == (applied, [kind])
    assert (node.samples[0] in {one.id for one in sessions(cloud, node)}) == (applied == 0)


# DELETE may be repeated, so a client that was told to repeat does so after a lost answer; then nobody is there.
def test_a_repeated_kill_says_that_nobody_is_there(cloud):
    node = cloud.node(TAURUS)
    target = int(node.samples[0])
    cloud.weather({"operation": "taurusdb.kill", "kind": "drop_after", "count": 1})
    answer = kill_processes(cloud.client(gaussdb.GaussDBClient, retry_times=1), node, [target])
    assert (answer.processes_killed, answer.processes_not_found) == ([], [target])
    assert [fates(one) for one in cloud.ledger("taurusdb.kill")] == [
        [(str(target), "ended")],
        [(str(target), "not_there")],
    ]


def test_a_kill_that_is_carried_out_twice_is_told_twice(cloud):
    node = cloud.node(DCS)
    cloud.weather({"operation": "dcs.kill", "kind": "apply_twice", "count": 1})
    kill_clients(cloud.dcs, node, node.samples[:1])
    (arrival,) = cloud.ledger("dcs.kill")
    assert arrival["applied"] == 2
    assert fates(arrival) == [(node.samples[0], "ended"), (node.samples[0], "not_there")]


# For what may be repeated its patience ends as a failed repetition; for the rest it lets through what its own library
# says, as with half an answer. CallTimeoutException, which it has, is neither.
def test_no_answer_ends_with_the_client_s_patience(cloud):
    impatient = cloud.client(dds.DdsClient, timeout=(5, 0.3))
    cloud.weather({"operation": "dds.list", "kind": "no_answer"})
    with pytest.raises(ConnectionException):
        list_sessions(impatient, cloud.node(DDS))


def test_no_answer_ends_a_kill_with_an_unknown_outcome(cloud):
    impatient, node = cloud.client(dds.DdsClient, timeout=(5, 1)), cloud.node(DDS)
    cloud.weather({"operation": "dds.kill", "kind": "no_answer"})
    with pytest.raises(ReadTimeout):
        kill_sessions(impatient, node, node.samples[:1])
    # It was carried out all the same.
    assert node.samples[0] not in {one.id for one in sessions(cloud, node)}


def test_half_an_answer_is_no_answer(cloud):
    cloud.weather({"operation": "dds.list", "kind": "truncate"})
    with pytest.raises(ChunkedEncodingError):
        list_sessions(cloud.dds, cloud.node(DDS))


def test_a_failed_list_of_clients_has_a_request_id(cloud):
    fault = refused(500, "DCS.5000", list_clients, cloud.dcs, cloud.node(DCS))
    (arrival,) = cloud.ledger("dcs.list")
    assert arrival["request_id"] == fault.request_id
