// `window.bench` over the console's table: promises that resolve in the first task after the next painted frame.
import init, * as table from "./table.js";

await init();

const COLUMNS = ["id", "client", "user", "db", "command", "state", "seconds", "query"];
const ROW = 28;
const scroller = () => document.querySelector(".grid");
const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => resolve();
  channel.port2.postMessage(0);
}));

window.bench = {
  name: "quell",
  rowSelector: ".row",
  async load(rows) { return this.loadBytes(new TextEncoder().encode(JSON.stringify(rows))); },
  async loadBytes(bytes) { table.loadBytes(bytes); await painted(); },
  async sortBy(column, direction) { table.sortBy(column, direction === "desc"); await painted(); },
  async filter(text) { table.filter(text); await painted(); },
  async selectAll() { table.selectAll(); await painted(); },
  async clearSelection() { table.clearSelection(); await painted(); },
  async scrollTo(row) { scroller().scrollTop = row * ROW; await painted(); },
  count: () => table.count(),
  selectedCount: () => table.selectedCount(),
  scroller,
  visible() {
    const box = scroller().getBoundingClientRect();
    const top = document.querySelector(".grid-head").getBoundingClientRect().bottom;
    const rows = [...document.querySelectorAll(".row")].map((row) => ({ row, box: row.getBoundingClientRect() }));
    const seen = rows.filter(({ box: at }) => at.height > 0 && at.bottom > top + 1 && at.top < box.bottom - 1);
    return seen.sort((a, b) => a.box.top - b.box.top).map(({ row, box: at }) => ({
      top: at.top,
      cells: Object.fromEntries(COLUMNS.map((name, index) => [name, row.children[index + 1].textContent])),
      checked: row.getAttribute("aria-selected") === "true",
    }));
  },
};
performance.mark("bench-ready");
