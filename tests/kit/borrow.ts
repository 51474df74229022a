/** Runs before each file of the `cloud` project: the file has a local cloud to itself until it ends. */
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { afterAll, expect, inject } from "vitest";
import { type CloudAddresses, useCloud } from "./cloud.ts";

const connection = connect(inject("lender"), "127.0.0.1");
const lines = createInterface(connection);
const [line] = (await once(lines, "line")) as [string];
useCloud(JSON.parse(line) as CloudAddresses);
// Of all the hooks of the file the one that was registered first runs last.
afterAll(async () => {
  connection.write(`${expect.getState().testPath ?? ""}\n`);
  const [unknown] = (await once(lines, "line")) as [string];
  connection.destroy();
  expect(JSON.parse(unknown), "conditions that docs/proof/conditions.md does not have yet").toEqual([]);
});
