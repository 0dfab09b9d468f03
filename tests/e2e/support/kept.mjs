// What the browser keeps of a page and what the page shows, as one text: where no secret may be.

/** Both storages, every database, the address, the markup, and what is in every field. */
export const keptBy = (page) => page.evaluate(async () => {
  const all = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href, document.documentElement.outerHTML];
  for (const field of document.querySelectorAll("input, textarea")) all.push(field.value);
  const heard = (request) => new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  for (const { name } of await indexedDB.databases()) {
    const database = await heard(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      all.push(JSON.stringify(await heard(database.transaction(store).objectStore(store).getAll())));
    }
    database.close();
  }
  return all.join("\n");
});
