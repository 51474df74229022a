import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * DejaVu Sans has the naira sign and every letter that a name may have here. The files are shipped beside the bundle:
 * `stacks/bundles.ts` finds them by these very texts.
 */
export function loadFonts(): { readonly plain: Buffer; readonly bold: Buffer } {
  const { resolve } = createRequire(import.meta.url);
  return {
    plain: readFileSync(resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")),
    bold: readFileSync(resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf")),
  };
}
