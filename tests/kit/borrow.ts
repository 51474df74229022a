/** Runs before each file of the `cloud` project: the file has a local cloud to itself until it ends. */
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { afterAll, inject } from "vitest";
import { type CloudAddresses, useCloud } from "./cloud.ts";

const connection = connect(inject("lender"), "127.0.0.1");
const [line] = (await once(createInterface(connection), "line")) as [string];
useCloud(JSON.parse(line) as CloudAddresses);
// Of all the hooks of the file the one that was registered first runs last.
afterAll(() => void connection.destroy());
