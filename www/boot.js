// Starts the console. A file of its own because the page's policy allows no inline script.
//
// It is told what to load by the attributes of its own script element: `data-glue`, `data-wasm` and, in a
// finished build, `data-wasm-integrity`. That digest goes into `fetch`, which takes over the page's preload:
// Chromium ignores `integrity` on a preload itself. The glue's digest is enforced by its modulepreload.

const parts = document.querySelector("script[data-wasm]").dataset;
const address = (part) => new URL(part, document.baseURI).href;

/** Shows the plain message that is already in the page, for the one reason that holds. */
function refuse(reason, error) {
  document.getElementById("app").hidden = true;
  const notice = document.getElementById("no-start");
  notice.querySelector(`[data-reason="${reason}"]`).hidden = false;
  // Text, never markup: the words of an error may come from outside.
  if (error) document.getElementById("no-start-detail").textContent = String(error);
  notice.hidden = false;
}

/** A worker left by an earlier tenant of this origin could answer with old files: Quell has none of its own. */
async function dismissServiceWorkers() {
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(registrations.map((registration) => registration.unregister()));
}

async function start() {
  const pinned = parts.wasmIntegrity ? { integrity: parts.wasmIntegrity } : {};
  const [glue, wasm] = await Promise.all([
    import(address(parts.glue)),
    fetch(address(parts.wasm), pinned),
  ]);
  if (!wasm.ok) throw new Error(`${parts.wasm}: the server answered ${wasm.status}`);
  await glue.default({ module_or_path: wasm });
}

// A frame could lay its own page over the button that ends sessions. The headers forbid it too; this holds
// where a host forgot them.
if (window.top !== window.self) {
  refuse("framed");
} else if (typeof WebAssembly !== "object") {
  refuse("no-wasm");
} else {
  dismissServiceWorkers().catch(() => {});
  start().catch((error) => refuse("broken", error));
}
