// Rewrites Trunk's page so that it names, and pins by digest, the finished files.

/** Replaces exactly one occurrence: a page that changed its shape must not be finished half. */
function replaceOne(page, pattern, replacement) {
  const found = page.match(new RegExp(pattern, "g")) ?? [];
  if (found.length !== 1) throw new Error(`index.html: ${found.length} matches of ${pattern}, expected one`);
  return page.replace(pattern, () => replacement);
}

export function finishPage(page, { boot, glue, wasm, style }) {
  const pinned = (file) => `integrity="${file.integrity}" crossorigin="anonymous"`;
  const edits = [
    [/<link rel="modulepreload"[^>]*>/, `<link rel="modulepreload" href="./${glue.name}" ${pinned(glue)}>`],
    // Without a digest: Chromium ignores one here and says so on every visit. boot.js checks this very answer.
    [
      /<link rel="preload" as="fetch"[^>]*>/,
      `<link rel="preload" as="fetch" type="application/wasm" href="./${wasm.name}" crossorigin="anonymous">`,
    ],
    [/<link rel="stylesheet"[^>]*>/, `<link rel="stylesheet" href="./${style.name}" ${pinned(style)}>`],
    [
      /<script type="module"[^>]*>/,
      `<script type="module" src="./${boot.name}" ${pinned(boot)} data-glue="./${glue.name}" `
        + `data-wasm="./${wasm.name}" data-wasm-integrity="${wasm.integrity}">`,
    ],
  ];
  const finished = edits.reduce((text, [pattern, replacement]) => replaceOne(text, pattern, replacement), page);
  return finished.replace(/<!--[\s\S]*?-->/g, "").replace(/\n\s*\n/g, "\n");
}

/** What Trunk's page says it wrote. */
export function partsOf(page) {
  const name = (attribute) => {
    const match = new RegExp(`${attribute}="\\./([^"]+)"`).exec(page);
    if (!match) throw new Error(`index.html has no ${attribute}`);
    return match[1];
  };
  return { glue: name("data-glue"), wasm: name("data-wasm") };
}
