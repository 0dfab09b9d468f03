"""Where the sandbox may differ from Keystone, and why: it is the cloud that it must be like, not OpenStack.

“The manual” is the API reference of IAM of the two public clouds: its tables, and its examples of answers.
"""

from typing import NamedTuple

import exchanges as asked
from shape import NOTHING

FOR_NOTHING = [*asked.UNSCOPED_TOKENS, "a token for nothing from one for a project"]
FOR_THE_ACCOUNT = [
    *asked.DOMAIN_TOKENS,
    "a token for the account, without the catalogue",
    "a token for the account from one for a project",
]
TOKENS = [
    *asked.PROJECT_TOKENS,
    *asked.DOMAIN_TOKENS,
    *asked.BARE_TOKENS,
    *asked.UNSCOPED_TOKENS,
    *asked.EXCHANGED_TOKENS,
]
FOR_A_PROJECT = [name for name in TOKENS if name not in FOR_NOTHING + FOR_THE_ACCOUNT]
WITH_ROLES = [name for name in TOKENS if name not in FOR_NOTHING]
WITH_A_CATALOGUE = [name for name in WITH_ROLES if name not in asked.BARE_TOKENS]
SERVICES = [name for name in WITH_A_CATALOGUE if name not in FOR_THE_ACCOUNT]
ALONE = [name for name in asked.EXCHANGED_TOKENS if name != "a token by a token and a password"]
TWOFOLD = ["a token by two factors", "a token by two factors that are needed"]
NO_ROWS = ("projects by a name that is not there", "projects that are accounts", "projects by a flag that is none")
ROWS = [*asked.OWN_PROJECTS, *(name for name in asked.PROJECTS if name not in NO_ROWS)]
FIELDS = ["methods that are empty", "a user without a password", "a passcode that is missing"]
CALLERS = [*asked.REFUSED_USERS, *asked.REFUSED_SCOPES, *asked.UNKNOWN_CALLERS]


class Allowed(NamedTuple):
    """A difference, its reason, and after which requests it must be there."""

    path: str
    keystone: str
    sandbox: str
    after: list[str]
    reason: str


TABLE = [
    # What a token is described with.
    Allowed("token.audit_ids", "a list", NOTHING, TOKENS, "The manual does not have it."),
    Allowed("token.is_domain", "false", NOTHING, FOR_A_PROJECT, "The manual does not have it."),
    Allowed(
        "token.user.password_expires_at",
        "null",
        "an empty text",
        TOKENS,
        "The manual: it is empty when the password has no end.",
    ),
    Allowed("token.roles[].name", "“admin”", "“te_admin”", WITH_ROLES, "Each has roles of its own."),
    Allowed("token.roles[].id", "an id", "a text", WITH_ROLES, "In the manual's examples every role has the id 0."),
    Allowed(
        "token.mfa_authn_at",
        NOTHING,
        "a time with six digits",
        TWOFOLD,
        "The manual: when the second factor was looked at. Keystone has no such field.",
    ),
    # A token for another.
    Allowed(
        "token.methods",
        "2 of them",
        "1 of them",
        ALONE,
        "In the manual's example there is `token` alone, and not how the other one was got.",
    ),
    Allowed("token.methods[]", "“password”", "“token”", ALONE, "As above: the first of them."),
    Allowed(
        "the end of the token that was given",
        "kept",
        "put off",
        asked.EXCHANGED_TOKENS,
        "In the manual's example it lasts a day from when it was issued.",
    ),
    Allowed(
        "status",
        "404",
        "401",
        [*asked.REFUSED_TOKENS],
        "The cloud's code for it, IAM.0067, is a 401; Keystone says that it does not know such a token.",
    ),
    # The catalogue: each has its own services, itself first.
    Allowed("token.catalog", "1 of them", "4 of them", SERVICES, "Keystone has itself alone."),
    Allowed("token.catalog[].name", "“keystone”", "“iam”", WITH_A_CATALOGUE, "So the manual names it."),
    # What only one of them takes.
    Allowed(
        "status",
        "400",
        "201",
        ["a project's name without the account"],
        "The manual's example has a name alone, for a user has one account.",
    ),
    Allowed("status", "400", "201", ["a project and the account at once"], "The manual: the project counts."),
    Allowed(
        "header X-Subject-Token",
        NOTHING,
        "a text",
        ["a project's name without the account", "a project and the account at once"],
        "The token of these two.",
    ),
    Allowed(
        "status",
        "201",
        "401",
        ["a second factor without the first"],
        "The manual has a passcode beside a password only.",
    ),
    Allowed("header X-Subject-Token", "a text", NOTHING, ["a second factor without the first"], "No token, as above."),
    # Refusals.
    Allowed("status", "401", "400", FIELDS, "The cloud has codes for it, IAM.0072 and IAM.0073, with 400."),
    Allowed(
        "header WWW-Authenticate",
        "a text",
        NOTHING,
        [*CALLERS, *FIELDS],
        "The manual's answers do not have it, and with it a browser could ask for a password of its own.",
    ),
    Allowed(
        "error.identity",
        "an object",
        NOTHING,
        ["an unknown way to prove who calls"],
        "Keystone tells the ways that there are; the manual's error has three fields.",
    ),
    *(
        Allowed(
            path,
            keystone,
            sandbox,
            ["a password alone where a second factor is needed"],
            "Keystone gives a receipt to go on with; the manual has no receipts, and one form of a 401.",
        )
        for path, keystone, sandbox in (
            ("header Openstack-Auth-Receipt", "a text", NOTHING),
            ("receipt", "an object", NOTHING),
            ("required_auth_methods", "a list", NOTHING),
            ("error", NOTHING, "an object"),
        )
    ),
    # Projects and accounts.
    Allowed("projects[].tags", "a list", NOTHING, ROWS, "The manual does not have it."),
    Allowed("projects[].options", "an object", NOTHING, ROWS, "The manual does not have it."),
    Allowed("domains[].tags", "a list", NOTHING, [*asked.DOMAINS], "The manual does not have it."),
    Allowed("domains[].options", "an object", NOTHING, [*asked.DOMAINS], "The manual does not have it."),
    Allowed(
        "projects",
        "1 of them",
        "0 of them",
        ["projects that are accounts"],
        "In Keystone an account is a project too; of the cloud no such answer is known.",
    ),
    Allowed("projects", "3 of them", "2 of them", ["projects in pages"], "Only the cloud has `page` and `per_page`."),
    Allowed(
        "links.next",
        "null",
        "a link to /v3/projects?page=2&per_page=2",
        ["projects in pages"],
        "As above.",
    ),
    # What the sandbox does not have.
    *(
        Allowed(path, keystone, sandbox, ["a token that is looked at"], "The console never looks at one: no such call.")
        for path, keystone, sandbox in (
            ("status", "200", "404"),
            ("header X-Subject-Token", "a text", NOTHING),
        )
    ),
]
