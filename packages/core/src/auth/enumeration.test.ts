import { readFileSync } from "node:fs";
import { update, write } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { DAY, lookupHashes, now } from "../kernel/index.ts";
import { emailItem } from "../users/store.ts";
import { submitContact, verifyContact } from "./contact-wire.ts";
import { logIn } from "./log-in.ts";
import { EMAIL_PURPOSES, type PhonePurpose } from "./model.ts";
import { forgetPassword, resetPassword } from "./password.ts";
import { amina, inbox, mailbox, newcomer, newPhone, stranger, useEngine } from "./people.testkit.ts";
import { registerPerson } from "./register.ts";
import { verifyEmail } from "./sign-in-email.ts";
import { verifyOtp } from "./sign-in.ts";
import { submitEmail } from "./submit-email.ts";
import { submitPhone } from "./submit-phone.ts";
import { startWire, type Wire } from "./wire.testkit.ts";

/**
 * Who is a customer is not to be seen at the doors that take a phone or an e-mail address of somebody who is not signed
 * in. Counted, not timed: what is asked of the table and what that costs, the hashes, the waits, the answer.
 */
const argon2id = vi.hoisted(() =>
  vi.fn((secret: Uint8Array, salt: Uint8Array) => Buffer.from([...secret.slice(0, 16), ...salt.slice(0, 16)])),
);
vi.mock("./argon2.ts", () => ({ argon2id }));
const pauses = vi.hoisted(() => [] as number[]);
vi.mock("node:timers/promises", () => ({ setTimeout: (ms: number) => Promise.resolve(void pauses.push(ms)) }));

let stop: () => Promise<void>;
let wire: Wire;
beforeAll(async () => {
  stop = await useEngine(async (engine) => {
    wire = await startWire(engine, 0);
    useEndpoint(wire.url);
  });
  vi.useFakeTimers({ toFake: ["Date"] });
}, 60_000);
beforeEach(() => void argon2id.mockClear());
afterAll(async () => {
  vi.useRealTimers();
  await wire.stop();
  await stop();
});

interface Contact {
  readonly phone: string;
  readonly email: string;
}

const contactOf = (phone: string): Contact => ({ phone, email: `of-${phone.slice(1)}@example.com` });
const from = ({ phone }: Contact) => stranger({ deviceId: `of-${phone}`, ip: `41.${phone.slice(-4, -2)}.1.1` });
const senders = { ...inbox(), ...mailbox() };
/** Right by a chance of one in a million, and then seen at once: the answers differ. */
const otp = "000000";
const role = "rider" as const;

async function customer(): Promise<Contact> {
  const contact = contactOf(newPhone());
  const { phone, email } = contact;
  await registerPerson({ ...newcomer(phone), origin: from(contact).origin }, { ...amina, email });
  const [emailHash = ""] = lookupHashes("email", email);
  await write(update(emailItem, { emailHash }, { rule: "verified", when: [], set: { verified: true } }));
  return contact;
}

/** What a door does, once for whoever is a customer and once for nobody; what goes before it does not count. */
interface Probe {
  readonly before?: (who: Contact) => Promise<string>;
  readonly act: (who: Contact, challengeId: string | undefined) => Promise<unknown>;
}

const byPhone = async (who: Contact, purpose: PhonePurpose = "login") =>
  (await submitPhone(from(who), { phone: who.phone, purpose }, senders.sms)).challengeId;
const byEmail = async (who: Contact) =>
  (await submitEmail(from(who), { email: who.email, purpose: "login" }, senders.mail)).challengeId;

/** A wrong code, called by its name, and by the device that asked for it. */
function wrongCodes(ask: (who: Contact) => Promise<string>, act: Probe["act"]): readonly Probe[] {
  return [
    { before: ask, act },
    { before: ask, act: (who) => act(who, undefined) },
  ];
}

/** To anybody, to customers only, to others only. */
const SENT_TO = ["login", "reset_password", "change_phone"] as const;

const DOORS: Readonly<Record<string, readonly Probe[]>> = {
  "auth/submit-phone": SENT_TO.map((purpose) => ({
    act: (who) => submitPhone(from(who), { phone: who.phone, purpose }, senders.sms),
  })),
  "auth/submit-email": EMAIL_PURPOSES.map((purpose) => ({
    act: (who) => submitEmail(from(who), { email: who.email, purpose }, senders.mail),
  })),
  // Either way it is one of the two above.
  "auth/request-otp": [{ act: (who) => submitContact(from(who), { email: who.email, purpose: "login" }, senders) }],
  "auth/forgot-password": [{ act: (who) => forgetPassword(from(who), who.phone, senders.sms) }],
  "auth/log-in": [{ act: (who) => logIn(from(who), { phone: who.phone, password: "000001" }, senders.sms) }],
  "auth/verify-otp": wrongCodes(byPhone, (who, challengeId) =>
    verifyOtp(from(who), { phone: who.phone, otp, challengeId, role }),
  ),
  "auth/verify-email": wrongCodes(byEmail, (who, challengeId) =>
    verifyEmail(from(who), { email: who.email, otp, challengeId }),
  ),
  "auth/verify-contact-otp": [
    {
      before: byPhone,
      act: (who, id) => verifyContact(from(who), { phone: who.phone, otp, challenge_id: id, role }),
    },
  ],
  "auth/reset-password": wrongCodes(
    (who) => byPhone(who, "reset_password"),
    (who, challengeId) => resetPassword(from(who), { phone: who.phone, otp, challengeId, newPassword: "739148" }),
  ),
};

/** Doors that tell it, and why they may. */
const TELLING: Readonly<Record<string, string>> = {
  "auth/check-availability": "that is what it is for; five to a device, twenty to a network",
  "auth/register": "whoever has proved a phone hears that an address is taken, and that only",
};

interface Operation {
  readonly operationId?: string;
  readonly "x-alias-of"?: string;
  readonly security?: readonly object[];
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly name: string }[];
}

function fieldsIn(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => [
    ...(key === "properties" && typeof value === "object" && value !== null ? Object.keys(value) : []),
    ...(key === "example" || key === "examples" ? [] : fieldsIn(value)),
  ]);
}

it("the doors that take a phone or an e-mail address of strangers are all known here", () => {
  const file = new URL("../../../../docs/openapi.json", import.meta.url);
  const { paths } = JSON.parse(readFileSync(file, "utf8")) as { paths: Record<string, Record<string, Operation>> };
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const open = operations.filter(({ operationId, security = [], "x-alias-of": alias }) => {
    const signedIn = security.some((one) => ["accessToken", "staffToken"].some((name) => Object.hasOwn(one, name)));
    return operationId !== undefined && alias === undefined && !signedIn;
  });
  const taking = open.filter(({ requestBody, parameters = [] }) =>
    [...fieldsIn(requestBody), ...parameters.map(({ name }) => name)].some((name) => /phone|mail|contact/.test(name)),
  );
  expect(open.length).toBeGreaterThan(15);
  expect(taking.map(({ operationId }) => operationId).sort()).toEqual(
    [...Object.keys(DOORS), ...Object.keys(TELLING)].sort(),
  );
});

async function whatIsSeen({ before, act }: Probe, who: Contact) {
  const challengeId = await before?.(who);
  argon2id.mockClear();
  pauses.length = 0;
  let answer: unknown;
  const {
    operations,
    read,
    write: written,
  } = await wire.costOf(async () => {
    answer = await act(who, challengeId).catch((error: unknown) => error);
  });
  return { operations, read, written, hashes: argon2id.mock.calls.length, pauses: [...pauses], answer: said(answer) };
}

function said(answer: unknown): unknown {
  if (answer instanceof Error) {
    const { code, details } = answer as Error & { code?: string; details?: unknown };
    return { code, details };
  }
  const { challengeId, ...rest } = answer as { readonly challengeId: string };
  return { ...rest, length: challengeId.length };
}

describe("a number or address that nobody has costs and says what somebody's does", () => {
  it.each(Object.entries(DOORS))("%s", { retry: 2 }, async (_, probes) => {
    const [known, unknown] = [await customer(), contactOf(newPhone())];
    for (const probe of probes) {
      // Every limit is at rest again.
      vi.setSystemTime(now() + DAY);
      const seen = await whatIsSeen(probe, known);
      vi.setSystemTime(now() + DAY);
      expect(await whatIsSeen(probe, unknown)).toEqual(seen);
      expect(seen.operations.length).toBeGreaterThan(0);
    }
  });
});
