import { transact } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, now } from "../kernel/index.ts";
import { personOpening } from "../users/index.ts";
import { customerOf, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { listNotices } from "./inbox.ts";
import { tell } from "./send.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
  await useEmptyTable(engine);
});
afterAll(() => engine.stop());

it("a notice for the inbox alone stands there and goes nowhere, however often it comes; any other goes out once", async () => {
  const userId = newId();
  const names = { firstName: "Amina", lastName: "Bello", phone: "+2348031234567", email: "amina@example.com" };
  const rest = { roles: ["rider"] as const, referralCode: "ABCDEFGH", referrer: undefined, createdAtMs: now() };
  await transact(personOpening({ userId, ...names, ...rest }));
  const sent: string[] = [];
  const send = (to: string) => {
    sent.push(to);
    return Promise.resolve();
  };
  const told = {
    userId,
    kind: "hold.credit.held",
    topic: "transactions",
    title: "T",
    body: "B.",
    atMs: now(),
  } as const;
  const ways = { sms: { send }, email: { send } };
  for (const inboxOnly of [true, true, false, false]) {
    await tell({ ...told, occasion: `only ${inboxOnly}`, inboxOnly }, ways);
    expect(sent).toEqual(inboxOnly ? [] : [names.phone, names.email]);
  }
  expect((await listNotices(customerOf(userId), { limit: 9 })).items).toHaveLength(2);
});
