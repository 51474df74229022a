import { absent, equals, getItem, put, transact, update } from "@cowry/table";
import * as z from "zod/mini";
import { type AtOnce, type Execution, type Proposal, propose, type Proposed, Reason } from "../approvals/index.ts";
import { DAY, errors as kernelErrors, isoTime, now, type Staff, Time } from "../kernel/index.ts";
import { forgetPolicy, isPolicyKey, POLICY_NAMES, POLICY_VALUES, type PolicyName } from "./policy.ts";
import { type Overrides, policyItem } from "./policy-store.ts";

/** How rules change: one of the staff proposes one rule's new form, another approves, and a minute later it is in force. */

export const POLICY_CHANGE = "policy.change";
const PROPOSAL_LIFE_MS = 7 * DAY;

const Key = z.string().check(z.minLength(3), z.maxLength(32), z.regex(/^[A-Za-z]+(:[A-Z]+)?$/));
const { assets, fees, limits, review } = POLICY_VALUES;

/** `value: null` takes the rule back to the code's. */
export const PolicyRequest = z
  .strictObject({
    policy: z.enum(POLICY_NAMES),
    key: Key,
    value: z.nullable(z.union([assets, fees, limits, review])),
    reason: Reason,
  })
  .check(
    z.refine((of) => isPolicyKey(of.policy, of.key), { path: ["key"], error: "names no rule of this policy" }),
    z.check(({ value: { policy, key, value }, issues }) => {
      if (value === null) return;
      const read = POLICY_VALUES[policy].safeParse(inTexts(value));
      for (const issue of read.error?.issues ?? []) {
        const keys = issue.code === "unrecognized_keys" ? issue.keys.map((name) => [name]) : [[]];
        const paths = keys.map((name) => ["value", ...issue.path, ...name]);
        const message = `is not as a rule of ${policy} has it`;
        issues.push(...paths.map((path) => ({ code: "custom", message, input: value, path }) as const));
      }
      const isPayers = policy === "fees" && "bearer" in value && value.bearer === "payer";
      if (!isPayers || !key.startsWith("hold:")) return;
      const message = "must be payee: whoever makes a hold promises an amount, and no more is taken";
      issues.push({ code: "custom", message, input: value.bearer, path: ["value", "bearer"] });
    }),
  );

/** As it is stored and shown: amounts as text. */
const Word = z.string().check(z.maxLength(32));
const Plain = z.union([z.string().check(z.maxLength(64)), z.int(), z.boolean()]);
const Group = z.record(Word, Plain);
const StoredValue = z.record(Word, z.union([Plain, Group, z.array(Group).check(z.maxLength(10))]));
const Payload = z.object({ policy: z.enum(POLICY_NAMES), key: z.string(), value: z.nullable(StoredValue) });

/** Puts a rule's new form before colleagues. */
export async function proposePolicy(
  actor: Staff,
  { policy, key: rule, value, reason }: z.output<typeof PolicyRequest>,
  key: string,
): Promise<Proposed> {
  return propose(actor, {
    kind: POLICY_CHANGE,
    payload: { policy, key: rule, value: value === null ? null : inTexts(value) },
    reason,
    permission: "policy.approve",
    expiresInMs: PROPOSAL_LIFE_MS,
    key,
  });
}

/** The same with amounts as text, and without what is not said. */
function inTexts(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(inTexts);
  if (typeof value !== "object" || value === null) return value;
  const said = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(said.map(([name, one]) => [name, inTexts(one)]));
}

const change: AtOnce = {
  mode: "at_once",
  async execute(proposal: Proposal, approver: Staff, ending): Promise<Execution> {
    const { policy, key, value } = z.parse(Payload, proposal.payload);
    const stored = await getItem(policyItem, {});
    const overrides = changed(stored?.overrides ?? {}, policy, key, value);
    const version = (stored?.version ?? 0) + 1;
    const item = { version, overrides, changedAtMs: now() };
    const write =
      stored === undefined
        ? put(policyItem, item, { rule: "policy", when: [absent()] })
        : update(policyItem, {}, { rule: "policy", when: [equals("version", stored.version)], set: item });
    const outcome = await transact([write, ...ending({ policy, key, version: String(version) })]);
    if (outcome.committed) {
      forgetPolicy();
      return "executed";
    }
    if (outcome.failed.has("proposal")) return "lost";
    // Another change came between reading and writing: the proposal waits as it is, and can be approved again.
    throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { approver: approver.userId } });
  },
};

/** For the doors of approvals. */
export const policyKinds: Readonly<Record<typeof POLICY_CHANGE, AtOnce>> = { "policy.change": change };

function changed(
  of: Overrides,
  policy: PolicyName,
  key: string,
  value: Readonly<Record<string, unknown>> | null,
): Overrides {
  const { [key]: _, ...others } = of[policy] ?? {};
  return { ...of, [policy]: value === null ? others : { ...others, [key]: value } };
}

const Rules = z.record(Key, StoredValue);
export const PolicyShown = z.strictObject({
  version: z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER)),
  changed_at: z.nullable(Time),
  overrides: z.strictObject({ assets: Rules, fees: Rules, limits: Rules, review: Rules }),
});

/** What staff have set; whatever is not here is as the code has it. */
export async function readPolicy(): Promise<z.output<typeof PolicyShown>> {
  const stored = await getItem(policyItem, {});
  const { assets = {}, fees = {}, limits = {}, review = {} } = stored?.overrides ?? {};
  return {
    version: stored?.version ?? 0,
    changed_at: stored?.changedAtMs === undefined ? null : isoTime(stored.changedAtMs),
    overrides: z.parse(PolicyShown.shape.overrides, { assets, fees, limits, review }),
  };
}
