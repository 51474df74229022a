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
  thresholds: {
    "http_req_duration{operation:transfer}": ["p(99)<1000"],
    "http_req_failed{operation:transfer}": ["rate<0.001"],
    dropped_iterations: ["count==0"],
  },
};

// 422 and 429 are answers: only what is left counts as a failure of ours.
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 299 }, 422, 429));

/** Each virtual user signs people in when it first needs them: tokens of another machine are not worth anything here. */
const signedIn = new Map();

function post(path, body, headers = {}) {
  return http.post(`${base}${path}`, JSON.stringify(body), {
    headers: { "content-type": "application/json", ...headers },
    tags: { operation: "sign-in" },
  });
}

function personOf(index) {
  const known = signedIn.get(index);
  if (known !== undefined && Date.now() - known.at < RENEW_AFTER_MS) return known;
  const { phone, password, pin, device } = people[index];
  const session = post(PATHS.login, { phone, password }, { "x-device-id": device });
  if (session.status !== 200) exec.test.abort(`person ${index} cannot sign in: ${session.status}`);
  const access = session.json("access");
  const proof = post(PATHS.verifyPin, { pin }, { authorization: `Bearer ${access}`, "x-device-id": device });
  if (proof.status !== 200) exec.test.abort(`person ${index} has another PIN: ${proof.status}`);
  const person = { access, confirmation: proof.json("confirmation"), device, at: Date.now() };
  signedIn.set(index, person);
  return person;
}

export default function () {
  const payer = payers();
  let payee = payees();
  if (payee === payer) payee = (payee + 1) % people.length;
  const operation = next();
  const key = `load-${exec.scenario.startTime}-${exec.scenario.iterationInTest}`;
  const { method, path, headers, body } = requestOf(operation, personOf(payer), people[payee], key);
  const answer = http.request(method, `${base}${path}`, body, { headers, tags: { operation } });
  counts[kindOf(answer.status)].add(1, { operation });
}
