import { describe, expectTypeOf, it } from "vitest";
import type { ItemOf, KeyOf, Write } from "./index.ts";
import {
  absent,
  anyOf,
  atLeast,
  check,
  entity,
  equals,
  flag,
  has,
  int,
  json,
  list,
  missing,
  money,
  oneOf,
  optional,
  put,
  text,
  time,
  update,
} from "./index.ts";

const walletItem = entity("wallet", {
  version: 1,
  pk: "W#{userId}",
  sk: "#{currency}",
  index: { pk: "W#{status}#{shard}", sk: "{createdAt}" },
  expires: "expiresAtMs",
  attributes: {
    available: money("av"),
    version: int("v"),
    status: oneOf("st", ["active", "frozen"]),
    open: flag("op"),
    legs: list("lg", { account: text("a"), amount: money("m"), seq: optional(int("q")) }),
    external: optional(json<{ provider: string }>("x")),
    expiresAtMs: optional(time("ex")),
  },
});
type Wallet = ItemOf<typeof walletItem>;
const plainItem = entity("plain", { version: 1, pk: "P#{id}", sk: "#", attributes: { name: text("n") } });

const wallet: Wallet = {
  userId: "u1",
  currency: "NGN",
  available: 1n,
  version: 1,
  status: "active",
  open: true,
  legs: [{ account: "a", amount: 1n }],
};
const key = { userId: "u1", currency: "NGN" };

describe("types of the table", () => {
  it("infers items and keys from the entity", () => {
    expectTypeOf<Wallet>().toEqualTypeOf<{
      readonly userId: string;
      readonly currency: string;
      readonly available: bigint;
      readonly version: number;
      readonly status: "active" | "frozen";
      readonly open: boolean;
      readonly legs: readonly {
        readonly account: string;
        readonly amount: bigint;
        readonly seq?: number | undefined;
      }[];
      readonly external?: { provider: string } | undefined;
      readonly expiresAtMs?: number | undefined;
    }>();
    expectTypeOf<KeyOf<typeof walletItem>>().toEqualTypeOf<{ readonly userId: string; readonly currency: string }>();
    expectTypeOf<KeyOf<typeof plainItem>>().toEqualTypeOf<{ readonly id: string }>();
  });

  it("lets right writes pass and stops wrong ones before they run", () => {
    const writes: Write[] = [
      put(walletItem, wallet, { rule: "fresh", when: [absent()] }),
      update(walletItem, key, {
        rule: "wallet",
        when: [
          equals("version", 1),
          equals("status", "active"),
          atLeast("available", 5n),
          has("external"),
          anyOf([missing("expiresAtMs"), equals("open", true)]),
        ],
        set: { available: 5n, status: "frozen" },
        add: { version: 1 },
        remove: ["external"],
        index: { status: "active", shard: "0", createdAt: "1" },
      }),
      check(plainItem, { id: "x" }, { rule: "named", when: [equals("name", "n")] }),
    ];
    expectTypeOf(writes).toEqualTypeOf<Write[]>();
    const wrong = () => [
      // @ts-expect-error no such attribute
      update(walletItem, key, { when: [equals("balance", 1n)] }),
      // @ts-expect-error money is bigint
      update(walletItem, key, { when: [atLeast("available", 1)] }),
      // @ts-expect-error no such word
      update(walletItem, key, { when: [equals("status", "closed")] }),
      // @ts-expect-error inside anyOf too
      update(walletItem, key, { when: [anyOf([equals("status", "closed"), missing("external")])] }),
      // @ts-expect-error no such attribute to set
      update(walletItem, key, { when: [], set: { balance: 1n } }),
      // @ts-expect-error wrong type to set
      update(walletItem, key, { when: [], set: { available: 1 } }),
      // @ts-expect-error undefined is not a value; `remove` is the word
      update(walletItem, key, { when: [], set: { external: undefined } }),
      // @ts-expect-error only numbers are added to
      update(walletItem, key, { when: [], add: { status: "active" } }),
      // @ts-expect-error only optional attributes can be removed
      update(walletItem, key, { when: [], remove: ["available"] }),
      // @ts-expect-error a key parameter is missing
      update(walletItem, { userId: "u1" }, { when: [] }),
      // @ts-expect-error an attribute is missing
      put(plainItem, { id: "x" }),
      // @ts-expect-error this entity has no place in the index
      put(plainItem, { id: "x", name: "n" }, { index: { shard: "1" } }),
      // @ts-expect-error a check has a rule
      check(plainItem, { id: "x" }, { when: [absent()] }),
    ];
    expectTypeOf(wrong).toBeFunction();
  });
});
