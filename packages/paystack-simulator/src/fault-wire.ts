import { Refusal } from "./answer.ts";
import { TRANSFER_STATUSES } from "./accounts.ts";
import { FAULTS, OPERATIONS } from "./fault-plan.ts";
import { REFUND_STATUSES } from "./records.ts";
import type { FaultKind, FaultRecord, Operation, Subject } from "./fault-plan.ts";

/** Reads faults from `POST /_sim/faults`. What it does not know it refuses: a fault that is misspelt would be none. */

type Fields = Readonly<Record<string, unknown>>;

const wrong = (what: string): Refusal => new Refusal(400, what, { code: "invalid_params" });

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function whole(fields: Fields, name: string, fallback: number): number;
function whole(fields: Fields, name: string, fallback: null): number | null;
function whole(fields: Fields, name: string, fallback: number | null): number | null {
  const value = fields[name] ?? fallback;
  if (value === null) return null;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw wrong(`${name} must be a whole number, 0 or more`);
  }
  return value;
}

function word<T extends string>(fields: Fields, name: string, known: readonly T[]): T | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  const match = known.find((one) => one === value);
  if (match === undefined) throw wrong(`${name} must be one of ${known.join(", ")}`);
  return match;
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value === "") throw wrong(`${name} must be a text`);
  return value;
}

function only(fields: Fields, known: readonly string[], where: string): void {
  const stranger = Object.keys(fields).find((name) => !known.includes(name));
  if (stranger !== undefined) throw wrong(`${where} has no ${stranger}; it has ${known.join(", ")}`);
}

const FAULT_KEYS = [
  ...["do", "on", "times", "chance", "for_ms", "ms", "hang_ms", "when", "status", "html"],
  ...["retry_after", "amount", "currency", "copies", "outcome"],
];

/** What a fault means nothing without. */
const NEEDED: Readonly<Partial<Record<FaultKind, string>>> = {
  pay_amount: "amount",
  webhook_amount: "amount",
  answer_amount: "amount",
  transfer_outcome: "outcome",
  refund_outcome: "outcome",
};

function subjectOf(value: unknown): Subject {
  if (value === undefined) return {};
  if (!isFields(value)) throw wrong("on must be an object");
  only(value, ["operation", "event", "reference", "amount", "account_number"], "on");
  return {
    operation: word<Operation>(value, "operation", OPERATIONS),
    event: text(value, "event"),
    reference: text(value, "reference"),
    amount: whole(value, "amount", null) ?? undefined,
    account_number: text(value, "account_number"),
  };
}

/** A status of what ends so; the bank's words where a charge is declined. */
function outcomeOf(kind: FaultKind, value: Fields): string | null {
  if (kind === "charge_declined") return text(value, "outcome")?.slice(0, 100) ?? null;
  return word<string>(value, "outcome", kind === "refund_outcome" ? REFUND_STATUSES : TRANSFER_STATUSES) ?? null;
}

function faultOf(value: unknown, id: string, now: number): FaultRecord {
  if (!isFields(value)) throw wrong("a fault must be an object");
  only(value, FAULT_KEYS, "a fault");
  const kind = word<FaultKind>(value, "do", Object.keys(FAULTS) as FaultKind[]);
  if (kind === undefined) throw wrong(`do must be one of ${Object.keys(FAULTS).join(", ")}`);
  const chance = value["chance"] ?? 1;
  if (typeof chance !== "number" || !(chance >= 0 && chance <= 1)) throw wrong("chance must be a number from 0 to 1");
  const forMs = whole(value, "for_ms", null);
  const html = value["html"] ?? false;
  if (typeof html !== "boolean") throw wrong("html must be true or false");
  const needs = NEEDED[kind];
  if (needs !== undefined && value[needs] === undefined) throw wrong(`${kind} needs ${needs}`);
  const lasting = forMs !== null || value["chance"] !== undefined || value["times"] === null;
  return {
    id,
    do: kind,
    on: subjectOf(value["on"]),
    times: lasting ? whole(value, "times", null) : whole(value, "times", 1),
    chance,
    until: forMs === null ? null : now + forMs,
    struck: 0,
    active: true,
    ms: whole(value, "ms", 0),
    hang_ms: whole(value, "hang_ms", 0),
    when: word(value, "when", ["before", "after"] as const) ?? (kind === "delay" ? "after" : "before"),
    status: whole(value, "status", html ? 502 : 500),
    html,
    retry_after: whole(value, "retry_after", 60),
    amount: whole(value, "amount", null),
    currency: text(value, "currency") ?? "USD",
    copies: Math.min(whole(value, "copies", 2), 100),
    outcome: outcomeOf(kind, value),
  };
}

/** A body with `faults: [...]`, or with one fault. */
export function readFaults(body: Fields, firstNumber: number, now: number): FaultRecord[] {
  const list = body["faults"] ?? [body];
  if (!Array.isArray(list)) throw wrong("faults must be a list");
  return list.map((value: unknown, index) => faultOf(value, `flt_${firstNumber + index}`, now));
}
