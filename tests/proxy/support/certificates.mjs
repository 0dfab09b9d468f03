// A certificate authority of the test's own: a root, two authorities between, and certificates for any names.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const openssl = (...args) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });

/**
 * Makes an authority below `folder`. Gives `ca`, the file of its root, and `issue(name, names)`: a file of a
 * certificate with its chain, and one of its key.
 */
export function startAuthority(folder, title = "root") {
  const at = (name) => join(folder, `${title}-${name}`);
  const make = (name, subject, extensions, signer) => {
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", at(`${name}.key`));
    openssl("req", "-new", "-key", at(`${name}.key`), "-subj", `/CN=${subject}`, "-out", at(`${name}.csr`));
    writeFileSync(at(`${name}.ext`), extensions);
    const signed = signer ? ["-CA", at(`${signer}.pem`), "-CAkey", at(`${signer}.key`), "-CAcreateserial"] : ["-signkey", at(`${name}.key`)];
    openssl("x509", "-req", "-in", at(`${name}.csr`), ...signed, "-days", "2", "-sha256", "-extfile", at(`${name}.ext`), "-out", at(`${name}.pem`));
  };
  const authority = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n";
  make("root", `${title} root`, authority);
  make("between", `${title} between`, authority, "root");
  make("issuing", `${title} issuing`, authority, "between");
  return {
    ca: at("root.pem"),
    issue(name, names) {
      const san = names.map((one) => (/^[0-9.]+$/.test(one) ? `IP:${one}` : `DNS:${one}`)).join(",");
      make(name, names[0].slice(0, 60), `basicConstraints=CA:FALSE\nsubjectAltName=${san}\n`, "issuing");
      const chain = [name, "issuing", "between"].map((part) => readFileSync(at(`${part}.pem`), "utf8")).join("");
      writeFileSync(at(`${name}.chain.pem`), chain);
      return { certificate: at(`${name}.chain.pem`), key: at(`${name}.key`) };
    },
  };
}
