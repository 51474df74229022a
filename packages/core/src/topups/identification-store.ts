import {
  anyOf,
  batchGet,
  differs,
  entity,
  equals,
  getItem,
  type ItemOf,
  keyOf,
  missing,
  oneOf,
  optional,
  put,
  queryIndex,
  remove,
  text,
  time,
  timeKey,
  transact,
  update,
  type Write,
} from "@cowry/table";
import { now } from "../kernel/index.ts";
import {
  IDENTIFICATION_FAILURES,
  IDENTIFICATION_STATES,
  type IdentificationFailure,
  type IdentificationState,
} from "./virtual-account-model.ts";

/** The keys of identifications: how far a person's is, and whose a customer code of the provider's is. */

export const identificationItem = entity("identification", {
  version: 1,
  about: "Whether the payment provider knows who a person is. What they said of themselves is not kept",
  pk: "U#{userId}",
  sk: "PI#{mode}",
  index: { pk: "PI#{state}#{mode}", sk: "{askedAt}" },
  attributes: {
    state: oneOf("st", IDENTIFICATION_STATES),
    customerCode: text("cc"),
    /** Of the bank account that was named: `012*****789`. */
    maskedAccount: text("ma"),
    failure: optional(oneOf("fl", IDENTIFICATION_FAILURES)),
    askedAtMs: time("aa"),
    decidedAtMs: optional(time("da")),
  },
});
export type Identification = ItemOf<typeof identificationItem>;

const customerItem = entity("provider_customer", {
  version: 1,
  about: "Whose a customer code of the payment provider's is",
  pk: "PC#{customerCode}",
  sk: "#",
  attributes: { userId: text("u"), mode: text("mo") },
});

const placeOf = ({ state, mode, askedAtMs }: Identification) => ({ state, mode, askedAt: timeKey(askedAtMs) });

export async function findIdentification(userId: string, mode: string): Promise<Identification | undefined> {
  return getItem(identificationItem, { userId, mode });
}

/** Whose identification an event is about; undefined: nobody's here. */
export async function identificationOf(customerCode: string, mode: string): Promise<Identification | undefined> {
  const customer = await getItem(customerItem, { customerCode });
  return customer?.mode === mode ? findIdentification(customer.userId, mode) : undefined;
}

/**
 * Written down before the provider is asked, and `also` with it. False while another attempt is under way, and for good
 * once verified. `also` has this attempt's entry in the trail, by which a write whose answer was lost is known again.
 */
export async function beginIdentification(
  identification: Identification,
  also: readonly Write[] = [],
): Promise<boolean> {
  const { userId, customerCode, mode } = identification;
  const outcome = await transact([
    put(identificationItem, identification, {
      rule: "identification",
      when: [anyOf([missing("state"), equals("state", "failed")])],
      index: placeOf(identification),
    }),
    put(
      customerItem,
      { customerCode, userId, mode },
      { rule: "customer", when: [anyOf([missing("userId"), equals("userId", userId)])] },
    ),
    ...also,
  ]);
  // The entry is there already: it was written, and only the table's answer to it was lost.
  return outcome.committed || outcome.failed.has("audit");
}

/** Ends this very attempt, with its entry in the trail; what is verified stays so. */
export async function endIdentification(
  identification: Identification,
  state: Exclude<IdentificationState, "pending">,
  failure: IdentificationFailure | undefined,
  entry: Write,
): Promise<boolean> {
  const { userId, mode, askedAtMs } = identification;
  const isVerified = state === "verified";
  const outcome = await transact([
    update(
      identificationItem,
      { userId, mode },
      {
        rule: "attempt",
        when: isVerified
          ? [differs("state", "verified")]
          : [equals("state", "pending"), equals("askedAtMs", askedAtMs)],
        set: { state, decidedAtMs: now(), ...(failure === undefined ? {} : { failure }) },
        ...(isVerified ? { remove: ["failure"] as const } : {}),
        index: null,
      },
    ),
    entry,
  ]);
  return outcome.committed || outcome.failed.has("audit");
}

/** Attempts under way that began before this time, the oldest first. */
export async function listPending(mode: string, beforeMs: number, limit: number): Promise<readonly Identification[]> {
  const { keys } = await queryIndex(identificationItem, { state: "pending", mode }, { to: timeKey(beforeMs), limit });
  const found = await batchGet(keys.map((key) => keyOf(identificationItem, key)));
  return keys.flatMap((key) => found.get(identificationItem, key) ?? []).filter(({ state }) => state === "pending");
}

/** Forgets it with its owner. Whose the code was goes too: an event about it is nobody's then. */
export async function forgetIdentification({ userId, mode, customerCode }: Identification): Promise<void> {
  await transact([remove(identificationItem, { userId, mode }), remove(customerItem, { customerCode })]);
}
