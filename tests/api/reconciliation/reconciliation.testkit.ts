import { connectTable, put, putAll } from "@cowry/table";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { derivedId, providerReference } from "@cowry/core/kernel";
import { clearingItem, clearingPlace, referenceKeyOf } from "@cowry/core/wallet";
import { local } from "../../kit/cloud.ts";

const DAY_MS = 86_400_000;
const LAGOS_MS = 3_600_000;

/** So many days before that of the cloud's clock, at home. */
export async function dayBefore(days: number): Promise<string> {
  const { body } = await local.get("/info");
  return new Date(Date.parse(String(body["now"])) + LAGOS_MS - days * DAY_MS).toISOString().slice(0, 10);
}

/** A top-up that only our books know: written past the API, as the aggregator would have. */
export async function bookOnlyHere(day: string, name: string, amount: bigint): Promise<string> {
  const { body } = await local.get("/info");
  const { aws_endpoint, tables } = body as Readonly<Record<string, unknown>>;
  useEndpoint(String(aws_endpoint));
  connectTable({ tableName: String((tables as readonly unknown[])[0]) });
  const transactionId = derivedId("tests/reconciliation", name);
  const referenceKey = referenceKeyOf(providerReference(transactionId));
  const movedAtMs = Date.parse(`${day}T12:00:00Z`);
  await putAll([
    put(clearingItem, {
      ...{ provider: "paystack", day, place: clearingPlace(referenceKey), referenceKey, transactionId },
      ...{ kind: "topup", about: "charge", gross: amount, fee: 0n, currency: "NGN", movedAtMs },
    }),
  ]);
  return transactionId;
}
