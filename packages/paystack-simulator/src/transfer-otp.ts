import type { Answer } from "./answer.ts";
import { json, ok, Refusal } from "./answer.ts";
import { textOf } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { TEST_OTP } from "./cards.ts";
import type { TransferRecord } from "./records.ts";
import { awaitMove, moveTransfer, planOf, transferView } from "./transfer-life.ts";
import type { World } from "./world.ts";

/** The one-time code that a merchant can ask of himself before money leaves. It is 123456, as everywhere here. */

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

const done = (message: string): Answer => json(200, { status: true, message });

function transferOf(world: World, { body }: Call): TransferRecord {
  const transfer = world.store.transfers.find(`@${textOf(body["transfer_code"]) ?? ""}`);
  if (transfer === undefined) throw invalid("Transfer ID/code specified is invalid.");
  if (transfer.status !== "otp") throw invalid("Transfer is not currently awaiting OTP");
  return transfer;
}

/** A wrong code is the end of the transfer. */
function finalize(world: World, call: Call): Answer {
  const transfer = transferOf(world, call);
  if (textOf(call.body["otp"]) !== TEST_OTP) {
    moveTransfer(world, transfer.reference, "failed", "The OTP was wrong");
    throw invalid("OTP is invalid or has expired");
  }
  const account = world.store.recipients.get(transfer.recipient)?.accountNumber ?? "";
  const plan = planOf(world, account, []);
  // Who waits for a code at this account has given it.
  const moves = plan.first === "otp" ? planOf(world, "0000000000", []).moves : plan.moves;
  moveTransfer(world, transfer.reference, plan.first === "success" ? "success" : "pending", null, moves);
  awaitMove(world, transfer.reference);
  const moved = world.store.transfers.get(transfer.reference) ?? transfer;
  return ok("Transfer has been queued", transferView(world, moved));
}

function resend(world: World, call: Call): Answer {
  const reason = textOf(call.body["reason"]) ?? "";
  if (!["resend_otp", "transfer", "disable_otp"].includes(reason)) throw invalid("Invalid reason passed");
  if (reason !== "disable_otp") transferOf(world, call);
  return done("OTP has been resent");
}

function disable(world: World): Answer {
  if (!world.settings.transferOtp) throw invalid("OTP requirement for transfers is not enabled");
  return done("OTP has been sent to mobile number ending with 4321");
}

function disableFinally(world: World, { body }: Call): Answer {
  if (textOf(body["otp"]) !== TEST_OTP) throw invalid("OTP is invalid or has expired");
  world.changeSettings({ transferOtp: false });
  return done("OTP requirement for transfers has been disabled");
}

function enable(world: World): Answer {
  world.changeSettings({ transferOtp: true });
  return done("OTP requirement for transfers has been enabled");
}

export const transferOtpRoutes: readonly Route[] = [
  { method: "POST", path: "/transfer/finalize_transfer", operation: "finalize_transfer", run: finalize },
  { method: "POST", path: "/transfer/resend_otp", operation: "resend_otp", run: resend },
  { method: "POST", path: "/transfer/disable_otp", operation: "disable_otp", run: disable },
  {
    method: "POST",
    path: "/transfer/disable_otp_finalize",
    operation: "disable_otp_finalize",
    run: disableFinally,
  },
  { method: "POST", path: "/transfer/enable_otp", operation: "enable_otp", run: enable },
];
