import { assetOf, type Currency, formatDecimal, settings } from "@cowry/core/kernel";
import type { Statement, StatementLine } from "@cowry/core/statements";
import { BODY_END, bytesOf, CONTENT_WIDTH, INK, newSheet, PAGE, put, type Sheet } from "./sheet.ts";

/** A statement on A4: who, when and how much at the top of the first page, the lines in a table, a footer on each. */

const COLUMNS = [
  { title: "Date", width: 72, align: "left" },
  { title: "Details", width: 193.28, align: "left" },
  { title: "Debit", width: 80, align: "right" },
  { title: "Credit", width: 80, align: "right" },
  { title: "Balance", width: 86, align: "right" },
] as const;
const GUTTER = 6;
const ROW_HEIGHT = 25;
const HEAD_HEIGHT = 20;

const KINDS: Readonly<Record<StatementLine["kind"], string>> = {
  topup: "Top-up",
  transfer: "Transfer",
  payout: "Payout",
  refund: "Refund",
  fee: "Fee",
  adjustment: "Adjustment",
  hold: "Payment of a hold",
  exchange: "Exchange",
};

export async function statementPdf(of: Statement): Promise<Uint8Array> {
  const sheet = newSheet({ title: `Account statement ${of.accountNumber} ${of.currency}`, madeAtMs: of.madeAtMs });
  const words = wordsOf(of.currency, settings().homeZone);
  let y = drawSummary(sheet, of, words);
  y = drawHead(sheet, y);
  y = drawEdge(sheet, y, "Opening balance", words.money(of.opening));
  for (const [index, line] of of.lines.entries()) {
    if (y + ROW_HEIGHT > BODY_END) y = drawHead(sheet, nextPage(sheet, of));
    drawLine(sheet, y, line, index % 2 === 1, words);
    y += ROW_HEIGHT;
  }
  if (y + ROW_HEIGHT > BODY_END) y = drawHead(sheet, nextPage(sheet, of));
  drawEdge(sheet, y, "Closing balance", words.money(of.closing));
  drawFooters(sheet, words.moment(of.madeAtMs));
  return bytesOf(sheet);
}

interface Words {
  readonly money: (amount: bigint) => string;
  /** What stands before an amount. */
  readonly symbol: string;
  readonly currency: string;
  readonly day: (atMs: number) => string;
  readonly time: (atMs: number) => string;
  readonly moment: (atMs: number) => string;
}

function wordsOf(currency: Currency, timeZone: string): Words {
  const { decimals, symbol, type } = assetOf(currency);
  // The signs of coins are younger than the font.
  const hasSign = type === "fiat";
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, day: "2-digit", month: "short", year: "numeric" });
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
  return {
    money: (amount) => grouped(formatDecimal(amount, decimals)),
    symbol: hasSign ? symbol : `${currency} `,
    currency: hasSign ? `${currency} (${symbol})` : currency,
    day: (atMs) => day.format(atMs),
    time: (atMs) => time.format(atMs),
    moment: (atMs) => `${day.format(atMs)}, ${time.format(atMs)} (${timeZone})`,
  };
}

function grouped(decimal: string): string {
  const [whole = "", fraction] = decimal.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** Ends at the place where the table begins. */
function drawSummary(sheet: Sheet, of: Statement, words: Words): number {
  drawBrand(sheet, "Account statement");
  const half = CONTENT_WIDTH / 2;
  const top = PAGE.top + 62;
  const facts: readonly (readonly [string, string])[] = [
    ["Account number", of.accountNumber],
    ["Currency", words.currency],
    ["Period", `${words.day(of.fromMs)} – ${words.day(Math.max(of.fromMs, of.toMs - 1))}`],
    ["Issued", words.moment(of.madeAtMs)],
  ];
  put(sheet, "ACCOUNT HOLDER", PAGE.left, top, half - 20, { size: 6.5, ink: INK.muted });
  put(sheet, of.holder, PAGE.left, top + 11, half - 20, { font: "bold", size: 13 });
  put(sheet, `${of.lines.length} transactions`, PAGE.left, top + 31, half - 20, { ink: INK.muted });
  for (const [index, [name, value]] of facts.entries()) {
    const y = top + index * 14;
    put(sheet, name, PAGE.left + half, y, 80, { ink: INK.muted });
    put(sheet, value, PAGE.left + half + 80, y, half - 80, { align: "right" });
  }
  return drawTotals(sheet, of, words, top + 74);
}

function drawTotals(sheet: Sheet, of: Statement, { money, symbol }: Words, y: number): number {
  const boxes = [
    ["OPENING BALANCE", of.opening],
    ["MONEY IN", of.credits],
    ["MONEY OUT", of.debits],
    ["CLOSING BALANCE", of.closing],
  ] as const;
  const width = CONTENT_WIDTH / boxes.length;
  const MONEY = { font: "bold", size: 10, ink: INK.brand, whole: true } as const;
  sheet.roundedRect(PAGE.left, y, CONTENT_WIDTH, 48, 4).fill(INK.brandSoft);
  for (const [index, [name, amount]] of boxes.entries()) {
    const x = PAGE.left + index * width + 12;
    if (index > 0) sheet.rect(x - 12, y + 10, 0.7, 28).fill(INK.line);
    put(sheet, name, x, y + 12, width - 20, { size: 6.5, ink: INK.muted });
    put(sheet, `${symbol}${money(amount)}`, x, y + 24, width - 20, MONEY);
  }
  return y + 48 + 20;
}

function drawBrand(sheet: Sheet, title: string): void {
  sheet.roundedRect(PAGE.left, PAGE.top - 6, 22, 22, 5).fill(INK.brand);
  put(sheet, "C", PAGE.left, PAGE.top - 2, 22, { font: "bold", size: 12, ink: "#ffffff", align: "center" });
  put(sheet, "Cowry", PAGE.left + 30, PAGE.top - 3, 120, { font: "bold", size: 13, ink: INK.brand });
  const half = CONTENT_WIDTH / 2;
  put(sheet, title, PAGE.left + half, PAGE.top - 3, half, { font: "bold", size: 13, align: "right" });
  sheet.rect(PAGE.left, PAGE.top + 28, CONTENT_WIDTH, 1).fill(INK.brand);
}

/** Ends at the place where its table goes on. */
function nextPage(sheet: Sheet, of: Statement): number {
  sheet.addPage();
  drawBrand(sheet, `${of.accountNumber} · ${of.currency}`);
  return PAGE.top + 44;
}

function drawHead(sheet: Sheet, y: number): number {
  sheet.rect(PAGE.left, y, CONTENT_WIDTH, HEAD_HEIGHT).fill(INK.brand);
  const style = { font: "bold", size: 7.5, ink: "#ffffff" } as const;
  drawCells(sheet, y + 6, ({ title }) => title, style);
  return y + HEAD_HEIGHT;
}

interface CellStyle {
  readonly font?: "plain" | "bold";
  readonly size?: number;
  readonly ink?: string;
}

function drawCells(
  sheet: Sheet,
  y: number,
  textOf: (column: (typeof COLUMNS)[number]) => string,
  style: CellStyle = {},
): void {
  let x: number = PAGE.left;
  for (const column of COLUMNS) {
    const text = textOf(column);
    const { width, align } = column;
    if (text !== "") put(sheet, text, x + GUTTER, y, width - 2 * GUTTER, { ...style, align, whole: align === "right" });
    x += width;
  }
}

function drawEdge(sheet: Sheet, y: number, name: string, balance: string): number {
  sheet.rect(PAGE.left, y, CONTENT_WIDTH, HEAD_HEIGHT).fill(INK.brandSoft);
  const cells: Partial<Record<(typeof COLUMNS)[number]["title"], string>> = { Details: name, Balance: balance };
  drawCells(sheet, y + 6, ({ title }) => cells[title] ?? "", { font: "bold" });
  return y + HEAD_HEIGHT;
}

function drawLine(sheet: Sheet, y: number, line: StatementLine, isStriped: boolean, words: Words): void {
  if (isStriped) sheet.rect(PAGE.left, y, CONTENT_WIDTH, ROW_HEIGHT).fill(INK.stripe);
  const { amount } = line;
  const cells = {
    Date: words.day(line.atMs),
    Details: titleOf(line),
    Debit: amount < 0n ? words.money(-amount) : "",
    Credit: amount > 0n ? words.money(amount) : "",
    Balance: words.money(line.balanceAfter),
  };
  drawCells(sheet, y + 4, ({ title }) => (title === "Credit" ? "" : cells[title]), {});
  drawCells(sheet, y + 4, ({ title }) => (title === "Credit" ? cells.Credit : ""), { ink: INK.credit });
  const under = { Date: words.time(line.atMs), Details: detailsOf(line, words), Debit: "", Credit: "", Balance: "" };
  drawCells(sheet, y + 14.5, ({ title }) => under[title], { size: 6.5, ink: INK.muted });
  sheet.rect(PAGE.left, y + ROW_HEIGHT - 0.5, CONTENT_WIDTH, 0.5).fill(INK.line);
}

function titleOf({ kind, counterparty, amount }: StatementLine): string {
  const way = amount > 0n ? "from" : "to";
  return counterparty === undefined ? KINDS[kind] : `${KINDS[kind]} ${way} ${counterparty}`;
}

/** The fee where there is one, by what it is found again, and what people wrote, which may be long. */
function detailsOf({ note, reference, fee, transactionId }: StatementLine, { money, symbol }: Words): string {
  const written = [reference, note].filter((part) => part !== undefined);
  const charged = fee === 0n ? [] : [`fee ${symbol}${money(fee)}`];
  const id = written.length + charged.length === 0 ? transactionId : transactionId.slice(-12);
  return [...charged, id, ...written].join(" · ");
}

/** Last, because only then it is known how many pages there are. */
function drawFooters(sheet: Sheet, issued: string): void {
  const { start, count } = sheet.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    sheet.switchToPage(page);
    const y = PAGE.height - 38;
    sheet.rect(PAGE.left, y - 8, CONTENT_WIDTH, 0.5).fill(INK.line);
    const style = { size: 6.5, ink: INK.muted };
    put(
      sheet,
      `Issued ${issued}. Each line can be checked: see the receipt of its transaction.`,
      PAGE.left,
      y,
      400,
      style,
    );
    put(sheet, `Page ${page - start + 1} of ${count}`, PAGE.left + 400, y, CONTENT_WIDTH - 400, {
      ...style,
      align: "right",
    });
  }
}
