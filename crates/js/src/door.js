// What the module does with values of JavaScript: reads fields that are the object's own, and makes errors.
// A getter or a proxy may throw in here; what it throws goes to Rust as a value and ends nothing.

const ABSENT = 0, WRONG_TYPE = 1, TOO_LONG = 2, ILL_FORMED = 3, NOT_WHOLE = 4, UNSAFE = 5, OUT_OF_RANGE = 6;

/** A field's value; what a prototype has is not the caller's. */
export const own = (object, key) => (object !== null && Object.hasOwn(object, key) ? object[key] : undefined);

/** A value that is a text of at most so many code units, every one of them part of a character; else why not. */
function sound(value, limit) {
  if (value === undefined || value === null) return ABSENT;
  if (typeof value !== "string") return WRONG_TYPE;
  if (value.length > limit) return TOO_LONG;
  return value.isWellFormed() ? value : ILL_FORMED;
}

export const text = (object, key, limit) => sound(own(object, key), limit);

export const whole = (value, limit) => sound(value, limit);

/** The digits of a 64-bit integer. A number that may have been rounded on its way here is none. */
export function integer(object, key) {
  const value = own(object, key);
  if (value === undefined || value === null) return ABSENT;
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? String(value) : OUT_OF_RANGE;
  if (typeof value !== "number") return WRONG_TYPE;
  if (!Number.isInteger(value)) return NOT_WHOLE;
  return Number.isSafeInteger(value) ? String(value) : UNSAFE;
}

/** How long a list is; -1 where there is no list, -2 where there is something else. */
export function count(value) {
  if (value === undefined || value === null) return -1;
  return Array.isArray(value) ? Math.min(value.length, 2 ** 31 - 1) : -2;
}

/** The names of an object's own fields, up to so many. */
export const names = (object, most) => Object.keys(object).slice(0, most);

/** A list of texts, as the integers they write; null for an empty one. */
export const integers = (texts) => texts.map((text) => (text === "" ? null : BigInt(text)));

/** An error as callers tell it apart: by `code`, `field` and `line`. */
export function mistake(code, message, field, line) {
  const error = new Error(message);
  error.name = "QuellError";
  error.code = code;
  if (field !== undefined) error.field = field;
  if (line !== undefined) error.line = line;
  return error;
}
