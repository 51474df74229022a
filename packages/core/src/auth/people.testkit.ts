import { connectTable } from "@cowry/table";
import { makeTable, startEngine, useEndpoint } from "@cowry/table/engine.testkit";
import { type Anyone, type Customer, newId, type Newcomer, randomDigits, randomToken } from "../kernel/index.ts";
import { CONFIRMATION_AMOUNT_MAX } from "./model.ts";
import type { EmailSender, SmsSender } from "./ports.ts";
import { registerPerson, type Registration } from "./register.ts";
import { useTestSecrets } from "./secrets.testkit.ts";
import { verifyAccessToken } from "./tokens.ts";

/** AWS's own engine with an empty table, and secrets of this run; `between` may put itself in front. Returns how to stop. */
export async function useEngine(between?: (engine: string) => Promise<void>): Promise<() => Promise<void>> {
  const engine = await startEngine();
  useEndpoint(engine.url);
  const tableName = `auth-${randomToken(6)}`;
  await makeTable(engine.url, tableName);
  await between?.(engine.url);
  connectTable({ tableName });
  useTestSecrets();
  return () => engine.stop();
}

export function stranger(origin: Partial<Anyone["origin"]> = {}): Anyone {
  return {
    kind: "anyone",
    origin: { requestId: newId(), ip: "197.210.1.1", deviceId: undefined, userAgent: undefined, ...origin },
  };
}

export function newPhone(): string {
  return `+234803${randomDigits(7)}`;
}

export function newcomer(phone = newPhone()): Newcomer {
  return { ...stranger(), kind: "newcomer", phone, role: "rider", tokenId: newId() };
}

export const amina: Registration = {
  firstName: "Amina",
  lastName: "Bello",
  password: "482913",
  email: undefined,
  referralCode: undefined,
};

/** Somebody with an account, and what their access token says. */
export async function customer(
  phone?: string,
): Promise<Customer & { readonly refresh: string; readonly phone: string }> {
  const { tokens, person } = await registerPerson(newcomer(phone), amina);
  const claims = await verifyAccessToken(tokens.access);
  return { ...claims, kind: "customer", origin: stranger().origin, refresh: tokens.refresh, phone: person.phone };
}

/** As much as a confirmation token is good for. */
export const ORDER = { amount: CONFIRMATION_AMOUNT_MAX.NGN, currency: "NGN" } as const;

/** An inbox for all phones. */
export function inbox() {
  const messages: { readonly to: string; readonly text: string }[] = [];
  const sms: SmsSender = {
    send: (to, text) => {
      messages.push({ to, text });
      return Promise.resolve();
    },
  };
  const codeFor = (phone: string) => /\d{6}/.exec(messages.findLast(({ to }) => to === phone)?.text ?? "")?.[0] ?? "";
  return { sms, messages, codeFor };
}

/** The same for all e-mail addresses. */
export function mailbox() {
  const texts = new Map<string, string>();
  const mail: EmailSender = {
    send: (to, { text }) => {
      texts.set(to, text);
      return Promise.resolve();
    },
  };
  const codeFor = (email: string) => /\d{6}/.exec(texts.get(email) ?? "")?.[0] ?? "";
  return { mail, codeFor };
}
