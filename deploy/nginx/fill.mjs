// The template with its places filled. What is put in was checked by choices.mjs, and is quoted here once more where it becomes
// part of a pattern.

/** The file as nginx reads it, or the ConfigMap that holds it. */
export function fill(template, choices) {
  const { origin, log } = choices;
  const places = {
    made: `\n# Made by: node deploy/nginx/make.mjs ${choices.command.join(" ")}`,
    host: pattern(origin.host) + (origin.host === origin.name ? `(?::${origin.https ? 443 : 80})?` : ""),
    origin: pattern(origin.text),
    user: choices.user ? `$http_${choices.user.toLowerCase().replaceAll("-", "_")}` : "",
    groups: groups(choices),
    listen: listen(choices),
    inner: `127.0.0.1:${choices.inner}`,
    audit: log ? `${log}/quell.audit.log` : "/dev/stdout",
    errors: log ? `${log}/quell.error.log` : "stderr",
    root: choices.root,
    brotli: choices.brotli ? "\n    brotli_static on;" : "",
    hsts: origin.https ? '\n    add_header Strict-Transport-Security    "max-age=31536000" always;' : "",
    ca: choices.ca,
    ways: ways(choices),
  };
  const asked = template.split("\n").filter((line) => {
    const [, service] = /^ {4}"~\^[A-Z]+ \/proxy\/([a-z]+)\//.exec(line) ?? [];
    return !service || choices.services.includes(service);
  });
  const text = asked.join("\n").replace(/\{\{([a-z]+)\}\}/g, (_, name) => places[name]);
  return choices.configmap ? configMap(choices.configmap, text) : text;
}

/** A text that a pattern takes for itself. */
const pattern = (text) => text.replace(/[.[\]]/g, "\\$&");

function listen({ origin, listen: at, certificate, key, trust }) {
  const lines = certificate
    ? [
      `listen ${at} ssl default_server;`, `server_name ${origin.name};`,
      `ssl_certificate     ${certificate};`, `ssl_certificate_key ${key};`,
      "ssl_protocols TLSv1.2 TLSv1.3;", "ssl_session_cache shared:quell_tls:4m;",
    ]
    : [`listen ${at} default_server;`, `server_name ${origin.name};`];
  if (trust.length) {
    lines.push(...trust.map((range) => `set_real_ip_from ${range};`), "real_ip_header X-Forwarded-For;", "real_ip_recursive on;");
  }
  return lines.map((line) => `    ${line}`).join("\n");
}

/** The addresses of endpoints that are not looked up by name. */
function groups({ connect }) {
  if (connect.size === 0) return "";
  const lines = [...connect].map(([name, address]) => `upstream ${name} { server ${address} max_fails=0; }`);
  return `\n# Endpoints that are reached at an address of their own.\n${lines.join("\n")}\n`;
}

function ways(choices) {
  const rows = choices.ways.map(({ service, region, url }) => [`location ^~ /proxy/${service}/${region}/`, `{ proxy_pass ${url.origin}/; }`]);
  const width = Math.max(...rows.map(([place]) => place.length));
  return rows.map(([place, way]) => `    ${place.padEnd(width)} ${way}`).join("\n");
}

function configMap(name, text) {
  const lines = text.trimEnd().split("\n").map((line) => (line ? `    ${line}` : ""));
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  quell.conf: |\n${lines.join("\n")}\n`;
}
