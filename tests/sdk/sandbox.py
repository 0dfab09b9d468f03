"""A sandbox of its own for a test, and the vendor's clients of it."""

import json
import os
import urllib.request
from functools import cached_property
from pathlib import Path

from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkdcs.v2 import DcsClient
from huaweicloudsdkdds.v3 import DdsClient
from huaweicloudsdkgaussdb.v3 import GaussDBClient
from huaweicloudsdkiam.v3 import IamClient
from place import Process, until

TOP = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", TOP / "target")) / "debug/quell-sandbox"

# Few enough to read all of them, and in a life that stands still: who was ended does not come back.
STILL = ("--sessions", "200", "--speed", "0")


class Node:
    """A node by the name that the ready file gives it."""

    def __init__(self, facts):
        self.instance = facts["instance_id"]
        self.id = facts["node_id"]
        self.samples = facts["sample_ids"]


class Sandbox:
    def __init__(self, *words):
        self.process = Process("sandbox")
        ready = self.process.path("ready.json")
        self.process.spawn(PROGRAM, "--port", 0, "--ready-file", ready, *STILL, *words)

        def written():
            self.process.lives()
            return os.path.exists(ready)

        until("the sandbox listens", written)
        with open(ready, encoding="utf-8") as file:
            self.ready = json.load(file)

    def close(self):
        self.process.close()

    def node(self, name):
        (found,) = [node for node in self.ready["nodes"] if node["name"] == name]
        return Node(found)

    def nodes(self, service):
        return [Node(node) for node in self.ready["nodes"] if node["service"] == service]

    # Its own side: what arrived, and the weather.

    def ask(self, method, path, body=None, headers=None):
        head = {"Content-Type": "application/json", **(headers or {})}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.ready["url"] + path, data, head, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer) if answer.status == 200 else None

    def ledger(self, operation):
        """The arrivals of an operation, oldest first."""
        arrivals = self.ask("GET", "/sandbox/ledger")["arrivals"]
        return [arrival for arrival in arrivals if arrival["operation"] == operation]

    def weather(self, *rules):
        self.ask("PUT", "/sandbox/weather", {"rules": list(rules)})

    # The vendor's side.

    def basic(self, access=None, secret=None, project=None):
        ready = self.ready
        return BasicCredentials(
            access or ready["access_key"], secret or ready["secret_key"], project or ready["project_id"]
        )

    def client(self, kind, credentials=None, **config):
        services = {DdsClient: "dds", DcsClient: "dcs", GaussDBClient: "taurusdb", IamClient: "iam"}
        ready = self.ready
        if credentials is None:
            credentials = (
                GlobalCredentials(ready["access_key"], ready["secret_key"], ready["domain_id"])
                if kind is IamClient
                else self.basic()
            )
        return (
            kind.new_builder()
            .with_credentials(credentials)
            .with_http_config(HttpConfig(**{"timeout": (20, 20), **config}))
            .with_endpoint(ready["endpoints"][services[kind]])
            .build()
        )

    @cached_property
    def dds(self):
        return self.client(DdsClient)

    @cached_property
    def dcs(self):
        return self.client(DcsClient)

    @cached_property
    def taurus(self):
        return self.client(GaussDBClient)

    @cached_property
    def iam(self):
        return self.client(IamClient)
