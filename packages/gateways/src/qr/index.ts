import type { QrMaker } from "@cowry/core/mfa";
import { toBuffer, toString } from "qrcode";

/** Room for a scratched screen: a fifth of the code may be unreadable. */
const OPTIONS = { errorCorrectionLevel: "M", margin: 2 } as const;
const PNG_PIXELS = 240;

/** QR codes as drawings and as pictures. */
export const qrMaker: QrMaker = {
  svg: (text) => toString(text, { ...OPTIONS, type: "svg" }),
  png: async (text) => (await toBuffer(text, { ...OPTIONS, type: "png", width: PNG_PIXELS })).toString("base64"),
};
