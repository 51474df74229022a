import { itemSize } from "@cowry/table";
import { beforeAll, describe, expect, it } from "vitest";
import { useTestSecrets } from "../auth/secrets.testkit.ts";
import { newId } from "../kernel/index.ts";
import type { NewPerson } from "./model.ts";
import { wordsOf } from "./names.ts";
import { personOpening } from "./store.ts";

beforeAll(() => useTestSecrets());

function someone(changes: Partial<NewPerson> = {}): NewPerson {
  return {
    userId: newId(),
    firstName: "Amina",
    lastName: "Bello",
    phone: "+2348031234567",
    email: undefined,
    roles: ["rider"],
    referralCode: "ABCDEFGH",
    referrer: undefined,
    createdAtMs: 1_767_225_600_000,
    ...changes,
  };
}

describe("what makes a new person", () => {
  it("is three items, one for each word of the name, and what an address and a referrer add", () => {
    expect(personOpening(someone())).toHaveLength(3 + 2);
    const referrer = { code: "HGFEDCBA", userId: newId() };
    expect(personOpening(someone({ email: "a@b.co", referrer }))).toHaveLength(3 + 2 + 1 + 2);
    const longest = someone({
      firstName: "ab cd ef gh ij kl mn op",
      lastName: "qr st uv wx yz",
      email: "a@b.co",
      referrer,
    });
    expect(personOpening(longest).length).toBeLessThanOrEqual(3 + 6 + 1 + 2);
  });

  it("stays within 1 KB an item with every text as long as it can get", () => {
    const wide = "₦".repeat(64);
    for (const { kind, wire } of personOpening(
      someone({ firstName: wide, lastName: wide, email: `a@${"b".repeat(60)}.co` }),
    )) {
      if (kind === "put") expect(itemSize(wire.Item ?? {})).toBeLessThanOrEqual(1_024);
    }
  });
});

describe("the words of a name", () => {
  it.each([
    [
      ["Zoë", "Ångström-Bello"],
      ["zoe", "angstrom", "bello"],
    ],
    [["AMINA", "amina"], ["amina"]],
    [["A", "B."], []],
    [
      ["Olúwaṣeun", "Ọkáfọ̀r"],
      ["oluwaseun", "okafor"],
    ],
  ])("%j are %j", (names, words) => expect(wordsOf(...names)).toEqual(words));
});
