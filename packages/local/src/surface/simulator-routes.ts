import { parseJson, record, text } from "../json.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./surface.ts";

/** What of the simulator's switches the console may turn; they refuse pages of another origin, as the console is. */
const SWITCH =
  /^\/_local\/paystack\/((?:charges|transfers|faults|webhooks|settings|deposit|settlements)(?:\/[\w.-]{1,128}){0,2})$/;
const ANSWER_TIMEOUT_MS = 10_000;

/** Hands the simulator's switches on. `address` is empty where the simulator was left out. */
export function simulatorRoutes(address: () => string): readonly Route[] {
  const hand = (method: "GET" | "POST") => ({
    method,
    path: SWITCH,
    answer: ({ name, body }: { readonly name: string; readonly body: unknown }) => ask(address(), method, name, body),
  });
  return [hand("GET"), hand("POST")];
}

async function ask(address: string, method: "GET" | "POST", name: string, body: unknown): Promise<unknown> {
  if (address === "") throw new Problem(404, "no_simulator", "The Paystack simulator was left out of this cloud.");
  const sent = method === "GET" ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${address}/_sim/${name}`, {
    method,
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    ...sent,
  });
  const answer = parseJson(await response.text());
  if (response.ok) return answer;
  const { code, message } = record(answer);
  throw new Problem(response.status, text(code) ?? "refused", text(message) ?? "The simulator refused this.");
}
