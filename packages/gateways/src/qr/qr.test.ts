import { expect, it } from "vitest";
import { qrMaker } from "./index.ts";

const URI = "otpauth://totp/Cowry:0123456789ab?issuer=Cowry&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=6&period=30";

it("draws a code as SVG and as PNG, small enough for an answer", async () => {
  const [svg, png] = await Promise.all([qrMaker.svg(URI), qrMaker.png(URI)]);
  expect(svg).toMatch(/^<svg [^>]*viewBox=/);
  expect(Buffer.from(png, "base64").subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
  expect(svg.length + png.length).toBeLessThan(32_768);
});
