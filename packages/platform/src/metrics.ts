import { now } from "@cowry/core/kernel";

/** Where our own metrics lie: `stacks/door.ts` counts alerts in the same. */
const NAMESPACE = "Cowry";

/**
 * Writes values of metrics as one line of CloudWatch's embedded metric format, from which it takes them by itself. Names
 * are CloudWatch's, values are plain numbers; nothing of people.
 */
export function putMetrics(values: Readonly<Record<string, number>>): void {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: "None" }));
  const _aws = { Timestamp: now(), CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [[]], Metrics }] };
  process.stdout.write(`${JSON.stringify({ _aws, ...values })}\n`);
}
