"""IAM through the vendor's client: tokens, projects, the account, temporary keys."""

import datetime

import huaweicloudsdkdds.v3 as dds
import huaweicloudsdkiam.v3 as iam
import pytest
from calls import refused
from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
from huaweicloudsdkcore.region.region import Region


def user(cloud, password=None):
    domain = iam.PwdPasswordUserDomain(name=cloud.ready["domain"])
    return iam.PwdPasswordUser(domain=domain, name=cloud.ready["user"], password=password or cloud.ready["password"])


def login(cloud, scope=None, password=None, nocatalog=None):
    identity = iam.PwdIdentity(methods=["password"], password=iam.PwdPassword(user=user(cloud, password)))
    body = iam.KeystoneCreateUserTokenByPasswordRequestBody(auth=iam.PwdAuth(identity=identity, scope=scope))
    request = iam.KeystoneCreateUserTokenByPasswordRequest(nocatalog=nocatalog, body=body)
    return cloud.iam.keystone_create_user_token_by_password(request)


def project(**words):
    return iam.AuthScope(project=iam.AuthScopeProject(**words))


def moment(text):
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")


def works(cloud, token):
    """Whether a token lists sessions."""
    path = "/proxy/dds/local-1/v3/{}/nodes/{}/sessions".format(cloud.ready["project_id"], cloud.nodes("dds")[0].id)
    return cloud.ask("GET", path, headers={"X-Auth-Token": token})["total_count"] > 0


@pytest.mark.parametrize("named_by", ["id", "name"])
def test_a_password_gives_a_token_for_a_project(cloud, named_by):
    ready = cloud.ready
    answer = login(cloud, project(**{named_by: ready[f"project_{named_by}"]}))
    assert isinstance(answer, iam.KeystoneCreateUserTokenByPasswordResponse)
    token = answer.token
    assert (token.project.id, token.project.name) == (ready["project_id"], ready["project_name"])
    assert (token.project.domain.id, token.project.domain.name) == (ready["domain_id"], ready["domain"])
    assert (token.user.id, token.user.name, token.user.domain.name) == (
        ready["user_id"],
        ready["user"],
        ready["domain"],
    )
    assert token.methods == ["password"]
    assert token.roles
    assert moment(token.expires_at) - moment(token.issued_at) == datetime.timedelta(days=1)
    assert {entry.name for entry in token.catalog} == {"iam", "dds", "dcs", "taurusdb"}
    assert works(cloud, answer.x_subject_token)


def test_a_token_comes_without_the_catalogue_on_request(cloud):
    answer = login(cloud, project(name=cloud.ready["project_name"]), nocatalog="true")
    assert answer.token.catalog is None
    assert answer.x_subject_token


def test_a_token_can_be_for_the_account(cloud):
    answer = login(cloud, iam.AuthScope(domain=iam.AuthScopeDomain(name=cloud.ready["domain"])))
    assert (answer.token.domain.id, answer.token.project) == (cloud.ready["domain_id"], None)


def login_twofold(cloud, passcode):
    identity = iam.MfaIdentity(
        methods=["password", "totp"],
        password=iam.PwdPassword(user=user(cloud)),
        totp=iam.MfaTotp(user=iam.MfaTotpUser(id=cloud.ready["user_id"], passcode=passcode)),
    )
    auth = iam.MfaAuth(identity=identity, scope=project(id=cloud.ready["project_id"]))
    body = iam.KeystoneCreateUserTokenByPasswordAndMfaRequestBody(auth=auth)
    request = iam.KeystoneCreateUserTokenByPasswordAndMfaRequest(body=body)
    return cloud.iam.keystone_create_user_token_by_password_and_mfa(request)


def test_a_second_factor_counts(cloud):
    answer = login_twofold(cloud, cloud.ready["mfa"])
    assert answer.token.methods == ["password", "totp"]
    assert works(cloud, answer.x_subject_token)
    wrong = "000000" if cloud.ready["mfa"] != "000000" else "000001"
    refused(401, 401, login_twofold, cloud, wrong)


# Keystone's own shape, {"error": {"code": 401, …}}: the vendor's client takes the number for the code.
def test_a_login_that_fails_has_the_code_of_keystone(cloud):
    fault = refused(401, 401, login, cloud, password="wrong")
    (arrival,) = cloud.ledger("iam.login")
    assert (arrival["status"], arrival["request_id"]) == (401, fault.request_id)
    refused(401, 401, login, cloud, project(name="nowhere-1"))


def test_projects_are_listed_and_filtered(cloud):
    ready = cloud.ready
    answer = cloud.iam.keystone_list_projects(iam.KeystoneListProjectsRequest())
    found = {one.id: one for one in answer.projects}
    own = found[ready["project_id"]]
    assert isinstance(own, iam.ProjectResult)
    assert (own.name, own.domain_id, own.enabled) == (ready["project_name"], ready["domain_id"], True)
    request = iam.KeystoneListProjectsRequest(name=ready["project_name"], domain_id=ready["domain_id"])
    (named,) = cloud.iam.keystone_list_projects(request).projects
    assert named.id == ready["project_id"]
    (paged,) = cloud.iam.keystone_list_projects(iam.KeystoneListProjectsRequest(page=2, per_page=1)).projects
    assert paged.id == answer.projects[1].id
    open_ones = cloud.iam.keystone_list_auth_projects(iam.KeystoneListAuthProjectsRequest()).projects
    assert [one.id for one in open_ones] == [one.id for one in answer.projects if one.enabled]


def test_the_account_is_listed(cloud):
    (domain,) = cloud.iam.keystone_list_auth_domains(iam.KeystoneListAuthDomainsRequest()).domains
    assert (domain.id, domain.name, domain.enabled) == (cloud.ready["domain_id"], cloud.ready["domain"], True)


def list_with(cloud, credentials):
    client = cloud.client(dds.DdsClient, credentials)
    return client.list_sessions(dds.ListSessionsRequest(node_id=cloud.nodes("dds")[0].id))


def test_a_temporary_key_works_with_its_security_token_only(cloud):
    token = login(cloud, project(id=cloud.ready["project_id"])).x_subject_token
    given = iam.IdentityToken(id=token, duration_seconds=900)
    auth = iam.TokenAuth(identity=iam.TokenAuthIdentity(methods=["token"], token=given))
    request = iam.CreateTemporaryAccessKeyByTokenRequest(body=iam.CreateTemporaryAccessKeyByTokenRequestBody(auth=auth))
    key = cloud.iam.create_temporary_access_key_by_token(request).credential
    assert moment(key.expires_at)
    keys = cloud.basic(key.access, key.secret)
    refused(401, "APIGW.0301", list_with, cloud, keys)
    assert list_with(cloud, keys.with_security_token(key.securitytoken)).sessions


def test_the_client_finds_project_and_account_by_itself(cloud):
    ready = cloud.ready
    region = Region(ready["project_name"], ready["endpoints"]["dds"])
    keys = BasicCredentials(ready["access_key"], ready["secret_key"]).with_iam_endpoint(ready["endpoints"]["iam"])
    client = dds.DdsClient.new_builder().with_credentials(keys).with_region(region).build()
    assert client.list_instances(dds.ListInstancesRequest()).total_count == 2
    assert keys.project_id == ready["project_id"]
    keys = GlobalCredentials(ready["access_key"], ready["secret_key"]).with_iam_endpoint(ready["endpoints"]["iam"])
    region = Region(ready["project_name"], ready["endpoints"]["iam"])
    client = iam.IamClient.new_builder().with_credentials(keys).with_region(region).build()
    assert client.keystone_list_projects(iam.KeystoneListProjectsRequest()).projects
    assert keys.domain_id == ready["domain_id"]
