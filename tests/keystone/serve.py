"""A real Keystone with the sandbox's account in it: `serve.py FOLDER PORT`.

FOLDER has `account.json`: domain, users, projects. `ready.json` comes there once Keystone listens, with what only
Keystone knows: the users' ids, and the secret behind their passcodes.
"""

import base64
import json
import os
import sys
import uuid
import warnings
from pathlib import Path

# It says of its own libraries, at length, that they are old.
warnings.simplefilter("ignore")

import waitress  # noqa: E402
from keystone.common import fernet_utils, provider_api  # noqa: E402
from keystone.common.sql import upgrades  # noqa: E402
from keystone.server.flask import core  # noqa: E402

# Passwords are hashed in few rounds: how slowly is not what is compared.
CONFIG = """
[DEFAULT]
log_file = {folder}/keystone.log
public_endpoint = {url}
[database]
connection = sqlite:///{folder}/keystone.db
[identity]
password_hash_rounds = 4
[auth]
methods = password,token,totp
[token]
expiration = 86400
[fernet_tokens]
key_repository = {folder}/fernet_tokens
[fernet_receipts]
key_repository = {folder}/fernet_receipts
[credential]
key_repository = {folder}/credential
[cache]
enabled = false
"""
TOTP_SECRET = base64.b32encode(b"only for this test..").decode()

api = provider_api.ProviderAPIs


def prepare(folder):
    """What `keystone-manage` does before the first start: tables and keys."""
    upgrades.offline_sync_database_to_version()
    for group in ("fernet_tokens", "fernet_receipts", "credential"):
        keys = fernet_utils.FernetUtils(str(folder / group), 2, group)
        keys.create_key_directory()
        keys.initialize_key_repository()


def fill(account, url):
    """Makes the account, with the ids that it has in the sandbox wherever Keystone lets one choose."""
    domain = account["domain_id"]
    api.resource_api.create_domain(domain, {"id": domain, "name": account["domain"], "description": ""})
    role = uuid.uuid4().hex
    api.role_api.create_role(role, {"id": role, "name": "admin"})
    for project in account["projects"]:
        words = {name: project[name] for name in ("id", "name", "description", "enabled")}
        api.resource_api.create_project(project["id"], {**words, "domain_id": domain, "parent_id": domain})
    users = [{**user, "id": make_user(user, domain, role, account["projects"])} for user in account["users"]]
    region = account["project_name"]
    api.catalog_api.create_region({"id": region})
    service = {"id": uuid.uuid4().hex, "name": "keystone", "type": "identity", "enabled": True}
    api.catalog_api.create_service(service["id"], service)
    endpoint = {"id": uuid.uuid4().hex, "interface": "public", "url": f"{url}/v3", "enabled": True}
    api.catalog_api.create_endpoint(endpoint["id"], {**endpoint, "service_id": service["id"], "region_id": region})
    return {"url": url, "user_id": users[0]["id"], "users": users, "totp_secret": TOTP_SECRET}


def make_user(user, domain, role, projects):
    """With a role in the account and in its open projects, and a second factor; gives back the id."""
    own = {"name": user["name"], "password": user["password"], "domain_id": domain}
    if user["needs_mfa"]:
        own["options"] = {"multi_factor_auth_enabled": True, "multi_factor_auth_rules": [["password", "totp"]]}
    user_id = api.identity_api.create_user(own)["id"]
    api.assignment_api.create_grant(role, user_id=user_id, domain_id=domain)
    for project in projects:
        if project["enabled"]:
            api.assignment_api.create_grant(role, user_id=user_id, project_id=project["id"])
    factor = {"id": uuid.uuid4().hex, "type": "totp", "blob": TOTP_SECRET, "user_id": user_id}
    api.credential_api.create_credential(factor["id"], factor)
    return user_id


def main(folder, port):
    # Keystone reads the command line too.
    del sys.argv[1:]
    account = json.loads((folder / "account.json").read_text())
    url = f"http://127.0.0.1:{port}"
    config = folder / "keystone.conf"
    config.write_text(CONFIG.format(folder=folder, url=url))
    app = core.initialize_application("public", lambda: prepare(folder), [str(config)])
    # Only now are its parts there that know how to fill it.
    facts = fill(account, url)
    server = waitress.create_server(app, host="127.0.0.1", port=port, threads=2)
    draft = folder / "ready.json.draft"
    draft.write_text(json.dumps(facts))
    os.replace(draft, folder / "ready.json")
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
