// The console as a person uses it: each step is one thing that a hand does or an eye reads.

import { isKill, isSelfTest } from "./kills.mjs";
import { openPage } from "./page.mjs";
import { countRequests } from "./requests.mjs";

/** The form's list of handles, whichever operation is open. */
const LIST = "#sessions, #addresses, #threads";

/**
 * Opens the console of a stack, in English unless `context.locale` says otherwise. `url` is another origin in
 * front of the sandbox; `ready` is false where the console is not expected to start. The rest are openPage's options.
 * Gives what openPage gives, and the steps.
 */
export async function openConsole(stack, {
  path = "/#/?view=hand", url = stack.url ?? stack.sandbox.url, ready = true, context = {}, ...options
} = {}) {
  const facts = stack.sandbox.ready;
  const visit = await openPage(stack.browser, null, { ...options, context: { locale: "en", ...context } });
  const { page } = visit;
  const sent = countRequests(page);
  await page.goto(url + path);
  if (ready) await page.locator("main form h1").waitFor();

  const dialog = page.locator("dialog.confirm");
  const result = page.locator("section.result:not(.history)");
  const over = page.locator("section.result:not(.history):not(.running)");
  const steps = {
    dialog,
    result,
    over,
    list: page.locator(LIST),
    killButton: page.locator("form.form button[type=submit]"),
    sendButton: dialog.locator("button.kill"),
    cancelButton: dialog.getByRole("button", { name: "Cancel", exact: true }),
    /** All calls of the API that left the page. */
    calls: () => sent.all.filter((one) => one.path.startsWith("/proxy/") && !isSelfTest(one)),
    /** The kills among them. */
    kills: () => sent.all.filter(isKill),
    /** What the page sent to test its route. */
    probes: () => sent.all.filter(isSelfTest),

    async signIn(token = facts.token) {
      await page.getByRole("banner").getByRole("button", { name: "Sign in" }).click();
      await page.getByLabel("IAM token").fill(token);
      await page.getByRole("button", { name: "Use this token" }).click();
      await page.getByRole("banner").getByText("Token set").waitFor();
    },
    /** Chooses a node by the name that people here know it by. */
    async choose(name) {
      await page.locator("#known").selectOption({ label: name });
      return facts.nodes.find((node) => node.name === name);
    },
    tab: (name) => page.getByRole("navigation", { name: "Operations" }).getByRole("link", { name, exact: true }).click(),
    paste: (text) => page.locator(LIST).fill(text),
    target: () => page.evaluate(() => Object.fromEntries(["project", "instance", "node"]
      .map((id) => [id, document.getElementById(id)?.value ?? null]))),
    preview: async (kind) => {
      const part = page.getByRole("region", { name: "Request", exact: true });
      await part.getByRole("button", { name: kind, exact: true }).click();
      return part.locator("pre").innerText();
    },
    /** Where the focus is: the element's name and what it is called. */
    focused: () => page.evaluate(() => {
      const { tagName, id, textContent } = document.activeElement;
      return `${tagName.toLowerCase()} ${id || textContent.trim().slice(0, 40)}`.trimEnd();
    }),
    /** Presses the form's button and waits for the question: the list is read again before it is one. */
    async ask() {
      await steps.killButton.click();
      await dialog.locator(".blast").waitFor();
    },
    /** Gives what the question asks for: a reason, and what is to be typed. */
    async satisfy(reason = "INC-1") {
      if (await dialog.locator("#reason[required]").count()) await dialog.locator("#reason").fill(reason);
      const demanded = dialog.locator(".demanded");
      if (await demanded.count()) await dialog.locator("#typed").fill(await demanded.innerText());
    },
    /** Agrees and waits for the run. What the run before it came to stands there until then. */
    async agree() {
      await steps.satisfy();
      const former = await over.count() ? await over.elementHandle() : null;
      await steps.sendButton.click();
      await former?.waitForElementState("hidden");
      await result.waitFor();
    },
    /** Asks, agrees, and waits until the run is over: what was sent has been looked at. */
    async kill() {
      await steps.ask();
      await steps.agree();
      await steps.isOver();
    },
    /** Waits until the run is over. */
    isOver: () => over.waitFor({ timeout: 60_000 }),
    /**
     * What the result says once the run is over: how it is coloured, its sentence, its rows, what came back for each
     * request, all its text.
     */
    async outcome() {
      await steps.isOver();
      return {
        mark: (await result.getAttribute("class")).split(" ").find((name) => ["gone", "refused", "unknown"].includes(name)),
        headline: await result.locator("#result-title > span").first().innerText(),
        rows: await result.locator("tbody tr").evaluateAll((all) => (
          all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.innerText))
        )),
        attempts: await result.locator(".attempts li").evaluateAll((all) => all.map((one) => one.textContent)),
        text: await result.innerText(),
      };
    },
  };
  return { ...visit, ...steps };
}

/** A request as the HTTP preview shows it, in the parts that a request on the wire has. */
export function readPreview(text) {
  const [head, ...rest] = text.split("\n\n");
  const [first, ...lines] = head.split("\n");
  const [method, path] = first.split(" ");
  const headers = Object.fromEntries(lines.map((line) => {
    const [name, ...value] = line.split(": ");
    return [name.toLowerCase(), value.join(": ")];
  }));
  return { method, path, headers, body: rest.join("\n\n") || null };
}
