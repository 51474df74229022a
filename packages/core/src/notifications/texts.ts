import type { NoticeText } from "./model.ts";

/**
 * What people are told, by kind. `{amount}`, `{name}` and the like are filled in; a sentence is left out where one of its
 * values is not known. No whole account numbers, no codes, no links, nothing that the other side wrote: messages are read
 * by others, too. The first sentence is the news; where a text message is full, sentences are left out from the end.
 */
export const TRANSACTION_TEXTS: Readonly<Record<string, NoticeText>> = {
  "transfer.credit.completed": {
    title: "Money received",
    body: "You received {amount} from {name}. Fee {fee}. Balance {balance}.",
  },
  "transfer.debit.completed": {
    title: "Money sent",
    body: "You sent {amount} to {name}. Fee {fee}. Balance {balance}.",
  },
  "transfer.debit.held": {
    title: "Transfer under review",
    body: "Your transfer of {amount} to {name} is being reviewed. The money is set aside until then.",
  },
  "transfer.debit.failed": {
    title: "Transfer not made",
    body: "Your transfer of {amount} to {name} was not made. You have it back.",
  },
  "transfer.debit.cancelled": {
    title: "Transfer not made",
    body: "Your transfer of {amount} to {name} was not made. You have it back.",
  },
  "topup.credit.completed": {
    title: "Wallet topped up",
    body: "{amount} was added to your wallet. It came through {name}. Balance {balance}.",
  },
  "topup.credit.failed": { title: "Top-up not made", body: "Your top-up of {amount} did not go through." },
  "payout.debit.completed": {
    title: "Withdrawal paid",
    body: "{amount} was paid to {name}. Fee {fee}. Balance {balance}.",
  },
  "payout.debit.failed": {
    title: "Withdrawal not paid",
    body: "Your withdrawal of {amount} to {name} was not paid. The money is back in your wallet.",
  },
  "payout.debit.reversed": {
    title: "Withdrawal returned",
    body: "{name} sent {amount} back. The money is in your wallet again.",
  },
  "refund.credit.completed": {
    title: "Refund received",
    body: "You were refunded {amount}. It came from {name}. Balance {balance}.",
  },
  "refund.debit.completed": {
    title: "Refund made",
    body: "{amount} was refunded from your wallet. It went to {name}. Balance {balance}.",
  },
  "fee.debit.completed": { title: "Fee charged", body: "A fee of {amount} was charged. Balance {balance}." },
  "adjustment.credit.completed": {
    title: "Balance corrected",
    body: "{amount} was added to your wallet by our staff. Balance {balance}.",
  },
  "adjustment.debit.completed": {
    title: "Balance corrected",
    body: "{amount} was taken from your wallet by our staff. Balance {balance}.",
  },
  "hold.debit.held": {
    title: "Money set aside",
    body: "{amount} of your wallet is set aside for {name}. What is not taken comes back on {until}.",
  },
  "hold.credit.held": {
    title: "Money promised",
    body: "{name} set {amount} aside for you. It stays so until {until}.",
  },
  "hold.credit.completed": {
    title: "Money received",
    body: "You received {amount} from {name}. Fee {fee}. Balance {balance}.",
  },
  "hold.debit.completed": {
    title: "Payment made",
    body: "{amount} that was set aside went to {name}. Balance {balance}.",
  },
  "hold.debit.ended": { title: "Money released", body: "{left} that was set aside for {name} is yours again." },
  "hold.credit.ended": { title: "Promise ended", body: "{left} is no longer set aside for you by {name}." },
  "hold.debit.cancelled": { title: "Money released", body: "{left} that was set aside for {name} is yours again." },
  "hold.credit.cancelled": { title: "Promise ended", body: "{left} is no longer set aside for you by {name}." },
  "exchange.credit.completed": { title: "Currency exchanged", body: "You received {amount}. Balance {balance}." },
  "exchange.debit.completed": { title: "Currency exchanged", body: "You exchanged {amount}. Balance {balance}." },
};

const NOT_YOU = "If this was not you, contact support at once.";

/** By the action's name in the audit trail. Actions that are not here are nobody's news. */
export const ACTION_TEXTS: Readonly<Record<string, NoticeText & { readonly topic: "security" | "account" }>> = {
  "auth.new_device": security("New device", "Somebody signed in to your account on a new device."),
  "auth.pin_set": security("PIN set", "A PIN was set for your wallet."),
  "auth.pin_changed": security("PIN changed", "The PIN of your wallet was changed."),
  "auth.pin_reset": security("PIN reset", "The PIN of your wallet was reset. For a day its limits are lower."),
  "auth.password_changed": security("Password changed", "The password of your account was changed."),
  "auth.password_reset": security("Password reset", "The password of your account was reset."),
  "auth.phone_changed": security("Phone number changed", "The phone number of your account was changed."),
  "auth.email_changed": security("E-mail changed", "The e-mail address of your account was changed."),
  "auth.refresh_reused": security("Signed out", "A session was ended because somebody used an old sign-in of it."),
  "auth.device_key_set": security("Biometric sign-in", "A device may sign in to your account by fingerprint or face."),
  "mfa.push_requested": security(
    "Is it you?",
    "Somebody is signing in to your account. Approve it in the app, or deny it.",
  ),
  "mfa.push_enabled": security("Second factor added", "A device may approve sign-ins to your account."),
  "mfa.push_disabled": security("Second factor removed", "A device approves sign-ins to your account no longer."),
  "mfa.security_questions_set": security("Security questions", "Your security questions were set."),
  "mfa.totp_enabled": security("Second factor added", "An authenticator app was added to your account."),
  "mfa.totp_removed": security("Second factor removed", "The authenticator app was removed from your account."),
  "mfa.passkey_added": security("Passkey added", "A passkey was added to your account."),
  "mfa.passkey_removed": security("Passkey removed", "A passkey was removed from your account."),
  "mfa.recovery_codes_renewed": security("Recovery codes renewed", "New recovery codes were made for your account."),
  "developers.key_created": security("API key made", "A program was given access to your wallet by a new API key."),
  "wallet.status_changed": {
    topic: "account",
    title: "Wallet changed",
    body: "The status of your wallet was changed.",
  },
  "payouts.account_added": security("Bank account added", "A bank account was added to yours, for withdrawals."),
  "payouts.account_chosen": security(
    "Bank account chosen",
    "Withdrawals go to another bank account of yours by default.",
  ),
  "staff.person_signed_out": {
    topic: "security",
    title: "Signed out",
    body: "Our staff signed you out on all your devices. Sign in anew. If you did not ask for this, contact support.",
  },
  "staff.roles_assigned": {
    topic: "account",
    title: "Roles changed",
    body: "What you may do was changed by our staff.",
  },
};

function security(title: string, what: string) {
  return { topic: "security" as const, title, body: `${what} ${NOT_YOU}` };
}

/** What is filled in; undefined is not known. */
export type Values = Readonly<Record<string, string | undefined>>;

/** Fills a text in; sentences with a value that is not known are left out. */
export function fill({ title, body }: NoticeText, values: Values): NoticeText {
  return { title, body: joined(sentencesOf(body, values)) };
}

export function joined(sentences: readonly string[]): string {
  return sentences.join(" ").replaceAll("..", ".");
}

/** The sentences of a text, filled in, but those with a value that is not known. */
export function sentencesOf(body: string, values: Values): readonly string[] {
  // A full stop that ends a sentence has a space or nothing behind it; one in an amount or a name's initial may not.
  const sentences = body.split(/(?<=\.)\s+(?=[A-Z{])/);
  const known = sentences.filter((sentence) => placeholders(sentence).every((name) => values[name] !== undefined));
  return known.map((sentence) => sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ""));
}

function placeholders(sentence: string): readonly string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}
