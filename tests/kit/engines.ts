import { enginesForWorkers } from "@cowry/table/engine.testkit";
import { WORKERS } from "../../vitest.config.ts";

/** DynamoDB Local for each worker of the unit tests. */
export default function setup(): Promise<() => Promise<void>> {
  return enginesForWorkers(WORKERS);
}
