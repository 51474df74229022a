import PDFDocument from "pdfkit";
import { loadFonts } from "./fonts.ts";

/** A4 in points, its margins, and the inks: what every page of ours has in common. */
export const PAGE = { width: 595.28, height: 841.89, left: 42, right: 42, top: 42, bottom: 54 } as const;
export const CONTENT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
/** Nothing but the footer stands below. */
export const BODY_END = PAGE.height - PAGE.bottom;

export const INK = {
  text: "#1b2430",
  muted: "#66717f",
  brand: "#0b4f4a",
  brandSoft: "#e8f1f0",
  line: "#d5dbe1",
  stripe: "#f6f8f9",
  credit: "#0a6b3d",
} as const;

export type Sheet = PDFKit.PDFDocument;

export function newSheet(about: { readonly title: string; readonly madeAtMs: number }): Sheet {
  const { plain, bold } = loadFonts();
  const sheet = new PDFDocument({
    size: "A4",
    // Placed by hand: a text that reaches the margin must not start a page by itself.
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    bufferPages: true,
    info: { Title: about.title, Author: "Cowry", Creator: "Cowry", CreationDate: new Date(about.madeAtMs) },
    lang: "en",
    displayTitle: true,
    // None to begin with: the standard ones are read from a folder that a bundle does not have, and a font that is there
    // before it gets a name is opened anew each time the name is used.
    font: "",
  });
  sheet.registerFont("plain", plain);
  sheet.registerFont("bold", bold);
  return sheet;
}

export interface TextStyle {
  readonly font?: "plain" | "bold";
  readonly size?: number;
  readonly ink?: string;
  readonly align?: "left" | "right" | "center";
  /** An amount that lacks digits is another amount: what does not fit is set smaller. */
  readonly whole?: boolean;
}

/** One line in a box of this width; what does not fit ends in an ellipsis, unless it must be there as a whole. */
export function put(sheet: Sheet, text: string, x: number, y: number, width: number, style: TextStyle = {}): void {
  const { font = "plain", size = 8, ink = INK.text, align = "left", whole = false } = style;
  sheet.font(font).fontSize(size).fillColor(ink);
  if (whole) sheet.fontSize(Math.min(size, (size * width) / sheet.widthOfString(text)));
  sheet.text(whole ? text : clip(sheet, text, width), x, y, { width: width + 1, align, lineBreak: false });
}

/** The longest beginning that fits, by the font and size that are set. */
function clip(sheet: Sheet, text: string, width: number): string {
  if (sheet.widthOfString(text) <= width) return text;
  const letters = Array.from(text);
  let [fits, beyond] = [0, letters.length];
  while (beyond - fits > 1) {
    const middle = Math.floor((fits + beyond) / 2);
    if (sheet.widthOfString(`${letters.slice(0, middle).join("")}…`) <= width) fits = middle;
    else beyond = middle;
  }
  return `${letters.slice(0, fits).join("").trimEnd()}…`;
}

export function bytesOf(sheet: Sheet): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    sheet.on("data", (chunk: Buffer) => chunks.push(chunk));
    sheet.on("end", () => {
      resolve(Buffer.concat(chunks));
    });
    sheet.on("error", reject);
    sheet.end();
  });
}
