import {
  anyOf,
  check,
  differs,
  entity,
  equals,
  getItem,
  missing,
  present as exists,
  put,
  remove,
  text,
  transact,
  update,
  type Write,
} from "@cowry/table";
import { type BeneficiaryRow, beneficiaryItem, findBeneficiaries } from "./store.ts";

/** Keys of what a person says about their own accounts. The accounts themselves are beneficiaries. */
export const choiceItem = entity("payout_choice", {
  version: 1,
  about: "The account of the user's own that their payouts go to when the order names none",
  pk: "U#{userId}",
  sk: "PAYTO",
  attributes: { beneficiaryId: text("b") },
});

/** Consistent: an order follows at once. */
export async function findChoice(userId: string): Promise<string | undefined> {
  return (await getItem(choiceItem, { userId }))?.beneficiaryId;
}

/** Marks a saved account as the user's own; false when it has gone meanwhile. */
export async function commitOwn({ userId, beneficiaryId }: BeneficiaryRow, audit: Write): Promise<boolean> {
  const key = { userId, beneficiaryId };
  const mark = update(beneficiaryItem, key, { rule: "beneficiary", when: [exists()], set: { own: true } });
  const outcome = await transact([mark, audit]);
  return outcome.committed || outcome.failed.has("audit");
}

/** Chooses one of the user's own; false when it is none, or has gone. */
export async function commitChoice(userId: string, beneficiaryId: string, audit: Write): Promise<boolean> {
  const outcome = await transact([
    put(choiceItem, { userId, beneficiaryId }),
    check(beneficiaryItem, { userId, beneficiaryId }, { rule: "beneficiary", when: [equals("own", true)] }),
    audit,
  ]);
  return outcome.committed || outcome.failed.has("audit");
}

/** Removes it, and the choice of it: `gone` when there is none, `busy` when the choice changes at the same time. */
export async function commitRemoval(
  userId: string,
  beneficiaryId: string,
  audit: Write,
): Promise<"removed" | "gone" | "busy"> {
  const isChosen = (await findChoice(userId)) === beneficiaryId;
  const outcome = await transact([
    remove(beneficiaryItem, { userId, beneficiaryId }, { rule: "beneficiary", when: [exists()] }),
    isChosen
      ? remove(choiceItem, { userId }, { rule: "choice", when: [equals("beneficiaryId", beneficiaryId)] })
      : check(choiceItem, { userId }, { rule: "choice", when: [notChosen(beneficiaryId)] }),
    audit,
  ]);
  if (outcome.committed || outcome.failed.has("audit")) return "removed";
  return outcome.failed.has("choice") ? "busy" : "gone";
}

function notChosen(beneficiaryId: string) {
  return anyOf([missing("beneficiaryId"), differs("beneficiaryId", beneficiaryId)]);
}

/** The account with this id, if it is the user's own. */
export async function findOwn(userId: string, beneficiaryId: string): Promise<BeneficiaryRow | undefined> {
  const [found] = await findBeneficiaries(userId, [beneficiaryId]);
  return found?.own === true ? found : undefined;
}
