// Waiting without the wait: the page's clock and the sandbox's are moved on together, so that what a page waits out by
// its own timers (the looks after a send, the fence, a server's Retry-After) is over at once, and ages still fit.

/** Runs before the page's scripts: gives the page a clock that can be moved on. */
export function bendTime() {
  const real = {
    now: performance.now.bind(performance), date: Date.now.bind(Date), fetch: fetch.bind(window),
    set: setTimeout.bind(window), clear: clearTimeout.bind(window),
  };
  /** The page's limit for an answer; and the longest of its waits, the fence: what is longer is a limit too. */
  const [GIVES_UP, LONGEST] = [45_000, 60_000];
  const waiting = new Map();
  let [ahead, last, isHurried, passing] = [0, 1_000_000, false, Promise.resolve()];
  Performance.prototype.now = () => real.now() + ahead;
  Date.now = () => real.date() + Math.round(ahead);
  const arm = (id, one) => {
    real.clear(one.handle);
    const act = () => {
      waiting.delete(id);
      one.act();
    };
    one.handle = real.set(act, Math.max(0, one.due - performance.now()));
  };

  /** Moves both clocks on: the sandbox's first, so that no list in between is older than it says. */
  const move = async (ms) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ms }) };
    // A connection that a fault has cut may be the one that this goes over; a span that passes twice is no harm.
    while (!await real.fetch("/sandbox/pass", init).then(({ ok }) => ok, () => false));
    ahead += ms;
    waiting.forEach((one, id) => arm(id, one));
  };
  const pass = (ms) => (passing = passing.then(() => move(ms)));
  /** What waits is due at once. */
  const skip = (id, one) => {
    if (one.ms < 50 || one.ms === GIVES_UP || one.ms > LONGEST) return;
    passing = passing.then(() => {
      const left = Math.ceil(one.due - performance.now());
      return waiting.has(id) && left > 0 ? move(left) : null;
    });
  };
  window.setTimeout = (act, ms = 0, ...given) => {
    last += 1;
    const one = { ms, act: () => act(...given), due: performance.now() + ms };
    waiting.set(last, one);
    arm(last, one);
    if (isHurried) skip(last, one);
    return last;
  };
  window.clearTimeout = (id) => {
    real.clear(waiting.get(id)?.handle ?? id);
    waiting.delete(id);
  };
  const hurry = (does) => {
    isHurried = does;
    if (does) waiting.forEach((one, id) => skip(id, one));
  };
  window.__time = { pass, hurry };
}

/** Lets a span pass for the page and the sandbox. */
export const pass = ({ page }, ms) => page.evaluate((span) => window.__time.pass(span), ms);

/** From now on the page waits for none of its timers, or for all of them again. */
export const hurry = ({ page }, does = true) => page.evaluate((it) => window.__time.hurry(it), does);

/** Of the sandbox's lives so many ms pass at once: pools come back, connections end and begin. */
export async function letLive({ sandbox }, lives) {
  const answer = await fetch(`${sandbox.url}/sandbox/pass`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ lives }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
