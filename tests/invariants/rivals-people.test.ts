import { vi } from "vitest";
import { PEOPLE } from "./rivals-people.ts";
import { provesRivals } from "./rivals-suite.ts";

/** The hash is measured and tested by itself; here only the order of things counts. */
vi.mock("../../packages/core/src/auth/argon2.ts", () => ({
  argon2id: (secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)]),
}));

/** Many hashes, many writes: these are for `npm run prove -- rivals` and the proof by mutation. */
const LONG = ["a person with two sessions", "a person with a second factor"];
const isWhole = process.env["COWRY_CONDITIONS"] !== undefined;

provesRivals(isWhole ? PEOPLE : PEOPLE.filter(({ name }) => !LONG.includes(name)), isWhole ? "all" : "some");
