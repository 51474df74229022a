import { formatDecimal, isoTime } from "@cowry/core/kernel";
import {
  type DayReport,
  type Discrepancy,
  emptyTally,
  foundIn,
  KINDS,
  type Run,
  SAYS,
  type Side,
  STREAMS,
  type Stream,
  type StreamTally,
} from "@cowry/core/reconciliation";

/** The report as a page: nothing is loaded, nothing runs, and it prints. */

const TITLES: Readonly<Record<Stream, string>> = {
  charges: "Money in: charges and top-ups",
  transfers: "Money out: transfers and payouts",
  refunds: "Refunds",
  balance: "Movements of the provider's balance",
  settlements: "Settlements",
};

const STATUS: Readonly<Record<Run["status"], { readonly says: string; readonly tone: string }>> = {
  matching: { says: "The books agree", tone: "good" },
  differing: { says: "The books differ", tone: "bad" },
  running: { says: "Being reconciled", tone: "idle" },
  failed: { says: "Could not be reconciled", tone: "bad" },
};

const STYLE = `
:root { color-scheme: light; --ink: #1b2430; --soft: #66717f; --line: #d5dbe1; --good: #0a6b3d; --bad: #b3261e;
  --pale: #f6f8f9; --brand: #0b4f4a; --wait: #b7791f; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1120px; padding: 32px 24px 48px; color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 12px 24px; align-items: baseline; justify-content: space-between; }
h1 { margin: 0; font-size: 26px; color: var(--brand); } h2 { margin: 36px 0 12px; font-size: 18px; }
p { margin: 4px 0; } .soft { color: var(--soft); }
.seal { padding: 4px 14px; border-radius: 999px; font-weight: 600; color: #fff; background: var(--soft); }
.seal.good { background: var(--good); } .seal.bad { background: var(--bad); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin-top: 20px; }
.card { padding: 12px 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--pale); }
.card b { display: block; font-size: 24px; font-variant-numeric: tabular-nums; }
table { width: 100%; border-collapse: collapse; } th { text-align: left; font-weight: 600; color: var(--soft); }
th, td { padding: 7px 10px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: 12.5px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; word-break: break-all; }
svg { display: block; width: 100%; height: auto; } .key { display: inline-flex; gap: 6px; margin-right: 18px; }
.key i { width: 12px; height: 12px; border-radius: 3px; align-self: center; }
.open { color: var(--bad); font-weight: 600; } .late { color: var(--wait); } .side { white-space: nowrap; }
@media print { body { padding: 0; } .card { background: none; } }
`;

/** Text of whatever origin, in HTML. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const number = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** Minor units of an asset with two decimals, as all that the rails know have. */
function money(amount: bigint): string {
  const [whole = "", cents = ""] = formatDecimal(amount, 2).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents}`;
}

const clock = (atMs: number): string => isoTime(atMs).replace("T", " ").slice(0, 16);

export function reportPage({ run, discrepancies, isCut, madeAtMs }: DayReport): string {
  const { says, tone } = STATUS[run.status];
  const tally = run.tally ?? emptyTally();
  const open = discrepancies.filter(({ state }) => state === "open").length;
  const sum = (pick: (of: StreamTally) => number) => STREAMS.reduce((total, one) => total + pick(tally[one]), 0);
  const card = (title: string, value: string) => `<div class="card">${title}<b>${value}</b></div>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reconciliation ${escaped(run.provider)} ${run.day}</title><style>${STYLE}</style></head><body>
<header><div><h1>Reconciliation of ${run.day}</h1>
<p class="soft">Cowry and ${escaped(run.provider)}, run ${run.attempt}, ${whenOf(run)}</p></div>
<span class="seal ${tone}">${says}</span></header>
<div class="cards">${card("Matched", number(sum(({ matched }) => matched.count)))}
${card("Found to differ", number(foundIn(tally)))}${card("Still open", number(open))}
${card("Told by another day", number(sum(({ elsewhere }) => elsewhere)))}</div>
<h2>Matched and unmatched</h2>${picture(run)}
<h2>Both sides</h2>${sides(run)}
<h2>What differs</h2>${list(discrepancies, madeAtMs)}
${isCut ? '<p class="soft">There is more than this page holds; the list of the day has all of it.</p>' : ""}
<p class="soft">Amounts in major units; times in UTC. Made ${clock(madeAtMs)}.</p></body></html>`;
}

function whenOf({ startedAtMs, finishedAtMs, by }: Run): string {
  const took = finishedAtMs === undefined ? "" : `, took ${number(Math.round((finishedAtMs - startedAtMs) / 1_000))} s`;
  return `begun ${clock(startedAtMs)} by ${escaped(by)}${took}`;
}

const BAR = { left: 330, width: 580, height: 26, step: 58, top: 12 } as const;
const TINTS = { matched: "#0a6b3d", differing: "#b3261e" } as const;

/**
 * A bar for each of the provider's books: green agrees, red does not. Of 50,000 a single one would be thinner than a
 * hair, so that whatever differs has a width that is seen.
 */
function picture(run: Run): string {
  const tally = run.tally ?? emptyTally();
  const bars = STREAMS.map((stream, at) => bar(stream, tally[stream], BAR.top + at * BAR.step)).join("");
  const height = BAR.top + STREAMS.length * BAR.step;
  const key = (tint: string, says: string) => `<span class="key"><i style="background:${tint}"></i>${says}</span>`;
  return `<p>${key(TINTS.matched, "agree")}${key(TINTS.differing, "differ")}</p>
<svg viewBox="0 0 1072 ${height}" role="img" aria-label="Matched and unmatched by stream" font-size="15">${bars}</svg>`;
}

function bar(stream: Stream, { matched, found }: StreamTally, y: number): string {
  const differing = Object.values(found).reduce((sum, count) => sum + count, 0);
  const total = matched.count + differing;
  const red = differing === 0 ? 0 : Math.max(6, (BAR.width * differing) / total);
  const green = total === 0 ? 0 : BAR.width - red;
  const middle = y + BAR.height / 2 + 5;
  const share = total === 0 ? "nothing" : `${number(matched.count)} of ${number(total)}`;
  const part = (x: number, width: number, tint: string) =>
    width === 0 ? "" : `<rect x="${x}" y="${y}" width="${width.toFixed(1)}" height="${BAR.height}" fill="${tint}"/>`;
  const kinds = KINDS.flatMap((kind) => (found[kind] === undefined ? [] : [`${kind} ${number(found[kind])}`]));
  return `<text x="0" y="${middle}" fill="#1b2430">${escaped(TITLES[stream])}</text>
<rect x="${BAR.left}" y="${y}" width="${BAR.width}" height="${BAR.height}" fill="#e9edf0"/>
${part(BAR.left, green, TINTS.matched)}${part(BAR.left + green, red, TINTS.differing)}
<text x="${BAR.left + BAR.width + 10}" y="${middle}" font-size="13" fill="#66717f">${share}</text>
<text x="${BAR.left}" y="${y + BAR.height + 16}" font-size="11" fill="#b3261e">${escaped(kinds.join(", "))}</text>`;
}

function sides(run: Run): string {
  const tally = run.tally ?? emptyTally();
  const rows = STREAMS.map((stream) => {
    const { ours, theirs, matched, elsewhere, found } = tally[stream];
    const differing = Object.values(found).reduce((sum, count) => sum + count, 0);
    const counts = [ours, theirs, matched].map(
      ({ count, amount }) => `<td class="n">${number(count)}</td><td class="n">${money(amount)}</td>`,
    );
    const rest = [elsewhere, differing].map((count) => `<td class="n">${number(count)}</td>`);
    return `<tr><td>${escaped(TITLES[stream])}</td>${counts.join("")}${rest.join("")}</tr>`;
  });
  const pair = (title: string) => `<th class="n">${title}</th><th class="n">amount</th>`;
  return `<table><thead><tr><th>Stream</th>${pair("Ours")}${pair("Theirs")}${pair("Matched")}
<th class="n">Other day</th><th class="n">Differ</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function list(discrepancies: readonly Discrepancy[], atMs: number): string {
  if (discrepancies.length === 0) return '<p class="soft">Nothing.</p>';
  const rows = discrepancies.map((of) => {
    const side = (one: Side | undefined) => `<td class="side">${one === undefined ? "nothing" : sideOf(one)}</td>`;
    return `<tr><td><b>${of.kind}</b><br><span class="soft">${SAYS[of.kind]}</span></td>
<td>${of.stream}<br><code>${escaped(of.reference)}</code></td>${side(of.ours)}${side(of.theirs)}<td>${standing(of, atMs)}</td></tr>`;
  });
  return `<table><thead><tr><th>What</th><th>Where</th><th>Ours</th><th>Theirs</th><th>Standing</th></tr></thead>
<tbody>${rows.join("")}</tbody></table>`;
}

function sideOf({ amount, fee, currency = "", status, atMs, count }: Side): string {
  const lines = [
    amount === undefined ? "" : `${escaped(currency)} ${money(amount)}`,
    fee === undefined ? "" : `fee ${money(fee)}`,
    status === undefined ? "" : escaped(status),
    atMs === undefined ? "" : clock(atMs),
    count === undefined || count < 2 ? "" : `${count} times`,
  ];
  return lines.filter((line) => line.trim() !== "").join("<br>");
}

const DAY_MS = 86_400_000;

function standing({ state, dueAtMs, foundAtMs, owner, resolution, note, closedBy }: Discrepancy, atMs: number): string {
  if (state === "gone") return "gone in a later run";
  if (state === "resolved") {
    return `${resolution ?? "resolved"} by ${escaped(closedBy ?? "")}<br><span class="soft">${escaped(note ?? "")}</span>`;
  }
  const days = Math.max(0, Math.floor((atMs - foundAtMs) / DAY_MS));
  const age = days === 1 ? "1 day" : `${days} days`;
  const due = dueAtMs <= atMs ? '<br><span class="late">overdue</span>' : "";
  return `<span class="open">open</span>, ${age}${due}<br><span class="soft">${escaped(owner ?? "nobody's yet")}</span>`;
}
