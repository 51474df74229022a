import { type ConditionFor, equals, update, type Write } from "@cowry/table";
import type { Currency } from "../kernel/index.ts";
import { credentialsItem, type Credentials } from "./store.ts";
import { PIN_FREE_AMOUNT_MAX } from "./model.ts";

/**
 * The person's own choice: no PIN is asked below this amount, none at all is 0. For the transaction that stores their
 * settings; `seen` are the credentials that it was decided on. Rule: "pin_free". Above PIN_FREE_AMOUNT_MAX the PIN is
 * asked all the same.
 */
export function setPinFreeBelow(
  seen: Pick<Credentials, "userId" | "epoch" | "pinFreeBelow">,
  below: Readonly<Partial<Record<Currency, bigint>>>,
): Write {
  const kept = Object.entries({ ...seen.pinFreeBelow, ...asTexts(below) }).filter(([, amount]) => amount !== "0");
  return update(
    credentialsItem,
    { userId: seen.userId },
    {
      rule: "pin_free",
      when: [equals("epoch", seen.epoch), equals("status", "active") as ConditionFor<typeof credentialsItem>],
      set: { pinFreeBelow: Object.fromEntries(kept) },
    },
  );
}

function asTexts(below: Readonly<Partial<Record<Currency, bigint>>>): Record<string, string> {
  return Object.fromEntries(Object.entries(below).map(([currency, amount]) => [currency, String(amount)]));
}

export { PIN_FREE_AMOUNT_MAX };
