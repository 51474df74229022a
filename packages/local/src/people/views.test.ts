import { seal } from "@cowry/core/kernel/field";
import { setKeyRing } from "@cowry/core/kernel/keys";
import { describe, expect, it } from "vitest";
import { TableReader } from "./table.ts";
import { unsealer } from "./unseal.ts";
import { entryViews, openViews, peopleView } from "./views.ts";

const RING = { current: "k1", keys: { k1: Buffer.alloc(32, 7).toString("base64url") } };
const AMINA = "018f6d5c-7a10-7000-8000-000000000001";

function itemsOfAmina(): object[] {
  setKeyRing("FIELD_KEYS", RING);
  const journal = { t: { S: "journal" }, sk: { S: "#" }, ow: { S: AMINA }, cu: { S: "NGN" }, ca: { N: "5" } };
  return [
    {
      ...{ t: { S: "user" }, pk: { S: `U#${AMINA}` }, sk: { S: "#" }, ca: { N: "1700000000000" } },
      nm: { S: seal(JSON.stringify(["Amina", "Bello"]), `user:${AMINA}:names`) },
      ph: { S: seal("+2348031234567", `user:${AMINA}:phone`) },
      ro: { L: [{ S: "customer" }] },
    },
    {
      t: { S: "credentials" },
      pk: { S: `U#${AMINA}` },
      sk: { S: "CRED" },
      st: { S: "active" },
      ph: { S: "$argon2id$" },
    },
    {
      t: { S: "wallet" },
      pk: { S: `W#${AMINA}` },
      sk: { S: "#NGN" },
      av: { N: "380" },
      rs: { N: "20" },
      sq: { N: "2" },
    },
    { t: { S: "entry" }, pk: { S: `W#${AMINA}` }, sk: { S: "E#NGN#2#2" }, am: { N: "-100" }, ba: { N: "400" } },
    { t: { S: "entry" }, pk: { S: `W#${AMINA}` }, sk: { S: "E#NGN#1#1" }, am: { N: "500" }, ba: { N: "500" } },
    { ...journal, pk: { S: "T#t1" }, k: { S: "payout" }, st: { S: "processing" }, am: { N: "20" } },
    { ...journal, pk: { S: "T#t2" }, k: { S: "transfer" }, st: { S: "completed" }, am: { N: "100" } },
  ];
}

describe("what the console reads from the table", () => {
  it("opens whose phone it is with this machine's keys, and shows nothing else of what is kept secret", async () => {
    let writes = 0;
    let scans = 0;
    const items = itemsOfAmina();
    const call = () => {
      scans += 1;
      return Promise.resolve({ Items: items });
    };
    const reader = new TableReader({ client: { call }, table: "any", writes: () => writes });
    const [snapshot, same] = await Promise.all([reader.read(), reader.read()]);
    expect(same).toBe(snapshot);
    const [amina] = peopleView(snapshot, unsealer(RING));
    expect(amina).toMatchObject({
      name: "Amina Bello",
      phone: "+2348031234567",
      status: "active",
      roles: ["customer"],
    });
    expect(amina?.wallets).toMatchObject([{ currency: "NGN", available: "380", reserved: "20", entries: 2 }]);
    expect(JSON.stringify(amina)).not.toContain("argon2");
    const foreign = unsealer({ current: "k2", keys: { k2: RING.keys.k1.replace("B", "C") } });
    expect(peopleView(snapshot, foreign)).toMatchObject([{ name: null, phone: null }]);
    expect(entryViews(snapshot, AMINA, "NGN")).toMatchObject([
      { seq: 1, amount: "500" },
      { seq: 2, at_ms: 2 },
    ]);
    expect(openViews(snapshot, AMINA)).toMatchObject([{ transaction_id: "t1", kind: "payout", amount: "20" }]);

    expect(await reader.read()).toBe(snapshot);
    writes += 1;
    expect(await reader.read()).not.toBe(snapshot);
    expect(scans).toBe(2);
  });
});
