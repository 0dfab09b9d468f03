// A page of your own: ids are pasted, the request is shown, this page sends it, and the module says what the answer proves.

import { load } from "./module/web.js";

const quell = await load();
const { elements: field } = document.forms[0];
const [request, answer] = ["request", "answer"].map((id) => document.getElementById(id));
let built = null;

/** Whatever is typed makes what was shown another request. */
document.forms[0].addEventListener("input", () => { built = null; field.send.disabled = true; });

field.show.addEventListener("click", () => {
  try {
    const { handles } = quell.parsePaste(field.threads.value, "taurusdb");
    const [project, instance, node] = [field.project.value, field.instance.value, field.node.value];
    const route = { cloud: field.cloud.value, region: field.region.value, url: field.url.value };
    built = quell.buildRequest("taurusdb.kill", { project, instance, node, threads: handles }, route);
    request.textContent = quell.toCurl(built);
    answer.textContent = "";
    field.send.disabled = false;
  } catch ({ message }) {
    request.textContent = "";
    answer.textContent = message;
  }
});

field.send.addEventListener("click", async () => {
  const { method, url, body, operation } = built;
  const once = { "X-Attempt-Id": quell.attemptId(Date.now(), crypto.getRandomValues(new Uint8Array(10))) };
  const headers = { ...built.headers, ...quell.sign(built, { token: field.token.value }, Date.now()), ...once };
  // A kill is sent once: not again by a second click, and not again when nothing comes back.
  field.send.disabled = true;
  const back = await fetch(url, { method, headers, body, redirect: "manual", cache: "no-store" })
    .then(async (response) => ({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }))
    .catch(() => ({ silent: "network" }));
  const { kind, ...said } = quell.readAnswer(operation, built, back);
  answer.textContent = `${kind} ${JSON.stringify(said, (_, value) => (typeof value === "bigint" ? String(value) : value))}`;
});
