// Just enough of MongoDB's protocol to send commands: OP_MSG with a document of texts, whole numbers and documents.

function element(type, name, value) {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);
}

function encode(fields) {
  const parts = Object.entries(fields).map(([name, value]) => {
    if (typeof value === "number") {
      const number = Buffer.alloc(4);
      number.writeInt32LE(value);
      return element(0x10, name, number);
    }
    if (typeof value === "string") {
      const text = Buffer.from(`${value}\0`);
      const length = Buffer.alloc(4);
      length.writeInt32LE(text.length);
      return element(0x02, name, Buffer.concat([length, text]));
    }
    return element(Array.isArray(value) ? 0x04 : 0x03, name, encode(value));
  });
  const body = Buffer.concat([...parts, Buffer.from([0])]);
  const length = Buffer.alloc(4);
  length.writeInt32LE(body.length + 4);
  return Buffer.concat([length, body]);
}

let sent = 0;

// The bytes of a command.
export function message(command) {
  const document = encode(command);
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(++sent, 4);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, document]);
}
