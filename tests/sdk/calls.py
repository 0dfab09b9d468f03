"""The vendor's calls, with their requests written out once."""

import huaweicloudsdkdcs.v2 as dcs
import huaweicloudsdkdds.v3 as dds
import huaweicloudsdkgaussdb.v3 as gaussdb
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, ServerResponseException
from place import until


def refused(status, code, call, *words, **more):
    """The vendor's exception that a call ends with."""
    kind = ServerResponseException if status >= 500 else ClientRequestException
    with pytest.raises(kind) as caught:
        call(*words, **more)
    fault = caught.value
    assert type(fault) is kind
    assert (fault.status_code, fault.error_code) == (status, code), fault
    assert fault.error_msg
    return fault


def pages(call, rows, size):
    """All rows of a list, page by page; each page says the same total."""
    found, total = [], None
    while total is None or len(found) < total:
        answer = call(offset=len(found), limit=size)
        page = rows(answer)
        total_here = getattr(answer, "total_count", None)
        total_here = answer.count if total_here is None else total_here
        assert total in (None, total_here)
        total = total_here
        assert len(page) == min(size, total - len(found))
        found += page
    return found


def fates(arrival):
    return [(one["handle"], one["fate"]) for one in arrival["handles"]]


# DDS


def sessions(cloud, node, **filters):
    def page(**part):
        return cloud.dds.list_sessions(dds.ListSessionsRequest(node_id=node.id, **filters, **part))

    return pages(page, lambda answer: answer.sessions, 100)


def kill_sessions(client, node, ids):
    body = dds.DeleteSessionRequestBody(sessions=ids)
    return client.delete_session(dds.DeleteSessionRequest(node_id=node.id, body=body))


# DCS


def start_scan(client, node):
    body = dcs.ScanClientsRequestBody(node_id=node.id)
    return client.scan_clients(dcs.ScanClientsRequest(instance_id=node.instance, body=body)).body["job_id"]


def job(client, job_id):
    return client.show_job_info(dcs.ShowJobInfoRequest(job_id=job_id))


def job_end(client, job_id):
    def ended():
        found = job(client, job_id)
        assert found.status in ("INIT", "RUNNING", "SUCCESS", "FAIL")
        return found if found.status in ("SUCCESS", "FAIL") else None

    return until("the job ends", ended)


def list_clients(client, node, **more):
    return client.list_clients(dcs.ListClientsRequest(instance_id=node.instance, node_id=node.id, **more))


def scan(cloud, node):
    """Scans a node and reads its whole list."""
    ended = job_end(cloud.dcs, start_scan(cloud.dcs, node))
    assert ended.status == "SUCCESS", ended
    return pages(lambda **part: list_clients(cloud.dcs, node, **part), lambda answer: answer.clients, 1000)


def kill_clients(client, node, addresses):
    body = dcs.HangUpClientsRequestBody(node_id=node.id, client_addrs=addresses)
    return client.hang_up_clients(dcs.HangUpClientsRequest(instance_id=node.instance, body=body))


def kill_all_clients(client, node, everywhere=False):
    body = dcs.HangUpKillAllClientsRequestBody(node_id=node.id, kill_all_nodes=everywhere)
    request = dcs.HangUpKillAllClientsRequest(instance_id=node.instance, body=body)
    return client.hang_up_kill_all_clients(request).body["job_id"]


# TaurusDB


def process_page(client, node, **part):
    request = gaussdb.ListTaurusDbNodeProcessesRequest(instance_id=node.instance, node_id=node.id, **part)
    return client.list_taurus_db_node_processes(request)


def processes(cloud, node):
    return pages(lambda **part: process_page(cloud.taurus, node, **part), lambda answer: answer.processes, 100)


def kill_processes(client, node, ids):
    body = gaussdb.DeleteTaurusDbNodeProcessesRequestBody(processes=ids)
    request = gaussdb.DeleteTaurusDbNodeProcessesRequest(instance_id=node.instance, node_id=node.id, body=body)
    return client.delete_taurus_db_node_processes(request)
