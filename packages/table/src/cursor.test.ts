import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCursor, sealCursor } from "./index.ts";
import { seed } from "./seed.testkit.ts";

const key = Buffer.alloc(32, 7);
const scope = "transactions:user-1:NGN";
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

describe(`cursors (seed ${seed})`, () => {
  it("open to the position that was sealed, and fit a query string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (anyScope, position) => {
        const cursor = sealCursor(key, anyScope, position);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(openCursor(key, anyScope, cursor)).toBe(position);
      }),
      { seed },
    );
  });

  it.each(["", "E", "E#NGN", "E#NGN#0001700000000#000000000012"])(
    "do not open after any change, cut or addition (%j)",
    (position) => {
      const cursor = sealCursor(key, scope, position);
      const wrong: string[] = [];
      for (const [at, character] of Array.from(cursor).entries()) {
        for (const other of `${alphabet}=+/ .`) {
          if (other !== character) wrong.push(cursor.slice(0, at) + other + cursor.slice(at + 1));
        }
        wrong.push(cursor.slice(0, at), cursor.slice(at + 1), cursor.slice(0, at) + cursor.slice(at + 1));
      }
      for (const more of `${alphabet}=\n`) wrong.push(cursor + more, more + cursor);
      expect(wrong.filter((text) => openCursor(key, scope, text) !== undefined)).toEqual([]);
    },
  );

  it("do not open with any byte changed", () => {
    const bytes = Buffer.from(sealCursor(key, scope, "E#NGN#1"), "base64url");
    for (const at of bytes.keys()) {
      for (let flip = 1; flip < 256; flip++) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(at) ^ flip, at);
        expect(openCursor(key, scope, changed.toString("base64url"))).toBeUndefined();
      }
    }
  });

  it("do not open in another scope or with another key", () => {
    const cursor = sealCursor(key, scope, "E#1");
    expect(openCursor(key, "transactions:user-2:NGN", cursor)).toBeUndefined();
    expect(openCursor(Buffer.alloc(32, 8), scope, cursor)).toBeUndefined();
    // The line between scope and position cannot be moved: "ab" + "c" is not "a" + "bc".
    const sealed = Buffer.from(sealCursor(key, "ab", "c"), "base64url");
    const moved = Buffer.concat([sealed.subarray(0, 17), Buffer.from("bc")]).toString("base64url");
    expect(openCursor(key, "a", moved)).toBeUndefined();
  });

  it("never throw, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(openCursor(key, scope, text)).toBeUndefined();
      }),
      { seed, numRuns: 1_000 },
    );
  });
});
