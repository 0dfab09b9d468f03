// Writes the nginx file for one console: make.mjs --origin https://quell.intra.example --region eu-de …
// Fills quell.conf.template; `--help` says what there is to choose. docs/OPERATIONS.md, "Behind nginx".

import { readFileSync, writeFileSync } from "node:fs";
import { argv, exit, stderr, stdout } from "node:process";
import { Fault, HELP, read } from "./choices.mjs";
import { fill } from "./fill.mjs";

try {
  const choices = read(argv.slice(2));
  if (choices.help) {
    stdout.write(HELP);
    exit(0);
  }
  const template = readFileSync(new URL("quell.conf.template", import.meta.url), "utf8");
  const text = fill(template, choices);
  if (choices.output) writeFileSync(choices.output, text);
  else stdout.write(text);
} catch (fault) {
  if (!(fault instanceof Fault) && !fault.code) throw fault;
  stderr.write(`error: ${fault.message}\n`);
  for (const line of fault.todo ?? []) stderr.write(`       ${line}\n`);
  exit(1);
}
