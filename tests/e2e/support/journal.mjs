// What the browser keeps of kill runs, read as the browser has it.

/** Every entry of every run, the oldest first: `run`, `seq`, `at_ms` and the `fact`. None where there is no journal. */
export async function journalOf(page) {
  const rows = await page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "quell")) return [];
    const heard = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const database = await heard(indexedDB.open("quell"));
    try {
      return await heard(database.transaction("entries").objectStore("entries").getAll());
    } finally {
      database.close();
    }
  });
  // Ids of sessions are texts in it: nothing is rounded here.
  return rows.map(({ text }) => JSON.parse(text)).sort((one, other) => one.at_ms - other.at_ms || one.seq - other.seq);
}

/** Which of an attempt's facts are in the journal, in order. */
export async function factsOf(page, attempt) {
  const entries = await journalOf(page);
  return entries.flatMap(({ fact }) => Object.entries(fact))
    .filter(([, told]) => told.attempt === attempt)
    .map(([kind]) => kind);
}
