/**
 * k6 run load/transfers.js, with the environment of load/README.md. Thresholds are the objectives of docs/operations/slos.md.
 */
import exec from "k6/execution";
import http from "k6/http";
import { Counter } from "k6/metrics";
import { chooser, kindOf, mixer, PATHS, RENEW_AFTER_MS, requestOf } from "./scenarios.js";

const base = __ENV.BASE_URL || "http://127.0.0.1:4000";
const people = JSON.parse(open(__ENV.PEOPLE || "./people.json"));
const rate = Number(__ENV.RATE || 20);
const payers = chooser(__ENV.PAYERS || "uniform", people.length);
const payees = chooser(__ENV.PAYEES || "zipf", people.length);
const next = mixer(__ENV.MIX || "transfers");
const counts = Object.fromEntries(["served", "refused", "slowed", "failed"].map((kind) => [kind, new Counter(kind)]));

export const options = {
  scenarios: {
    open: {
      executor: "ramping-arrival-rate",
      startRate: 1,
      timeUnit: "1s",
      preAllocatedVUs: Number(__ENV.VUS || Math.max(10, rate)),
      maxVUs: Number(__ENV.MAX_VUS || Math.max(50, rate * 4)),
      stages: [
        { target: rate, duration: __ENV.RAMP || "30s" },
        { target: rate, duration: __ENV.DURATION || "2m" },
      ],
    },
  },
  setupTimeout: "4m",
  thresholds: {
    "http_req_duration{operation:transfer}": ["p(99)<1000"],
    "http_req_failed{operation:transfer}": ["rate<0.001"],
    dropped_iterations: ["count==0"],
  },
};

// 422 and 429 are answers: only what is left counts as a failure of ours.
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 299 }, 422, 429));

/** Of so many at once. */
const BATCH = 10;

function all(requests) {
  const answers = [];
  for (let from = 0; from < requests.length; from += BATCH) {
    answers.push(...http.batch(requests.slice(from, from + BATCH)));
  }
  return answers;
}

function post(path, body, headers) {
  const params = { headers: { "content-type": "application/json", ...headers }, tags: { operation: "sign-in" } };
  return ["POST", `${base}${path}`, JSON.stringify(body), params];
}

/**
 * Signs everybody in once, for all virtual users: these have no memory in common, and the same person signed in by each of
 * them would end the others' sessions.
 */
export function setup() {
  const sessions = all(
    people.map(({ phone, password, device }) => post(PATHS.login, { phone, password }, { "x-device-id": device })),
  ).map((answer, index) => {
    if (answer.status !== 200) exec.test.abort(`person ${index} cannot sign in: ${answer.status}`);
    return { access: answer.json("access"), device: people[index].device };
  });
  const at = Date.now();
  const proofs = all(
    sessions.map(({ access, device }, index) =>
      post(PATHS.verifyPin, { pin: people[index].pin }, { authorization: `Bearer ${access}`, "x-device-id": device }),
    ),
  );
  return {
    at,
    players: proofs.map((answer, index) => {
      if (answer.status !== 200) exec.test.abort(`person ${index} has another PIN: ${answer.status}`);
      return { ...sessions[index], confirmation: answer.json("confirmation") };
    }),
  };
}

export default function ({ at, players }) {
  if (Date.now() - at > RENEW_AFTER_MS)
    exec.test.abort("confirmation tokens are good for five minutes: run load/run.js");
  const payer = payers();
  let payee = payees();
  if (payee === payer) payee = (payee + 1) % people.length;
  const operation = next();
  const key = `load-${exec.scenario.startTime}-${exec.scenario.iterationInTest}`;
  const { method, path, headers, body } = requestOf(operation, players[payer], people[payee], key);
  const answer = http.request(method, `${base}${path}`, body, { headers, tags: { operation } });
  counts[kindOf(answer.status)].add(1, { operation });
}
