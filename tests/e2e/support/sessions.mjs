// The screen of a node's sessions as a person uses it, and lists of a test's own making behind it.

import assert from "node:assert/strict";
import { openConsole } from "./console.mjs";

/** How the three services list: the address, the name of the rows, and that of their number. */
const LISTS = {
  dds: ["**/proxy/dds/**/nodes/*/sessions?*", "sessions", "total_count"],
  dcs: ["**/proxy/dcs/**/clients?*", "clients", "count"],
  taurusdb: ["**/proxy/taurusdb/**/processes?*", "processes", "total_count"],
};

/** The address of a node's sessions, as a link has it; `query` begins with `?`. */
export function linkTo(stack, name, query = "") {
  const { project_id: project, nodes } = stack.sandbox.ready;
  const { service, instance_id: instance, node_id: node } = nodes.find((one) => one.name === name);
  return `/#/${service}/sandbox/local-1/${project}/${instance}/${node}${query}`;
}

/**
 * Opens the sessions of a node: signed in, chosen by the name that people here know it by, and listed.
 * `link` is what an address has behind the node (`""` for nothing): then the node comes with a link, and nobody
 * chooses it. `signedIn` and `listed` are false where that is not to be waited for. The rest are openConsole's
 * options. Gives what openConsole gives, and the steps.
 */
export async function openSessions(stack, name, { link, signedIn = true, listed = true, ...options } = {}) {
  const visit = await openConsole(stack, {
    path: link === undefined ? "/#/" : linkTo(stack, name, link), ...options, ready: false,
  });
  const { page } = visit;
  await page.locator("main .sessions").waitFor();
  const node = stack.sandbox.ready.nodes.find((one) => one.name === name);
  if (signedIn) await visit.signIn();
  if (link === undefined) await visit.choose(name);
  const steps = sessionSteps(visit);
  if (signedIn && listed) await steps.listed();
  return { ...visit, ...steps, node };
}

function sessionSteps(visit) {
  const { page } = visit;
  const grid = page.getByRole("grid");
  const tray = page.locator(".tray");
  const steps = {
    grid,
    tray,
    state: page.locator(".sessions > .notice, .sessions > .sheet"),
    reading: page.locator(".sessions > .reading"),
    killTicked: tray.locator("button.kill"),
    filterBox: page.locator("#filter"),
    fault: page.locator("#filter-says"),
    drawer: page.locator(".drawer"),
    refreshButton: page.getByRole("button", { name: "Refresh r" }).or(page.locator(".list-line > button")),
    chip: (name) => page.locator(".toolbar button.chip").filter({ hasText: name }),
    bar: (name) => page.locator(".picture button.share").filter({ has: page.getByText(name, { exact: true }) }),
    /** Waits until a list is there and no reading runs. */
    async listed() {
      await page.waitForFunction(() => document.querySelector(".list-line")
        && !document.querySelector(".sessions > .reading"), null, { timeout: 120_000 });
    },
    /** "27 of 120 sessions" as numbers. */
    async count() {
      const said = await page.locator(".counted").innerText();
      const [first, all = first] = said.match(/\d+/g).map(Number);
      return { shown: first, all };
    },
    async counts(shown, all) {
      const said = shown === all ? `${all} sessions` : `${shown} of ${all} sessions`;
      await page.getByText(said, { exact: true }).waitFor();
    },
    /** The rows that have an element, from top to bottom: their place, how they are, and their cells by column. */
    rows: () => page.evaluate(() => [...document.querySelectorAll(".grid .row")]
      .filter((row) => row.style.display !== "none")
      .map((row) => ({
        place: Number(row.getAttribute("aria-rowindex")) - 2,
        ticked: row.getAttribute("aria-selected") === "true",
        barred: row.getAttribute("aria-disabled") === "true",
        gone: row.classList.contains("gone"),
        cursor: row.id === "row-at-cursor",
        cells: Object.fromEntries([...row.querySelectorAll("[class*=col-]")]
          .map((cell) => [cell.className.match(/col-(\w+)/)[1], cell.textContent])),
      }))
      .sort((one, other) => one.place - other.place)),
    /** One column of them. */
    column: async (key) => (await steps.rows()).map(({ cells }) => cells[key]),
    /** One column to its end: by pages from the first row, until the cursor is on the last one. */
    async wholeColumn(key) {
      const found = new Set();
      const cursor = async () => (await steps.rows()).find((row) => row.cursor)?.place;
      await grid.press("Home");
      const last = Number(await grid.getAttribute("aria-rowcount")) - 2;
      await page.waitForFunction(() => document.querySelector("#row-at-cursor")?.ariaRowIndex === "2");
      for (;;) {
        for (const text of await steps.column(key)) found.add(text);
        const place = await cursor();
        if (place === last) return found;
        await grid.press("PageDown");
        await page.waitForFunction((old) => Number(document.querySelector("#row-at-cursor")?.ariaRowIndex ?? 0) > old, place + 2);
      }
    },
    row: (place) => page.locator(`.grid .row[aria-rowindex="${place + 2}"]`),
    ticks: async () => (await steps.rows()).filter(({ ticked }) => ticked).map(({ place }) => place),
    tick: (place, options = {}) => steps.row(place).locator(".tick").click(options),
    header: (name) => grid.getByRole("columnheader", { name, exact: true }),
    sortBy: (name) => steps.header(name).getByRole("button").click(),
    tickAll: grid.getByRole("checkbox", { name: "Select those in sight" }),
    filter: (text) => steps.filterBox.fill(text),
    /** Waits for what the bar says: "3 selected". */
    says: (text) => tray.getByText(text, { exact: true }).waitFor(),
    /** Reads the list again and waits for its end. */
    async refresh() {
      await steps.refreshButton.click();
      await steps.listed();
    },
    async setHash(fragment) {
      await page.evaluate((hash) => { location.hash = hash; }, fragment);
    },
    /** The part of the address after `#`, read. */
    address() {
      const [path, query = ""] = new URL(page.url()).hash.slice(1).split("?");
      return { path, query: Object.fromEntries(new URLSearchParams(query.replaceAll("+", "%2B"))) };
    },
    /** The calls that read lists of sessions. */
    lists: () => visit.calls().filter(({ method, path }) => method === "GET" && /\/(sessions|clients|processes)$/.test(path)),
    kills: () => visit.calls().filter(({ method, path }) => method === "DELETE" || /\/(session|kill|kill-all)$/.test(path)),
  };
  return steps;
}

/**
 * Answers the lists of a service from rows of the test's own: `rows()` is asked for every page. A row that is a
 * text is taken as JSON as it is. Gives the addresses that were asked for, and how to end it.
 */
export async function serveRows(page, service, rows) {
  const [address, name, count] = LISTS[service];
  const asked = [];
  const answer = async (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    const url = new URL(route.request().url());
    asked.push(url);
    const [offset, limit] = ["offset", "limit"].map((key) => Number(url.searchParams.get(key) ?? 0));
    const all = rows();
    const part = all.slice(offset, offset + limit).map((row) => (typeof row === "string" ? row : JSON.stringify(row)));
    const time = service === "dcs" ? `"time":"${new Date().toISOString()}",` : "";
    return route.fulfill({
      status: 200, contentType: "application/json", body: `{${time}"${count}":${all.length},"${name}":[${part.join()}]}`,
    });
  };
  await page.route(address, answer);
  return { asked, end: () => page.unroute(address, answer) };
}

/** What reached the sandbox so far. */
export async function ledgerOf({ sandbox }) {
  const answer = await fetch(`${sandbox.url}/sandbox/ledger`);
  return (await answer.json()).arrivals;
}

/** Rules of bad weather from now on; none without rules. */
export async function weather({ sandbox }, ...rules) {
  const answer = rules.length > 0
    ? await fetch(`${sandbox.url}/sandbox/weather`, {
      method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ rules }),
    })
    : await fetch(`${sandbox.url}/sandbox/weather`, { method: "DELETE" });
  assert.ok(answer.ok, await answer.text());
}

/** Another token, as IAM gives one for a password. */
export async function freshToken({ sandbox: { url, ready } }) {
  const identity = {
    methods: ["password"], password: { user: { name: ready.user, password: ready.password, domain: { name: ready.domain } } },
  };
  const answer = await fetch(`${url}/proxy/iam/local-1/v3/auth/tokens`, {
    method: "POST", headers: { "content-type": "application/json" },
    body: JSON.stringify({ auth: { identity, scope: { project: { name: ready.project_name } } } }),
  });
  assert.equal(answer.status, 201, await answer.text());
  return answer.headers.get("x-subject-token");
}

/** Threads of TaurusDB, plain and in order: the first is the oldest. */
export const threads = (count, change = () => ({})) => Array.from({ length: count }, (_, index) => ({
  id: 1000 + index, user: index % 3 === 0 ? "report" : "app_rw", host: `10.0.${index % 4}.9:${5000 + index}`,
  db: index % 2 === 0 ? "shop" : null, command: index % 2 === 0 ? "Query" : "Sleep", time: 1000 - index,
  state: index % 2 === 0 ? "Sending data" : "", info: index % 2 === 0 ? `SELECT ${index}` : null, ...change(index),
}));
