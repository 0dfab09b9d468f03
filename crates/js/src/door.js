// The door of the module: what a caller gives is read here, field by field, checked, and handed to Rust as one text.
// A getter or a proxy may throw in here; it ends the call with an error, before any of the module's own code runs.

const WORD = 4096, HEADER = 64 * 1024, REQUEST = 128 * 1024, ANSWER = 2 * 1024 * 1024, PASTE = 4 * 1024 * 1024;
const HANDLES = 65_536, NAMES = 1000;

/** What every function throws. */
class QuellError extends Error {
  constructor(code, message, field, line) {
    super(message);
    this.name = "QuellError";
    this.code = code;
    if (field !== undefined) this.field = field;
    if (line !== undefined) this.line = line;
  }
}

const wrong = (field, code, says, line) => new QuellError(code, `${field} ${says}`, field, line);
const isAbsent = (value) => value === undefined || value === null;

/** A text of at most so many code units, every one of them part of a character. */
const text = (limit) => (value, field, line) => {
  if (typeof value !== "string") throw wrong(field, "wrong_type", "is no text", line);
  if (value.length > limit) throw wrong(field, "too_long", "is too long", line);
  if (!value.isWellFormed()) throw wrong(field, "ill_formed", "has half of a character (a lone surrogate)", line);
  return value;
};
const word = text(WORD);

/** The digits of a 64-bit integer. A number that may have been rounded on its way here is none. */
function integer(value, field, line) {
  if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) !== value) throw wrong(field, "out_of_range", "does not fit in 64 bits", line);
  } else if (typeof value !== "number") {
    throw wrong(field, "wrong_type", "is no integer", line);
  } else if (!Number.isInteger(value)) {
    throw wrong(field, "not_a_number", "is not a whole number", line);
  } else if (!Number.isSafeInteger(value)) {
    throw wrong(field, "unsafe_integer", "is beyond 2^53-1 and may have been rounded: give a bigint", line);
  }
  return String(value);
}

function flag(value, field) {
  if (typeof value !== "boolean") throw wrong(field, "wrong_type", "is neither true nor false");
  return value;
}

/** A filter's value, as it is written in a query. */
function written(value, field) {
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" ? word(value, field) : integer(value, field);
}

/** An answer's body; `false` for one that is longer than any of these services' answers. */
function body(value, field) {
  if (typeof value === "string" && value.length > ANSWER) return false;
  return text(ANSWER)(value, field);
}

const list = (kind) => (value, field) => {
  if (!Array.isArray(value)) throw wrong(field, "wrong_type", "is no list");
  if (value.length > HANDLES) throw wrong(field, "too_large", `has more than ${HANDLES} items`);
  return Array.from({ length: value.length }, (_, at) => {
    const item = value[at];
    if (isAbsent(item)) throw wrong(field, "missing", "is missing", at + 1);
    return kind(item, field, at + 1);
  });
};

function object(value, field) {
  if (typeof value !== "object" || value === null) throw wrong(field, "wrong_type", "is no object");
  return value;
}

/** Fields of any names. */
const pairs = (kind) => (value, field) => {
  const names = Object.keys(object(value, field));
  if (names.length > NAMES) throw wrong(field, "too_large", "has too many fields");
  const read = Object.create(null);
  for (const name of names) {
    const item = value[name];
    if (!isAbsent(item)) read[word(name, field)] = kind(item, `${field}.${name}`);
  }
  return read;
};

/** Known fields, the object's own: what a prototype has is not the caller's. */
const shape = (fields) => {
  const known = Object.entries(fields);
  return (value, field) => {
    object(value, field);
    const read = {};
    for (const [name, kind] of known) {
      try {
        const item = Object.hasOwn(value, name) ? value[name] : undefined;
        if (!isAbsent(item)) read[name] = kind(item, name);
      } catch (fault) {
        throw fault instanceof QuellError ? fault : wrong(name, "unreadable", "cannot be read");
      }
    }
    return read;
  };
};

const input = shape({
  project: word, instance: word, node: word, job: word, language: word, allNodes: flag, cleanCache: flag,
  sessions: list(word), addresses: list(word), threads: list(integer), query: pairs(written),
});
const route = shape({ cloud: word, region: word, url: word, endpoint: word });
const request = shape({
  operation: word, method: word, url: text(REQUEST), host: word, headers: pairs(word), body: text(REQUEST), input, route,
});
const response = shape({ silent: word, status: integer, headers: pairs(text(HEADER)), body });

/** What there is to read, by the numbers that Rust has for it. */
const OBJECTS = [[input, "input"], [route, "route"], [request, "request"], [response, "response"]];
const TEXTS = [[word, "operation"], [word, "service"], [word, "text"], [text(PASTE), "text"]];
const SECRETS = ["token", "accessKey", "secretKey", "securityToken"];

export const readObject = (value, which) => {
  const [kind, field] = OBJECTS[which];
  return JSON.stringify(kind(value, field));
};

export function readText(value, which) {
  const [kind, field] = TEXTS[which];
  if (isAbsent(value)) throw wrong(field, "missing", "is missing");
  return kind(value, field);
}

/** Ten bytes of chance, in a new array: what another one says of its own length is not believed. */
export function readChance(value) {
  try {
    if (value instanceof Uint8Array && value.length === 10) return Uint8Array.from({ length: 10 }, (_, at) => value[at]);
  } catch { /* it is none */ }
  throw wrong("chance", "wrong_type", "is not ten random bytes (a Uint8Array)");
}

/** One field of the credentials: each is read for itself, so that no text holds it beside others. */
export function readSecret(value, which) {
  const field = SECRETS[which];
  object(value, "credentials");
  try {
    const secret = Object.hasOwn(value, field) ? value[field] : undefined;
    return isAbsent(secret) ? undefined : text(HEADER)(secret, field);
  } catch (fault) {
    throw fault instanceof QuellError ? fault : wrong(field, "unreadable", "cannot be read");
  }
}

/** JSON as a plain object; the fields that are named, texts or lists of them, become bigint where they are digits. */
export function plain(json, integers) {
  const made = JSON.parse(json);
  const exact = (digits) => (digits === null ? null : BigInt(digits));
  for (const field of integers ? integers.split(" ") : []) if (made[field]) made[field] = made[field].map(exact);
  if (made.input?.threads) made.input.threads = made.input.threads.map(exact);
  return made;
}

/** Lines of `name: value` as an object. */
export function headers(lines) {
  return Object.fromEntries(lines.split("\n").map((line) => {
    const at = line.indexOf(": ");
    return [line.slice(0, at), line.slice(at + 2)];
  }));
}

export const mistake = (code, message, field, line) => new QuellError(code, message, field, line);
