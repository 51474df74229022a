import { releaseByStaff } from "@cowry/core/holds";
import type { Customer } from "@cowry/core/kernel";
import { person } from "../../packages/core/src/wallet/wallet.testkit.ts";
import { PROPOSER, turnFees } from "./history-world.ts";
import type { Stage } from "./rivals.ts";
import { adjustment, hold, reason, reversal, send, settle, turn, two } from "./rivals-acts.ts";

/** Stages on which a transfer is given back whose parties are not as they were when it was made. */

interface Parties {
  readonly amina: Customer;
  readonly joseph: Customer;
}

const GIVEN_IN_PART: Stage<Parties & Readonly<Record<"eve", Customer> & Record<"rest" | "again" | "more", string>>> = {
  name: "a transfer of which a part was given back",
  async set() {
    const people = { ...(await two()), eve: await person(0n, "Eve A.") };
    await turnFees(1);
    const { id } = (await send(people.amina, people.joseph, 4_000n, "transfer")).transaction;
    await settle(await reversal(id, "refund", 1_000n, "before"));
    return {
      ...people,
      rest: await reversal(id, "refund", 3_000n, "rest"),
      again: await reversal(id, "refund", 3_000n, "again"),
      more: await reversal(id, "refund", 500n, "more"),
    };
  },
  acts: {
    "give back the rest": ({ rest }) => settle(rest),
    "give back the rest once more": ({ again }) => settle(again),
    "give back more": ({ more }) => settle(more),
    "spend it": ({ joseph, eve }, key) => send(joseph, eve, 1_500n, key),
    "pay the payee": ({ amina, joseph }, key) => send(amina, joseph, 3_000n, key),
  },
};

const PAYER_BLOCKED: Stage<Parties & Readonly<Record<"part" | "whole" | "credit" | "holdId", string>>> = {
  name: "a transfer whose payer was blocked",
  async set() {
    const people = await two(15_000n);
    const { hold: made } = await hold(people.amina, people.joseph, 2_000n, "hold");
    const { id } = (await send(people.amina, people.joseph, 4_000n, "transfer")).transaction;
    await turn(people.amina, "blocked");
    return {
      ...people,
      holdId: made.transactionId,
      part: await reversal(id, "refund", 1_500n, "part"),
      whole: await reversal(id, "reversal", 4_000n, "whole"),
      credit: await adjustment(people.amina, "credit", 500n),
    };
  },
  acts: {
    "give back a part": ({ part }) => settle(part),
    reverse: ({ whole }) => settle(whole),
    "unblock the payer": ({ amina }) => turn(amina, "unblocked"),
    "release a hold": ({ holdId }) => releaseByStaff(PROPOSER, holdId, reason),
    "credit the payer": ({ credit }) => settle(credit),
  },
};

const PAYEE_EMPTY: Stage<Parties & Readonly<Record<"eve", Customer> & Record<"whole", string>>> = {
  name: "a transfer whose payee has nothing left",
  async set() {
    const people = { ...(await two()), eve: await person(0n, "Eve A.") };
    const { id } = (await send(people.amina, people.joseph, 4_000n, "transfer")).transaction;
    await send(people.joseph, people.eve, 5_000n, "spent");
    return { ...people, whole: await reversal(id, "reversal", 4_000n, "whole") };
  },
  acts: {
    reverse: ({ whole }) => settle(whole),
    "pay the payee": ({ eve, joseph }, key) => send(eve, joseph, 100n, key),
    "freeze the payee": ({ joseph }) => turn(joseph, "frozen"),
  },
};

export const REVERSALS: readonly Stage<unknown>[] = [GIVEN_IN_PART, PAYER_BLOCKED, PAYEE_EMPTY];
