// Ways to write a path that a careless proxy takes for another one, or for one that it lets through.

import { DDS_NODE, PROJECT } from "./calls.mjs";

const BASE = "/proxy/dds/eu-de";
const KILL = `${BASE}/v3/${PROJECT}/nodes/${DDS_NODE}/session`;

/** What may stand where an id should. */
const STEPS = [
  "..", ".", "%2e%2e", "%2E%2e", ".%2e", "%2e.", "%2e", "..%2f", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e", "..;", "..;a=b", "%c0%ae%c0%ae", "..%00", "%00", "",
  " ", "%20", "+", "a b", "a%0d%0aHost:evil", "a\tb", "a%2fb", "a/b", "a%2Fnodes%2Fb", "a;b", "a:b", "a@b", "a,b", "a'b", 'a"b', "a(b)", "a*b", "a$b", "a!b", "a~b", "a|b",
  "a{b}", "a[b]", "a^b", "a`b", "a\\b", "a<b>", "-a", "_a", "a.b", "a".repeat(65), "é", "%C3%A9", "\u00a0", "a%", "a%2", "a%zz", "%61", "%7f", "\x7f", "a\x01", "\xff\xfe", "a%u002e",
  "a?b", "a#b", "a&b", "a=b", "a%3fb", "a%23b", "127.0.0.1", "localhost:22", "http:", "http://evil.example", "//evil.example", "[::1]", "@evil.example",
];

const WHOLE = [
  // Other places of the cloud, and of the machine.
  `${BASE}/`, BASE, "/proxy", "/proxy/", "/proxy/dds", "/proxy/dds/", "/proxy//", "/proxy/dds/eu-de/v3", `${BASE}/v3/${PROJECT}`, `${BASE}/v3/${PROJECT}/nodes`,
  `${BASE}/v3/${PROJECT}/instances/${DDS_NODE}`, `${BASE}/v3/${PROJECT}/users`, `${BASE}/v2/${PROJECT}/nodes/${DDS_NODE}/session`, `${BASE}/v3.1/${PROJECT}/instances`,
  `${BASE}/v3/${PROJECT}/nodes/${DDS_NODE}/sessionx`, `${BASE}/v3/${PROJECT}/nodes/${DDS_NODE}/sess`, `${BASE}/v3/${PROJECT}/nodes/${DDS_NODE}/SESSION`,
  `/PROXY/dds/eu-de/v3/${PROJECT}/nodes/${DDS_NODE}/session`, `/proxy/DDS/eu-de/v3/${PROJECT}/nodes/${DDS_NODE}/session`, `/proxy/dds/EU-DE/v3/${PROJECT}/nodes/${DDS_NODE}/session`,
  `/proxy/ecs/eu-de/v3/${PROJECT}/nodes/${DDS_NODE}/session`, `/proxy/dds/eu-xx/v3/${PROJECT}/nodes/${DDS_NODE}/session`, `/proxy/dcs/eu-de/v3/${PROJECT}/nodes/${DDS_NODE}/session`,
  `/proxy/taurusdb/eu-de/v3/${PROJECT}/nodes/${DDS_NODE}/session`, `/proxy/iam/eu-de/v3/${PROJECT}/nodes/${DDS_NODE}/session`, `/proxy/dds/169.254.169.254/v3/${PROJECT}/nodes/n/session`,
  `/proxy/dds/eu-de.evil.example/v3/${PROJECT}/nodes/n/session`, `/proxy/dds/eu-de@evil/v3/${PROJECT}/nodes/n/session`,
  "/proxy/iam/eu-de/v3/auth/tokens", "/proxy/iam/eu-de/v3/users", "/proxy/iam/eu-de/v3/auth/tokens?nocatalog=false", "/proxy/iam/eu-de/v3/auth/tokens?nocatalog=true&x=1",
  "/proxy/iam/eu-de/v3.0/OS-CREDENTIAL/securitytokens", "/proxy/iam/eu-de/v3.0/OS-CREDENTIAL/credentials",
  // The right path, spelled otherwise.
  `/${KILL}`, `//${KILL}`, `/.${KILL}`, `/..${KILL}`, `/x/..${KILL}`, `/%2e${KILL}`, `/x/%2e%2e${KILL}`, `/./${KILL.slice(1)}`, `\\${KILL.slice(1)}`, KILL.slice(1),
  `${KILL}/`, `${KILL}//`, `${KILL}/.`, `${KILL}/..`, `${KILL}/%2e`, `${KILL}%2f`, `${KILL}%00`, `${KILL}%20`, `${KILL}%0a`, `${KILL};`, `${KILL};a=b`, `${KILL}.json`, `${KILL}~`, `${KILL}%`,
  `${KILL}?`, `${KILL}?a=b`, `${KILL}?limit=1`, `${KILL}#`, `${KILL}#a`, `${KILL}%23`, `${KILL}%3f`, `${KILL}/../session`, `${KILL}/x/..`, `${KILL}\\`, `${KILL}&`, `${KILL}=`, `${KILL}\x00`,
  KILL.replace("/proxy", "/%70roxy"), KILL.replace("/proxy", "/pro%78y"), KILL.replace("/proxy/", "/proxy//"), KILL.replace("/proxy/", "/proxy%2f"), KILL.replace("/proxy/", "/proxy\\"),
  KILL.replace("dds/", "%64ds/"), KILL.replace("dds/", "dds%2f"), KILL.replace("dds/", "dds//"), KILL.replace("dds/", "dds/./"), KILL.replace("dds/", "dcs/../dds/"),
  KILL.replace("/v3", "/%763"), KILL.replace("/v3", "//v3"), KILL.replace("/v3", "/./v3"), KILL.replace("/v3", "/x/../v3"), KILL.replace("/v3", "/V3"), KILL.replace("/nodes", "/node%73"),
  KILL.replace("/nodes", "/NODES"), KILL.replace("/nodes", "/nodes/"), KILL.replace("/session", "/%73ession"), KILL.replace("/session", "/sessio%6E"), KILL.replace("/session", "//session"),
  KILL.replaceAll("/", "%2f"), KILL.replaceAll("/", "\\"), KILL.replaceAll("/", "/./"), KILL.replaceAll("/", "//"),
  // A whole address, as to a proxy.
  `http://dds.eu-de.otc.t-systems.com${KILL}`, `https://dds.eu-de.otc.t-systems.com${KILL}`, `http://evil.example${KILL}`, `http://127.0.0.1:22${KILL}`, `http://169.254.169.254${KILL}`,
  `http://user@evil.example${KILL}`, `//evil.example${KILL}`, "http://evil.example/", "http://169.254.169.254/latest/meta-data/", "evil.example:443", "*", "http:", "http://",
  "/proxy/http://evil.example/", "/proxy/https://evil.example/x", "/proxy/?url=https://evil.example/", "/proxy/dds/eu-de/?url=http://169.254.169.254/", "/proxy/dds/eu-de//evil.example/x",
  "/proxy/dds/eu-de/@evil.example/x", "/proxy/dds/eu-de/.evil.example/x", "/proxy/dds/eu-de:80@evil.example/", `/proxy/dds/eu-de%2e%2e/v3/${PROJECT}/nodes/n/session`,
];

const at = (place) => STEPS.map((step) => KILL.replace(place, step));

/** Every spelling once; the one good path is not among them. */
export const SPELLINGS = [...new Set([...WHOLE, ...at(PROJECT), ...at(DDS_NODE), ...at("eu-de")])].filter((path) => path !== KILL);

/** Queries that no list has; each for a call that takes one. */
export const QUERIES = [
  "?", "?limit", "?limit=", "?=1", "?&", "?limit=1&", "?&limit=1", "?limit=1&&offset=0", "?limit=1?offset=0", "?limit=1#x", "?limit=%", "?limit=%2", "?limit=%zz", "?limit=a b",
  "?limit=<x>", "?limit=1;offset=0", "?url=http://evil.example", "?Limit=1", "?limit[]=1", "?limit=1&token=x", "?x=1", "?limit=1/..", "?limit=é", "?limit=1\t", "?limit=1\\", "?limit='1'",
  "?limit=%2e%2e%2f&evil=1", "?nocatalog", "?nocatalog=true", "?limit=1&nocatalog", "?limit=1&nocatalog=true", `?name=${"a".repeat(2_000)}`, "?../../x", "?limit=1+1", "?limit=1@evil", "?limit=1:2", "?limit=*",
];
