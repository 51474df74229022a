import { appendFileSync } from "node:fs";
import path from "node:path";
import type { Answer } from "./cloud.ts";
import { departure, routeOf } from "./document.ts";

/** With COWRY_RECORD, a folder, each success that a test is given is written down there: see scripts/examples.ts. */
export function recordInto(folder: string): (method: string, url: string, answer: Answer) => void {
  return (method, url, answer) => {
    const route = routeOf(method, new URL(url).pathname);
    const isJson = answer.headers.get("content-type") === "application/json";
    if (route === undefined || !isJson || answer.status > 299 || departure(route, answer) !== undefined) return;
    const { operationId, "x-alias-of": canonical = operationId } = route.operation;
    const line = JSON.stringify({ operation: canonical, status: answer.status, body: answer.body });
    appendFileSync(path.join(folder, `${process.pid}.jsonl`), `${line}\n`);
  };
}
