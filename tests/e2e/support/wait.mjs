// Waiting for a condition, never for a time.

import { setTimeout as pause } from "node:timers/promises";

/** Asks until the answer is truthy and gives it back; says what it waited for when the patience ends. */
export async function until(what, ask, { patience = 10_000, every = 20 } = {}) {
  const deadline = performance.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${patience} ms for ${what}`);
    await pause(every);
  }
}
