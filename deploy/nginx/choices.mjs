// What was chosen for the nginx file, checked: every fault says what, where, and what to do about it.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

export const HELP = `Writes the nginx file that serves Quell and carries its calls to the clouds.

  node deploy/nginx/make.mjs --origin https://quell.intra.example --region eu-de --region eu-nl \\
      --certificate /etc/ssl/quell.pem --key /etc/ssl/quell.key --output /etc/nginx/conf.d/quell.conf

  --origin URL            where people open the console: scheme, name, and a port if it is not the usual one
  --region ID             a region of the two public clouds, such as eu-de; once for each
  --service WORD          dds, dcs, taurusdb, iam; once for each. All four without it
  --endpoint S:R=URL      the endpoint of service S in region R: a cloud of your own, or a private endpoint
  --connect NAME=A:P      go to address A, port P, for the endpoint NAME, whose certificate is still checked
  --certificate FILE      TLS ends here, with this certificate and
  --key FILE              its key. Without them TLS ends in front, and this listens to plain HTTP
  --listen [ADDRESS:]PORT where to listen: 443 with a certificate, 8080 without
  --self-test PORT        a free port of this machine (127.0.0.1) for the inner end of the self-test (8641)
  --trust CIDR            who may say in X-Forwarded-For whom a request comes from; once for each
  --user-header NAME      the header in which a sign-on in front says who asks, for the audit line
  --root FOLDER           where the files of dist/ are (/srv/quell)
  --ca FILE               who signs the clouds' certificates (/etc/ssl/certs/ca-certificates.crt)
  --log FOLDER            where the logs go (/var/log/nginx); "-" for the output of a container
  --brotli                serve the .br files too; needs nginx's brotli module (libnginx-mod-http-brotli-static)
  --configmap NAME        write the file as a ConfigMap of Kubernetes
  --output FILE           instead of the terminal
`;

const SERVICES = ["dds", "dcs", "taurusdb", "iam"];
/** What the file of endpoints calls a service. */
const FILED = { dds: "dds", dcs: "dcs", taurusdb: "gaussdb", iam: "iam" };
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const HOST = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const ADDRESS = /^(?:(?:[0-9.]+|\[[0-9A-Fa-f:.]+\]|[a-z0-9.-]+):)?([1-9][0-9]{0,4})$/;
const CIDR = /^[0-9A-Fa-f:.]+(?:\/[0-9]{1,3})?$/;
const PORT = /^[1-9][0-9]{0,4}$/;
const FILE = /^\/[A-Za-z0-9._/-]+$/;
const HEADER = /^[A-Za-z0-9-]{1,64}$/;
const OBJECT = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** What is wrong, and what to do about it, a line for each. */
export class Fault extends Error {
  constructor(message, ...todo) {
    super(message);
    this.todo = todo;
  }
}

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  brotli: { type: "boolean" },
  ...Object.fromEntries(["origin", "certificate", "key", "listen", "self-test", "user-header", "root", "ca", "log", "configmap", "output"]
    .map((name) => [name, { type: "string" }])),
  ...Object.fromEntries(["region", "service", "endpoint", "connect", "trust"]
    .map((name) => [name, { type: "string", multiple: true }])),
};

/** Reads the words of a command line. Gives what fill.mjs wants. */
export function read(words) {
  const chosen = parse(words);
  if (chosen.help) return { help: true };
  const services = chosen.service ?? SERVICES;
  for (const word of services) one(word, "--service", SERVICES.includes(word), `one of ${SERVICES.join(", ")}`);
  const origin = originOf(chosen.origin);
  if (Boolean(chosen.certificate) !== Boolean(chosen.key)) {
    const [has, lacks] = chosen.certificate ? ["--certificate", "--key"] : ["--key", "--certificate"];
    throw new Fault(`${has} is there and ${lacks} is not`, "Give both, or neither where TLS ends in front of this nginx.");
  }
  const ways = waysOf(chosen, services);
  const file = (name, value) => one(value, name, FILE.test(value) && !value.includes(".."), "an absolute path of plain characters");
  const optional = (name) => chosen[name] && file(`--${name}`, chosen[name]);
  const listen = chosen.listen ?? (chosen.certificate ? "443" : "8080");
  one(listen, "--listen", ADDRESS.test(listen) && +ADDRESS.exec(listen)[1] < 65_536, "a port, or an address and a port such as 127.0.0.1:8080");
  const inner = chosen["self-test"] ?? "8641";
  one(inner, "--self-test", PORT.test(inner) && +inner < 65_536 && inner !== listen.split(":").at(-1), "a port that nothing else has");
  for (const range of chosen.trust ?? []) one(range, "--trust", CIDR.test(range), "an address or a range such as 10.0.0.0/8");
  const user = chosen["user-header"];
  if (user) one(user, "--user-header", HEADER.test(user), "the name of a header, such as X-Forwarded-User");
  const map = chosen.configmap;
  if (map) one(map, "--configmap", OBJECT.test(map), "a name that Kubernetes takes, such as quell-nginx");
  return {
    command: words.filter((word, at) => word !== "--output" && words[at - 1] !== "--output"),
    origin, services, ways, listen, inner,
    connect: connectOf(chosen.connect ?? [], ways),
    certificate: optional("certificate"),
    key: optional("key"),
    trust: chosen.trust ?? [],
    user,
    root: file("--root", chosen.root ?? "/srv/quell"),
    ca: file("--ca", chosen.ca ?? "/etc/ssl/certs/ca-certificates.crt"),
    log: chosen.log === "-" ? null : file("--log", chosen.log ?? "/var/log/nginx"),
    brotli: Boolean(chosen.brotli),
    configmap: map,
    output: chosen.output,
  };
}

function parse(words) {
  try {
    return parseArgs({ args: words, options: OPTIONS, strict: true }).values;
  } catch (fault) {
    throw new Fault(fault.message.split(". ")[0], "node deploy/nginx/make.mjs --help names every option.");
  }
}

function one(value, option, fits, wanted) {
  if (!fits) throw new Fault(`${option} ${value}: must be ${wanted}`);
  return value;
}

function originOf(text) {
  if (!text) throw new Fault("--origin is missing", "Give the address at which people open the console: --origin https://quell.intra.example");
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHere = ["localhost", "127.0.0.1"].includes(url?.hostname);
  const fits = url?.origin === text && HOST.test(url.hostname) && (url.protocol === "https:" || (url.protocol === "http:" && isHere));
  return one({ text, host: url?.host, name: url?.hostname, https: url?.protocol === "https:", toString: () => text }, "--origin", fits,
    "https:// and a name, with a port if it is not 443, and nothing behind it (http:// for this machine only)");
}

/** Every service and region with its endpoint, in the order of the services. */
function waysOf(chosen, services) {
  const known = JSON.parse(readFileSync(new URL("../../crates/core/data/regions.json", import.meta.url), "utf8"));
  const ways = new Map();
  for (const region of chosen.region ?? []) {
    const clouds = Object.keys(known).filter((cloud) => Object.values(known[cloud]).some((list) => list[region]));
    if (clouds.length === 0) {
      const all = new Set(Object.values(known).flatMap((cloud) => Object.values(cloud).flatMap(Object.keys)));
      throw new Fault(`--region ${region}: no document names this region`,
        `Known are ${[...all].sort().join(", ")}.`,
        "For another, name its endpoints: --endpoint dds:REGION=https://…");
    }
    for (const service of services) {
      const urls = clouds.map((cloud) => known[cloud][FILED[service]][region]).filter(Boolean);
      if (urls.length > 1) throw new Fault(`--region ${region}: ${clouds.join(" and ")} both have it`, `Name the one you mean: --endpoint ${service}:${region}=${urls[0]}`);
      if (urls.length === 1) ways.set(`${service}:${region}`, endpointOf(urls[0], region));
    }
  }
  for (const text of chosen.endpoint ?? []) {
    const [, service, region, url] = /^([a-z]+):([^=]+)=(.+)$/.exec(text) ?? [];
    const fits = services.includes(service) && ID.test(region ?? "");
    one(text, "--endpoint", fits, `SERVICE:REGION=https://…, with a service of ${services.join(", ")}`);
    ways.set(`${service}:${region}`, endpointOf(url, text));
  }
  if (ways.size === 0) {
    throw new Fault("no way leads to a cloud", "Give a region, --region eu-de, or an endpoint, --endpoint dds:eu-de=https://…");
  }
  const order = ([way]) => services.indexOf(way.split(":")[0]);
  return [...ways].sort((a, b) => order(a) - order(b)).map(([way, url]) => {
    const [service, region] = way.split(":");
    return { service, region, url };
  });
}

function endpointOf(text, where) {
  const url = URL.canParse(text) ? new URL(text) : null;
  one(text, `the endpoint of ${where}:`, url?.protocol === "https:" && url.origin === text && HOST.test(url.hostname),
    "https:// and a name, with a port if it is not 443, and nothing behind it");
  return url;
}

function connectOf(texts, ways) {
  return new Map(texts.map((text) => {
    const [, name, address] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    one(text, "--connect", ADDRESS.test(address ?? "") && address.includes(":"), "NAME=ADDRESS:PORT");
    if (!ways.some(({ url }) => url.host === name)) {
      throw new Fault(`--connect ${text}: no endpoint has the name ${name}`, `The endpoints are ${ways.map(({ url }) => url.host).join(", ")}.`,
        "One with a port of its own needs no --connect.");
    }
    return [name, address];
  }).filter(([name]) => name));
}
