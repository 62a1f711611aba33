// What a visitor takes from a card: its table as CSV, its chart as SVG.

import type { Figure, Table } from "./engine/types";

function save(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A table as CSV: the names of its columns, and numbers as the engine has them, never rounded. */
export function csv(table: Table): string {
  const rows = [["key", ...table.columns.map((column) => column.name)]];
  table.keys.forEach((key, at) => {
    rows.push([key, ...table.columns.map((column) => String(column.cells[at] ?? ""))]);
  });
  return rows.map((row) => row.map(quoted).join(",")).join("\n") + "\n";
}

export function downloadCsv(name: string, table: Table): void {
  save(`${name}-${table.name}.csv`, "text/csv;charset=utf-8", csv(table));
}

/** All tables of all figures in one file, each after a line with its name. */
export function downloadTables(study: string, figures: Figure[]): void {
  const parts = figures.flatMap((figure) => [figure.table, ...figure.more].map((table) => `# ${figure.name}: ${table.name}\n${csv(table)}`));
  save(`${study}-tables.csv`, "text/csv;charset=utf-8", parts.join("\n"));
}

export function downloadText(name: string, text: string): void {
  save(name, "text/plain;charset=utf-8", text);
}

const PAINT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor", "opacity"];

/** The chart in light colours with its sentence, definition and fingerprint (empty: it has none), as a file that stands alone. */
export function downloadSvg(figure: Pick<Figure, "name" | "sentence" | "definition">, box: HTMLElement, fingerprint: string): void {
  const drawn = box.querySelector("svg.chart");
  if (!(drawn instanceof SVGSVGElement)) return;
  const root = document.documentElement;
  const theme = root.dataset.theme;
  root.dataset.theme = "light";
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const from = drawn.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((element, at) => {
    const style = getComputedStyle(from[at] ?? drawn);
    element.removeAttribute("class");
    element.removeAttribute("style");
    for (const name of PAINT) element.setAttribute(name, style.getPropertyValue(name));
  });
  copy.querySelectorAll("[data-tip]").forEach((element) => (element.getAttribute("fill") === "rgba(0, 0, 0, 0)" ? element.remove() : element.removeAttribute("data-tip")));
  if (theme) root.dataset.theme = theme;
  const [width, height] = [Number(drawn.getAttribute("width")), Number(drawn.getAttribute("height"))];
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const wrapped = (text: string) => {
    const most = Math.floor(width / (/[\u4e00-\u9fff]/.test(text) ? 14 : 7));
    return text.match(new RegExp(`.{1,${most}}(?:\\s|$)|.{1,${most}}`, "g")) ?? [text];
  };
  const lines = (texts: string[], y: number, size: number, weight: number, fill: string) =>
    texts.map((text, at) => `<text x="20" y="${y + at * size * 1.4}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escaped(text)}</text>`).join("");
  const head = wrapped(figure.sentence);
  const foot = wrapped(figure.definition);
  const top = 24 + head.length * 22;
  const whole = top + height + 30 + foot.length * 17 + 30;
  copy.setAttribute("x", "20");
  copy.setAttribute("y", String(top));
  copy.removeAttribute("aria-describedby");
  copy.removeAttribute("class");
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width + 40}" height="${whole}" font-family="Inter, 'Noto Sans CJK SC', sans-serif">` +
    `<rect width="100%" height="100%" fill="#ffffff"/>${lines(head, 28, 16, 600, "#16202b")}` +
    new XMLSerializer().serializeToString(copy) +
    lines(foot, top + height + 24, 12, 400, "#5b6672") +
    lines([`commonweal ${fingerprint}`.trim()], whole - 12, 10, 400, "#5b6672") +
    "</svg>\n";
  save(`${figure.name}.svg`, "image/svg+xml", text);
}
