"""What counts as a difference between two answers."""

import copy
import json
from collections import defaultdict

import pytest
from shape import Comparison
from sides import Answer

TOKEN = {
    "token": {
        "expires_at": "2026-11-22T08:52:31.000000Z",
        "issued_at": "2026-11-21T08:52:31.000000Z",
        "methods": ["password", "totp"],
        "user": {"id": "0" * 32, "name": "somebody", "domain": {"id": "1" * 32}},
        "roles": [{"id": "2" * 32, "name": "admin"}],
    },
    "links": {"self": "http://one/v3/projects/" + "3" * 32},
}


class Side:
    def __init__(self, base):
        self.base = base


def compared(change=None, status=201, headers=None):
    """Against the same answer from elsewhere, changed."""
    other = copy.deepcopy(TOKEN)
    other["links"]["self"] = "http://two/v3/projects/" + "4" * 32
    if change:
        change(other["token"])
    comparison = Comparison(Side("http://one"), Side("http://two"))
    head = defaultdict(lambda: None, {"Content-Type": "application/json", "X-Subject-Token": "x"})
    one = Answer(201, head, json.dumps(TOKEN).encode())
    comparison.answers(one, Answer(status, head | (headers or {}), json.dumps(other).encode()))
    return comparison.found


def test_other_ids_and_addresses_are_no_difference():
    assert compared(lambda token: token["user"].update(id="5" * 32)) == set()


def test_the_order_of_methods_is_no_difference():
    assert compared(lambda token: token["methods"].reverse()) == set()


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda token: token.pop("roles"), "token.roles"),
        (lambda token: token.update(extra={}), "token.extra"),
        (lambda token: token.update(user=[]), "token.user"),
        (lambda token: token["user"].update(name=None), "token.user.name"),
        (lambda token: token["user"]["domain"].update(id="default"), "token.user.domain.id"),
        (lambda token: token["roles"].append({}), "token.roles"),
        (lambda token: token["roles"][0].update(id=0), "token.roles[].id"),
        (lambda token: token["methods"].pop(), "token.methods"),
        (lambda token: token.update(issued_at="2026-11-21T08:52:31Z"), "token.issued_at"),
        (lambda token: token.update(expires_at="2026-11-22T08:53:31.000000Z"), "how long it lasts"),
    ],
)
def test_a_change_of_the_body_is_named_by_its_path(change, path):
    assert {found for found, *_ in compared(change)} == {path}


def test_a_header_that_is_missing_is_a_difference():
    found = compared(headers={"X-Subject-Token": None})
    assert found == {("header X-Subject-Token", "a text", "nothing")}


def test_the_bodies_of_different_statuses_are_not_compared():
    assert compared(lambda token: token.clear(), status=401) == {("status", "201", "401")}
