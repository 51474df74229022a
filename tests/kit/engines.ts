import { enginesForWorkers } from "@cowry/table/engine.testkit";
import type { TestProject } from "vitest/node";

/** DynamoDB Local for each worker of the unit tests. */
export default function setup(project: TestProject): Promise<() => Promise<void>> {
  return enginesForWorkers(project.vitest.config.maxWorkers);
}
