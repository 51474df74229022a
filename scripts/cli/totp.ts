import { createHmac } from "node:crypto";
import { reach } from "./cloud.ts";
import { type Command, Misuse } from "./command.ts";
import { say } from "./screen.ts";
import { clockOf } from "./test-clock.ts";

/** An authenticator app whose clock is the local one: a phone's own app is wrong as soon as the clock was moved. */
export const totp: Command = {
  words: ["totp"],
  says: "The six digits of an authenticator app, at the local clock's time",
  about:
    "A phone's own app shows others as soon as the local clock was moved. Each code is good once: 30 s later is the next.",
  takes: ["<secret>"],
  examples: [["cowry totp JBSWY3DPEHPK3PXP", "for the secret that POST /auth/mfa/totp answered"]],
  run: async (given, screen) => {
    const [secret = ""] = given.places;
    const key = readBase32(secret);
    const { now } = await clockOf((await reach(given.port)).local);
    say(screen, totpCode(key, Date.parse(now)));
  },
};

/** RFC 6238 with SHA-1, 30 s, 6 digits. */
export function totpCode(key: Buffer, atMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  return ((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).toString().padStart(6, "0");
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Throws `Misuse`. */
export function readBase32(text: string): Buffer {
  const letters = text.toUpperCase().replace(/[\s=]/g, "");
  if (!/^[A-Z2-7]{16,}$/.test(letters)) throw new Misuse(`${text} is no secret: 16 letters or more of A-Z and 2-7`);
  const bits = Array.from(letters, (letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
