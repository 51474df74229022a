import { transact } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { makeBreaker } from "../../../gateways/src/paystack/breaker.ts";
import { approve, propose, reject } from "../approvals/index.ts";
import { credentialsOpening } from "../auth/store.ts";
import { codeOf, staffOf } from "../kernel/callers.testkit.ts";
import { newId, now, present, providerReference, type Role, setBell } from "../kernel/index.ts";
import { concludeByTransfer } from "../payouts/conclude.ts";
import { NAME_UNKNOWN_PATIENCE_MS, type RecipientRegister } from "../payouts/index.ts";
import { findPayout } from "../payouts/store.ts";
import { readBalance } from "../wallet/index.ts";
import { customerOf, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import {
  bulkKinds,
  cancelBatch,
  closeBatch,
  payRows,
  readBatch,
  readReport,
  sweepBatches,
  uploadBatch,
} from "./index.ts";
import { BULK } from "./model.ts";
import { againSeconds, partsOf, PATIENCE_MS } from "./pay.ts";
import type { CsvReader } from "./ports.ts";
import { loadRows, refuseRow } from "./store.ts";

/** Batches against AWS's own engine: each line once, whatever happens to its neighbours. */
let engine: Engine;
const rung: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
  setBell(({ alert }) => rung.push(alert));
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  rung.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

const [ada, bola] = [staffOf(), staffOf()];

const reader: CsvReader = {
  readCsv: (text) => ({
    outcome: "read",
    records: text.split("\n").map((line, at) => ({ line: at + 1, cells: line.split(",") })),
  }),
};

/** Names by account; an account without one is unknown to its bank, and one that ends in 9 gets no answer. */
function provider(before: () => Promise<unknown> = () => Promise.resolve()): RecipientRegister {
  const bank = { name: "Zenith Bank", code: "057", active: true, currency: "NGN" };
  return {
    mode: "test",
    listBanks: () => Promise.resolve({ outcome: "listed", banks: [bank] }),
    async resolveAccount({ accountNumber }) {
      await before();
      if (accountNumber.endsWith("9")) return { outcome: "unknown", why: "timeout" };
      return accountNumber.startsWith("9") ? { outcome: "not_found" } : { outcome: "resolved", accountName: "EZE OBI" };
    },
    createRecipient: ({ accountNumber }) =>
      Promise.resolve({ outcome: "created", recipientCode: `RCP_${accountNumber}` }),
  };
}

async function merchant(balance = 1_000_000n, roles: readonly Role[] = ["merchant"]): Promise<string> {
  const { userId } = await person(balance);
  await transact([credentialsOpening(userId, roles, "hash")]);
  return userId;
}

const HEADER = "account_number,bank_code,amount,reference,account_name";
const file = (...lines: readonly string[]) => [HEADER, ...lines].join("\n");
const [first, second] = ["0000000001,057,1000.00,r-1,", "0000000002,057,2000.00,r-2,Obi Eze"];

async function uploaded(payerId: string, csv: string, by = ada) {
  const { batch } = await uploadBatch(by, { payerId, csv, reason: "Salaries" }, { reader, banks: provider() });
  return batch;
}

/** A batch that a colleague has approved: its id. */
async function running(payerId: string, csv: string): Promise<string> {
  const { batchId, proposalId = "" } = await uploaded(payerId, csv);
  await approve(bola, proposalId, "Checked", bulkKinds);
  return batchId;
}

const WHOLE = { from: 1, to: 100, at: 1 };
const pay = (batchId: string, from = provider()) => payRows(batchId, WHOLE, from);
const countsOf = async (batchId: string) =>
  Object.fromEntries(Object.entries((await readBatch(batchId)).counts).filter(([, count]) => count > 0));
const whysOf = async (batchId: string) => (await readReport(batchId)).rows.map(({ standing, why }) => [standing, why]);
const fundsOf = async (userId: string) => {
  const { available, reserved } = await readBalance(customerOf(userId), "NGN");
  return [available, reserved];
};

describe("a batch", () => {
  it("pays each row once, whoever comes at the same time, and keeps every line of its file", async () => {
    const payerId = await merchant();
    const csv = file(
      first,
      "12,057,1000.00,r-x,",
      second,
      "9000000001,057,1000.00,r-3,",
      "0000000003,057,1000.00,r-4,MUSA",
    );
    const batchId = await running(payerId, csv);
    await Promise.all(Array.from({ length: 4 }, () => pay(batchId)));
    // Its bank's name enquiry may be down: asked for an hour.
    expect((await whysOf(batchId))[3]).toEqual(["waiting", undefined]);
    vi.useFakeTimers({ now: now() + NAME_UNKNOWN_PATIENCE_MS, toFake: ["Date"] });
    await pay(batchId);
    expect(await whysOf(batchId)).toEqual([
      ["pending", undefined],
      ["invalid", expect.stringContaining("ten digits")],
      ["pending", undefined],
      ["refused", "account_not_resolved"],
      ["refused", "account_name_differs"],
    ]);
    // NGN 3,000 and the fees of two payouts.
    expect(await fundsOf(payerId)).toEqual([1_000_000 - 302_000, 302_000]);
    expect([await closeBatch(batchId), (await readBatch(batchId)).standing]).toEqual(["closed", "done"]);
    const [{ row } = { row: undefined }] = (await readReport(batchId)).rows;
    const transactionId = row?.transactionId ?? "";
    const said = { status: "success", amount: 100_000n, currency: "NGN", domain: "test", fee: 1_000n } as const;
    await concludeByTransfer(transactionId, {
      ...said,
      reference: providerReference(transactionId),
      transferCode: "T",
    });
    expect(await countsOf(batchId)).toEqual({ invalid: 1, refused: 2, pending: 1, completed: 1 });
  });

  it("pays nothing for a row that was refused while its account was asked for", async () => {
    const payerId = await merchant();
    const batchId = await running(payerId, file(first));
    const [row] = await loadRows(batchId, WHOLE);
    const meanwhile = () => refuseRow(present(row, "the file has a row"), "withdrawn");
    await pay(batchId, provider(meanwhile));
    expect(await whysOf(batchId)).toEqual([["refused", "withdrawn"]]);
    expect(await fundsOf(payerId)).toEqual([1_000_000, 0]);
  });

  it("beside others of the same payer reserves what they all want together", async () => {
    const payerId = await merchant();
    const ids: string[] = [];
    for (const n of [1, 2, 3, 4]) ids.push(await running(payerId, file(`000000000${n},057,1000.00,r-${n},`)));
    await Promise.all(ids.map((batchId) => pay(batchId)));
    for (const batchId of ids) expect(await whysOf(batchId)).toEqual([["pending", undefined]]);
    expect(await fundsOf(payerId)).toEqual([1_000_000 - 404_000, 404_000]);
  });

  it("takes two of the staff, neither of them its payer, and is approved once", async () => {
    const payerId = await merchant();
    const { batchId, proposalId = "" } = await uploaded(payerId, file(first));
    expect(await codeOf(uploaded(payerId, file(first), staffOf(payerId)))).toBe("own_affair");
    expect(await codeOf(approve(ada, proposalId, "Mine", bulkKinds))).toBe("own_proposal");
    await pay(batchId);
    expect(await fundsOf(payerId)).toEqual([1_000_000, 0]);
    await approve(bola, proposalId, "Checked", bulkKinds);
    expect((await readBatch(batchId)).batch).toMatchObject({ state: "running", approvedBy: bola.userId });
  });

  it("is decided by its own proposal: of two who uploaded it at once, the other's does nothing after a no", async () => {
    const payerId = await merchant();
    const { batchId, proposalId = "" } = await uploaded(payerId, file(first));
    const { proposal } = await propose(staffOf(), {
      ...{ kind: BULK, payload: { batch_id: batchId }, reason: "Salaries", permission: "bulk_payouts.approve" },
      ...{ userId: payerId, expiresInMs: PATIENCE_MS, key: batchId },
    });
    await reject(bola, proposalId, "Wrong month");
    expect(await codeOf(approve(bola, proposal.proposalId, "Checked", bulkKinds))).toBe("batch_not_proposed");
    expect((await readBatch(batchId)).standing).toBe("rejected");
  });

  it("leaves a merchant's wallet only", async () => {
    for (const roles of [["rider"], ["finance"]] as const) {
      expect(await codeOf(uploaded(await merchant(1_000n, roles), file(first)))).toBe("payer_not_merchant");
    }
    expect(await codeOf(uploaded(newId(), file(first)))).toBe("payer_not_merchant");
  });

  it("with nothing that can be paid says why, line by line", async () => {
    const refused = await uploaded(await merchant(), file("1,057,1.00,r-1,")).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "file_has_nothing_to_pay",
      details: { problems: [{ line: 2, field: "account_number" }] },
    });
  });
});

describe("the same file again", () => {
  it("is the same batch, however many send it at the same time, until it was turned down", async () => {
    const payerId = await merchant();
    const all = await Promise.all(Array.from({ length: 4 }, () => uploaded(payerId, file(first))));
    const { batchId, proposalId = "" } = present(all[0], "somebody has sent it");
    expect(new Set(all.map((batch) => batch.batchId)).size).toBe(1);
    await reject(bola, proposalId, "Wrong month");
    expect((await readBatch(batchId)).standing).toBe("rejected");
    const anew = await uploaded(payerId, file(first));
    expect(anew.batchId).not.toBe(batchId);
    await approve(bola, anew.proposalId ?? "", "Right after all", bulkKinds);
    await pay(anew.batchId);
    await closeBatch(anew.batchId);
    expect((await uploaded(payerId, file(first))).batchId).toBe(anew.batchId);
    expect(await fundsOf(payerId)).toEqual([899_000, 101_000]);
  });

  it("pays no reference twice, in whichever file it is, whatever was ordered under it", async () => {
    const payerId = await merchant();
    const [one, same, other] = [
      await running(payerId, file(first)),
      await running(payerId, file(first, "0000000005,057,500.00,r-5,")),
      await running(payerId, file("0000000004,057,700.00,r-1,")),
    ];
    for (const batchId of [one, same, other]) await pay(batchId);
    expect(await whysOf(one)).toEqual([["pending", undefined]]);
    expect(await whysOf(same)).toEqual([
      ["refused", "reference_used"],
      ["pending", undefined],
    ]);
    expect(await whysOf(other)).toEqual([["refused", "reference_used"]]);
    expect(await fundsOf(payerId)).toEqual([1_000_000 - 152_000, 152_000]);
    const late = await uploaded(payerId, file(first, "0000000006,057,500.00,r-6,"));
    expect((await readBatch(late.batchId)).invalid).toMatchObject([{ field: "reference" }]);
  });
});

describe("a row's trouble", () => {
  it("is no other's: a silent bank is asked again for a day, and too little money refuses what it does not cover", async () => {
    const payerId = await merchant(350_000n);
    const batchId = await running(
      payerId,
      file("0000000009,057,1000.00,r-9,", second, first, "0000000007,057,1000.00,r-7,"),
    );
    expect(await pay(batchId)).toEqual({ outcome: "later", at: 1, waitSeconds: 60 });
    expect(await whysOf(batchId)).toEqual([
      ["waiting", undefined],
      ["pending", undefined],
      ["pending", undefined],
      ["refused", "insufficient_funds"],
    ]);
    expect(await closeBatch(batchId)).toBe("open");
    vi.useFakeTimers({ now: now() + PATIENCE_MS, toFake: ["Date"] });
    const starter = { start: () => Promise.resolve() };
    await sweepBatches(starter, provider());
    expect((await whysOf(batchId))[0]).toEqual(["refused", "unavailable"]);
    expect((await readBatch(batchId)).standing).toBe("done");
    expect(rung).toEqual([]);
  });
});

/** Asks three times each, and not at all while the provider rests, as the client does. */
function guarded(): RecipientRegister {
  const [bare, breaker] = [provider(), makeBreaker()];
  const resolveAccount: RecipientRegister["resolveAccount"] = async (account) => {
    for (let tries = 1; ; tries += 1) {
      const restMs = breaker.closedFor();
      if (restMs > 0) return { outcome: "unknown", why: "circuit_open", retryAfterSeconds: Math.ceil(restMs / 1_000) };
      const answer = await bare.resolveAccount(account);
      const isSilent = answer.outcome === "unknown";
      if (isSilent) breaker.failed();
      else breaker.succeeded();
      if (!isSilent || tries === 3) return answer;
    }
  };
  return { ...bare, resolveAccount };
}

describe("two banks that are silent", () => {
  const [silent, alsoSilent] = ["0000000009,057,1000.00,r-9,", "0000000019,057,1000.00,r-19,"];
  const csv = file(silent, alsoSilent, first, second, "0000000029,057,1000.00,r-29,");

  it("have nothing asked for a while, and keep no row behind them from being paid", async () => {
    const batchId = await running(await merchant(), csv);
    const by = guarded();
    vi.useFakeTimers({ now: now(), toFake: ["Date"] });
    const went = [];
    for (let at = 1; went.length < 3; vi.setSystemTime(now() + 60_000)) {
      const paid = await payRows(batchId, { ...WHOLE, at }, by);
      went.push([paid.outcome, paid.at]);
      at = paid.at;
    }
    expect(went).toEqual([
      ["later", 3],
      ["later", 4],
      ["later", 1],
    ]);
    expect(await countsOf(batchId)).toEqual({ waiting: 3, pending: 2 });
  });

  it("nor the sweep from going on behind them", async () => {
    const batchId = await running(await merchant(), csv);
    vi.useFakeTimers({ now: now() + 60 * 60_000, toFake: ["Date"] });
    const pauses: number[] = [];
    const pause = (ms: number) => {
      pauses.push(ms);
      vi.setSystemTime(now() + ms);
      return Promise.resolve();
    };
    await sweepBatches({ start: () => Promise.resolve() }, guarded(), { pause });
    expect(pauses).toEqual([10_000, 10_000]);
    expect(await countsOf(batchId)).toEqual({ waiting: 3, pending: 2 });
  });
});

describe("an error that nobody foresaw", () => {
  it("keeps its row waiting, no other, and rings", async () => {
    const batchId = await running(await merchant(), file(first, second));
    let asked = 0;
    await pay(
      batchId,
      provider(() => ((asked += 1) === 1 ? Promise.reject(new TypeError("a bug")) : Promise.resolve())),
    );
    expect(await countsOf(batchId)).toEqual({ waiting: 1, pending: 1 });
    expect(rung).toEqual(["bulk_row_failed"]);
  });
});

describe("a task", () => {
  it("that has no time left goes on behind the rows that took it, and comes back to them last", async () => {
    const payerId = await merchant();
    const batchId = await running(payerId, file("0000000009,057,1000.00,r-9,", "0000000019,057,1000.00,r-19,", first));
    expect(await payRows(batchId, WHOLE, provider(), 0)).toMatchObject({ outcome: "more", at: 3, waitSeconds: 1 });
    expect(await payRows(batchId, { ...WHOLE, at: 4 }, provider())).toMatchObject({
      outcome: "later",
      at: 1,
      waitSeconds: 60,
    });
    expect(await countsOf(batchId)).toEqual({ waiting: 2, pending: 1 });
  });
});

describe("the parts of an execution", () => {
  it("have every line once, and stay within the 25,000 events that an execution may have, though all of them wait for a day", () => {
    for (const lastLine of [2, 25, 26, 501, 60_000]) {
      const parts = partsOf({ lastLine });
      expect(parts[0]?.from).toBe(1);
      expect(parts.at(-1)?.to).toBeGreaterThanOrEqual(lastLine);
      for (const [at, { to }] of parts.entries()) expect(parts[at + 1]?.from ?? to + 1).toBe(to + 1);
      let tries = 0;
      for (let ageMs = 0; ageMs < PATIENCE_MS; ageMs += againSeconds(ageMs) * 1_000) tries += 1;
      // A task, a choice and a wait are eleven events.
      expect(parts.length * tries * 11).toBeLessThan(25_000);
    }
  });
});

describe("cancelling", () => {
  it("keeps what waits from ever being paid, even a row that is under way, and lets go on what was ordered", async () => {
    const payerId = await merchant();
    const batchId = await running(payerId, file(first, second, "0000000003,057,1000.00,r-3,"));
    let asked = 0;
    const cancelling = provider(async () => {
      asked += 1;
      if (asked === 2) await cancelBatch(ada, batchId, "The wrong month");
    });
    await pay(batchId, cancelling);
    await pay(batchId);
    expect(await countsOf(batchId)).toEqual({ pending: 1, cancelled: 2 });
    expect(await fundsOf(payerId)).toEqual([899_000, 101_000]);
    expect((await cancelBatch(bola, batchId, "Once more")).cancelledBy).toBe(ada.userId);
    const [{ row } = { row: undefined }] = (await readReport(batchId)).rows;
    expect((await findPayout(row?.transactionId ?? ""))?.payout.status).toBe("pending");
  });

  it("ends a proposal, and not what has ended", async () => {
    const payerId = await merchant();
    const { batchId, proposalId = "" } = await uploaded(payerId, file(first));
    await cancelBatch(ada, batchId, "The wrong month");
    expect(await codeOf(approve(bola, proposalId, "Checked", bulkKinds))).toBe("batch_not_proposed");
    const paid = await running(payerId, file(first));
    await pay(paid);
    await closeBatch(paid);
    expect(await codeOf(cancelBatch(ada, paid, "Too late"))).toBe("batch_ended");
    expect(await codeOf(cancelBatch(ada, newId(), "Nothing"))).toBe("batch_not_found");
  });
});
