"""What differs between two answers: their status, their headers, and their JSON field by field."""

import json
import re
from datetime import datetime, timedelta

NOTHING = "nothing"
# Whether these are there, and the first as it is.
HEADERS = ("Content-Type", "X-Subject-Token", "WWW-Authenticate", "Openstack-Auth-Receipt")
# Texts that programs go by are compared as they are; of others, what they are.
WORDS = ("name", "title", "methods[]")
KINDS = {
    "a time with six digits": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z",
    "an id": r"[0-9a-f]{32}",
    "an empty text": "",
}


def kind(value, path, base):
    """What a value is, in words."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    if not isinstance(value, str):
        return json.dumps(value)
    if value.startswith(base):
        return "a link to " + re.sub(r"[0-9a-f]{32}", "ID", value[len(base) :])
    if path.endswith(WORDS):
        return f"“{value}”"
    return next((words for words, form in KINDS.items() if re.fullmatch(form, value)), "a text")


def in_order(rows):
    """The order of projects and of methods says nothing; a catalogue's is kept, for its names are not the same."""
    if all(isinstance(row, str) for row in rows):
        return sorted(rows)
    if all("is_domain" in row for row in rows):
        return sorted(rows, key=lambda row: row["name"])
    return rows


def lasting(answer):
    """Minutes from a token's issue to its end, unless the end may be that of another."""
    token = answer.body.get("token")
    if token is None or answer.given_until:
        return NOTHING
    begin, end = (datetime.fromisoformat(token[name]) for name in ("issued_at", "expires_at"))
    return str(round((end - begin) / timedelta(minutes=1)))


def given(answer):
    """Whether a token that was got for another ends when that one does."""
    if answer.given_until is None:
        return NOTHING
    return "kept" if answer.body["token"]["expires_at"] == answer.given_until else "put off"


class Comparison:
    """Collects differences as `{(path, keystone, sandbox)}`."""

    def __init__(self, keystone, sandbox):
        self.bases = (keystone.base, sandbox.base)
        self.found = set()

    def note(self, path, one, other):
        if one != other:
            self.found.add((path, one, other))

    def answers(self, one, other):
        self.note("status", str(one.status), str(other.status))
        for name in HEADERS:
            self.note(f"header {name}", *(self.header(answer, name) for answer in (one, other)))
        # What answers of different kinds have in common means nothing.
        if one.status == other.status:
            self.values(one.body, other.body, "")
            self.note("how long it lasts", *(lasting(answer) for answer in (one, other)))
            self.note("the end of the token that was given", *(given(answer) for answer in (one, other)))

    @staticmethod
    def header(answer, name):
        value = answer.headers[name]
        if value is None:
            return NOTHING
        return value.split(";")[0] if name == "Content-Type" else "a text"

    def values(self, one, other, path):
        if isinstance(one, dict) and isinstance(other, dict):
            for name in one.keys() | other.keys():
                self.fields(one, other, name, f"{path}.{name}".lstrip("."))
        elif isinstance(one, list) and isinstance(other, list):
            self.note(path, f"{len(one)} of them", f"{len(other)} of them")
            for left, right in zip(in_order(one), in_order(other), strict=False):
                self.values(left, right, f"{path}[]")
        else:
            sides = zip((one, other), self.bases, strict=True)
            self.note(path, *(kind(value, path, base) for value, base in sides))

    def fields(self, one, other, name, path):
        if name in one and name in other:
            self.values(one[name], other[name], path)
        else:
            sides = zip((one, other), self.bases, strict=True)
            self.note(path, *(kind(own[name], path, base) if name in own else NOTHING for own, base in sides))
