"""What is asked: the same request of both, each with its own ids and secrets."""

NOBODY = "f" * 32
TOKENS = "/v3/auth/tokens"


def user(side, **words):
    """The user by name, with the password, but for what is said otherwise; `None` leaves a field out."""
    account = side.account
    given = {"name": account.user, "domain": {"name": account.domain}, "password": account.password, **words}
    return {name: value for name, value in given.items() if value is not None}


def by_id(side, **words):
    return user(side, **{"id": side.account.user_id, "name": None, "domain": None, **words})


def auth(side, scope=None, methods=("password",), **identity):
    given = {"password": {"user": user(side)}} if "password" in methods else {}
    whole = {"identity": {"methods": list(methods), **given, **identity}}
    return {"auth": whole if scope is None else {**whole, "scope": scope}}


def login(side, scope=None, query="", **words):
    return side.ask("POST", TOKENS + query, auth(side, scope, **words))


def project(side, with_domain=True, **words):
    domain = {"domain": {"name": side.account.domain}} if with_domain else {}
    return {"project": {**words, **domain}}


def own(side):
    return {"project": {"id": side.account.project_id}}


def domain(side):
    return {"domain": {"id": side.account.domain_id}}


def as_user(side, **words):
    return login(side, own(side), password={"user": user(side, **words)})


def twofold(side, passcode, **words):
    factor = {"user": {"id": side.account.user_id, "passcode": passcode}}
    return login(side, own(side), methods=("password", "totp"), totp=factor, **words)


def password_of(one):
    return {"id": one["id"], "password": one["password"]}


def guarded(side, *passcode):
    """A login of the user who needs a second factor."""
    own_user = side.account.users[1]
    given = {"password": {"user": by_id(side, **password_of(own_user))}}
    if passcode:
        given["totp"] = {"user": {"id": own_user["id"], "passcode": passcode[0]}}
    return login(side, own(side), methods=tuple(given), **given)


def exchange(side, token, scope, methods=("token",)):
    answer = login(side, scope, methods=methods, token={"id": token})
    answer.given_until = side.ends.get(token)
    return answer


def sent(body):
    return lambda side: side.ask("POST", TOKENS, body)


def identity(body):
    return sent({"auth": {"identity": body}})


def listing(path, scope="project"):
    return lambda side: side.ask("GET", path.format(**vars(side.account)), token=scope and side.token(scope))


# Answered with a token on both sides.
PROJECT_TOKENS = {
    "a token for a project by id": lambda side: login(side, own(side)),
    "a token for a project by name": lambda side: login(side, project(side, name=side.account.project_name)),
    "a token for a user by id": lambda side: login(side, own(side), password={"user": by_id(side)}),
    "a token by two factors": lambda side: twofold(side, side.passcode()),
    "a token by two factors that are needed": lambda side: guarded(side, side.passcode(1)),
}
DOMAIN_TOKENS = {
    "a token for the account by id": lambda side: login(side, domain(side)),
    "a token for the account by name": lambda side: login(side, {"domain": {"name": side.account.domain}}),
}
BARE_TOKENS = {
    "a token for a project, without the catalogue": lambda side: login(side, own(side), "?nocatalog"),
    "a token for a project, without the catalogue, with a value": lambda side: login(
        side, own(side), "?nocatalog=true"
    ),
    "a token for the account, without the catalogue": lambda side: login(side, domain(side), "?nocatalog"),
}
UNSCOPED_TOKENS = {
    "a token for nothing": lambda side: login(side),
    "a token for nothing, in a word": lambda side: login(side, "unscoped"),
}
EXCHANGED_TOKENS = {
    "a token for a project from one for nothing": lambda side: exchange(side, side.token("nothing"), own(side)),
    "a token for a project from one for the account": lambda side: exchange(side, side.token("domain"), own(side)),
    "a token for the account from one for a project": lambda side: exchange(side, side.token("project"), domain(side)),
    "a token for nothing from one for a project": lambda side: exchange(side, side.token("project"), "unscoped"),
    "a token by a token and a password": lambda side: exchange(
        side, side.token("project"), own(side), ("token", "password")
    ),
}

REFUSED_USERS = {
    "a wrong password": lambda side: as_user(side, password="wrong"),
    "an empty password": lambda side: as_user(side, password=""),
    "an unknown user": lambda side: as_user(side, name="nobody"),
    "an unknown user's id": lambda side: login(side, own(side), password={"user": by_id(side, id=NOBODY)}),
    "an unknown account": lambda side: as_user(side, domain={"name": "nowhere"}),
    "a wrong passcode": lambda side: twofold(side, side.wrong_passcode()),
    "a right passcode after a wrong password": lambda side: twofold(
        side, side.passcode(), password={"user": user(side, password="wrong")}
    ),
    "a wrong passcode where it is needed": lambda side: guarded(side, side.wrong_passcode(1)),
    "a passcode of another user": lambda side: twofold(
        side, side.passcode(), password={"user": by_id(side, **password_of(side.account.users[1]))}
    ),
}
REFUSED_TOKENS = {"a token that nobody issued, for another": lambda side: exchange(side, "gAAAAA-wrong", own(side))}
REFUSED_SCOPES = {
    "an unknown project's id": lambda side: login(side, {"project": {"id": NOBODY}}),
    "an unknown project's name": lambda side: login(side, project(side, name="nowhere-1")),
    "a closed project": lambda side: login(side, project(side, name=side.account.project_name + "_archive")),
    "a project of an unknown account": lambda side: login(
        side, {"project": {"name": side.account.project_name, "domain": {"name": "nowhere"}}}
    ),
    "an unknown account as scope": lambda side: login(side, {"domain": {"name": "nowhere"}}),
    "an unknown way to prove who calls": identity({"methods": ["guess"], "guess": {}}),
}
MALFORMED = {
    "no JSON": sent(b'{"auth": '),
    "no body": sent(b""),
    "a list": sent([]),
    "an empty object": sent({}),
    "auth that is null": sent({"auth": None}),
    "auth that is a text": sent({"auth": "me"}),
    "no identity": sent({"auth": {}}),
    "no methods": identity({"password": {}}),
    "methods that are a text": identity({"methods": "password"}),
    "methods that are empty": identity({"methods": []}),
    "methods that are numbers": identity({"methods": [1]}),
    "a method without its object": identity({"methods": ["password"]}),
    "a password without a user": identity({"methods": ["password"], "password": {}}),
    "a user without a password": lambda side: as_user(side, password=None),
    "a user's name without an account": lambda side: as_user(side, domain=None),
    "an account without name and id": lambda side: as_user(side, domain={}),
    "a user without name and id": lambda side: as_user(side, name=None),
    "a password that is a number": lambda side: as_user(side, password=1),
    "a passcode that is missing": lambda side: login(
        side, methods=("password", "totp"), totp={"user": {"id": side.account.user_id}}
    ),
    "a scope that is a number": lambda side: login(side, 1),
    "a scope of a project without name and id": lambda side: login(side, {"project": {}}),
    "a scope of an account without name and id": lambda side: login(side, {"domain": {}}),
}
APART = {
    "a project's name without the account": lambda side: login(
        side, project(side, with_domain=False, name=side.account.project_name)
    ),
    "a project and the account at once": lambda side: login(side, {**own(side), **domain(side)}),
    "a second factor without the first": lambda side: login(
        side, own(side), methods=("totp",), totp={"user": {"id": side.account.user_id, "passcode": side.passcode()}}
    ),
    "a password alone where a second factor is needed": lambda side: guarded(side),
    "a token that is looked at": lambda side: side.ask(
        "GET", TOKENS, token=side.token("project"), headers={"X-Subject-Token": side.token("nothing")}
    ),
}
OWN_PROJECTS = {
    f"the projects that a token can be had for, asked with one for {scope}": listing("/v3/auth/projects", scope)
    for scope in ("project", "domain", "nothing")
}
PROJECTS = {
    "all projects": listing("/v3/projects"),
    "all projects, asked with a token for the account": listing("/v3/projects", "domain"),
    "projects by name": listing("/v3/projects?name={project_name}"),
    "projects by a name that is not there": listing("/v3/projects?name=nowhere-1"),
    "projects by account": listing("/v3/projects?domain_id={domain_id}"),
    "projects by parent": listing("/v3/projects?parent_id={domain_id}"),
    "closed projects": listing("/v3/projects?enabled=false"),
    "open projects by name": listing("/v3/projects?name={project_name}&enabled=true"),
    "projects that are accounts": listing("/v3/projects?is_domain=true"),
    "projects in pages": listing("/v3/projects?page=1&per_page=2"),
    "projects by a flag that is none": listing("/v3/projects?enabled=maybe"),
}
DOMAINS = {"the accounts that a token can be had for": listing("/v3/auth/domains")}
UNKNOWN_CALLERS = {
    f"{path} {how}": lambda side, path=path, token=token: side.ask("GET", path, token=token)
    for path in ("/v3/auth/projects", "/v3/projects", "/v3/auth/domains")
    for how, token in (("without a token", None), ("with a token that nobody issued", "gAAAAA-wrong"))
}

ALL = {
    **PROJECT_TOKENS,
    **DOMAIN_TOKENS,
    **BARE_TOKENS,
    **UNSCOPED_TOKENS,
    **EXCHANGED_TOKENS,
    **REFUSED_USERS,
    **REFUSED_TOKENS,
    **REFUSED_SCOPES,
    **MALFORMED,
    **APART,
    **OWN_PROJECTS,
    **PROJECTS,
    **DOMAINS,
    **UNKNOWN_CALLERS,
}
