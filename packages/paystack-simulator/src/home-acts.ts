import { TRANSFER_STATUSES } from "./accounts.ts";
import type { Answer } from "./answer.ts";
import { Refusal, seeOther } from "./answer.ts";
import { depositOf } from "./admin.ts";
import { amountOf, textOf } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { dispute, driveDispute, driveRefund, moveClock, payAccount, settle } from "./switches.ts";
import { awaitMove, moveTransfer } from "./transfer-life.ts";
import type { World } from "./world.ts";

/** What the first page's buttons do: the switches' work, and back to the page. */

type Act = (world: World, body: Call["body"]) => void | Promise<void>;

const ACTS: Readonly<Record<string, { readonly at: string; readonly run: Act }>> = {
  deposit: { at: "switches", run: (world, body) => void depositOf(world, body["amount"]) },
  otp: { at: "switches", run: (world, body) => world.changeSettings({ transferOtp: body["on"] === "true" }) },
  settle: { at: "settlements", run: (world) => void settle(world, {}) },
  clock: { at: "switches", run: (world, body) => moveClock(world, amountOf(body["ms"]) ?? 1) },
  pay: { at: "virtual", run: (world, body) => void payAccount(world, textOf(body["account"]) ?? "", body) },
  refund: { at: "refunds", run: (world, body) => driveRefund(world, textOf(body["id"]) ?? "", body) },
  dispute: { at: "disputes", run: (world, body) => void dispute(world, body) },
  remind: { at: "disputes", run: (world, body) => driveDispute(world, textOf(body["id"]) ?? "", { do: "remind" }) },
  expire: { at: "disputes", run: (world, body) => driveDispute(world, textOf(body["id"]) ?? "", { do: "expire" }) },
  transfer: { at: "transfers", run: transfer },
};

function transfer(world: World, body: Call["body"]): void {
  const reference = textOf(body["reference"]) ?? "";
  const to = TRANSFER_STATUSES.find((one) => one === body["status"]);
  if (to === undefined || !moveTransfer(world, reference, to, null)) {
    throw new Refusal(400, "The transfer cannot go there from where it is");
  }
  awaitMove(world, reference);
}

async function run(world: World, { body }: Call): Promise<Answer> {
  const act = ACTS[textOf(body["what"]) ?? ""];
  if (act === undefined) return seeOther("/");
  try {
    await act.run(world, body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return seeOther(`/?says=${encodeURIComponent(error.message)}`);
  }
  return seeOther(`/#${act.at}`);
}

export const homeActRoutes: readonly Route[] = [{ method: "POST", path: "/_sim/page/do", run }];
