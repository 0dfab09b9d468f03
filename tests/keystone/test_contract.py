"""The sandbox answers as Keystone does, but for the differences that are allowed, each of which is there."""

import pytest
from allowed import TABLE
from exchanges import ALL
from shape import Comparison


def told(differences):
    """For people: `path: what Keystone has, not what the sandbox has`."""
    return [f"{path}: {one} in Keystone, {other} in the sandbox" for path, one, other in sorted(differences)]


@pytest.mark.parametrize("request_", ALL)
def test_both_answer_alike_to(request_, keystone, sandbox):
    answers = [ALL[request_](side) for side in (keystone, sandbox)]
    comparison = Comparison(keystone, sandbox)
    comparison.answers(*answers)
    allowed = {row[:3] for row in TABLE if request_ in row.after}
    new, gone = comparison.found - allowed, allowed - comparison.found
    texts = "\n".join(f"{answer.status} {answer.text}" for answer in answers)
    assert not new, f"differences that no rule allows: {told(new)}\n{texts}"
    assert not gone, f"strike these from allowed.py, for they are no longer so: {told(gone)}\n{texts}"


def test_every_rule_is_of_a_request_that_is_sent():
    unknown = [(row.path, name) for row in TABLE for name in row.after if name not in ALL]
    assert not unknown
    assert all(row.after and row.reason for row in TABLE)
