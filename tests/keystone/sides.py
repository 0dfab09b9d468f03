"""The two that are asked: a sandbox, and a real Keystone with the same account in it."""

import base64
import hashlib
import hmac
import json
import os
import struct
import sys
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from place import Process, free_port, until

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
PROGRAM = Path(os.environ.get("CARGO_TARGET_DIR", TOP / "target")) / "debug/quell-sandbox"
# Keystone's first start reads a hundred packages: the first time they come from a cold disk.
PATIENCE = 120


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.text = status, headers, body.decode()
        # The end of the token that was given to get it.
        self.given_until = None

    @property
    def body(self):
        return json.loads(self.text)


class Side:
    """Whoever answers, and the account as it is there."""

    def __init__(self, process, base, account):
        self.process, self.base, self.account = process, base, SimpleNamespace(**account)
        self.token = cache(self._token)
        # The ends of those tokens.
        self.ends = {}

    def ask(self, method, path, body=None, token=None, headers=None):
        """Sends the body as it is if it is bytes, else as JSON."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        head = {"Content-Type": "application/json", **({"X-Auth-Token": token} if token else {}), **(headers or {})}
        request = urllib.request.Request(self.base + path, data, head, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as answer:
            return Answer(answer.code, answer.headers, answer.read())

    def _token(self, scope):
        """A token for `project`, `domain` or nothing, got once."""
        account = self.account
        ids = {"project": account.project_id, "domain": account.domain_id}
        user = {"id": account.user_id, "password": account.password}
        auth = {"identity": {"methods": ["password"], "password": {"user": user}}}
        if scope in ids:
            auth["scope"] = {scope: {"id": ids[scope]}}
        answer = self.ask("POST", "/v3/auth/tokens", {"auth": auth})
        assert answer.status == 201, answer.text
        token = answer.headers["X-Subject-Token"]
        self.ends[token] = answer.body["token"]["expires_at"]
        return token

    def passcode(self, user=0):
        """The six digits of now: those of the sandbox stay, a real second factor's change (RFC 6238)."""
        if not hasattr(self.account, "totp_secret"):
            return self.account.users[user]["mfa"]
        moment = struct.pack(">Q", int(time.time()) // 30)
        digest = hmac.digest(base64.b32decode(self.account.totp_secret), moment, hashlib.sha1)
        (number,) = struct.unpack_from(">I", digest, digest[-1] & 15)
        return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"

    def wrong_passcode(self, user=0):
        return f"{(int(self.passcode(user)) + 1) % 1_000_000:06}"

    def close(self):
        self.process.close()


def started(process):
    """What a program says in `ready.json` once it listens."""
    ready = Path(process.path("ready.json"))

    def written():
        process.lives()
        return ready.exists()

    until(f"{process.folder} is ready", written, PATIENCE)
    return json.loads(ready.read_text())


def sandbox():
    process = Process("sandbox")
    # Few sessions, which stand still: nobody looks at them.
    process.spawn(PROGRAM, "--port", 0, "--ready-file", process.path("ready.json"), "--sessions", 16, "--speed", 0)
    ready = started(process)
    side = Side(process, ready["endpoints"]["iam"], ready)
    # Old enough, when they are used, to have another end than those of then.
    for scope in ("project", "domain", "nothing"):
        side.token(scope)
    side.account.projects = side.ask("GET", "/v3/projects", token=ready["token"]).body["projects"]
    return side


def keystone(account):
    """With the account of the sandbox."""
    process = Process("keystone")
    Path(process.path("account.json")).write_text(json.dumps(account))
    process.spawn(sys.executable, HERE / "serve.py", process.folder, free_port())
    ready = started(process)
    return Side(process, ready["url"], {**account, **ready})
