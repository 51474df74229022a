/**
 * node load/people.js <how many>: signs people up at a local cloud (BASE_URL, default http://127.0.0.1:4000), each with
 * money, and writes load/people.json. Codes are read from the local inbox: at a deployed stage nobody can, there the file
 * names accounts that exist already.
 */
import { writeFileSync } from "node:fs";

const { BASE_URL: base = "http://127.0.0.1:4000", PEOPLE: file = "load/people.json" } = process.env;
const size = Number(process.argv[2] ?? 20);
const [password, pin] = ["739148", "4826"];
const card = "4084084084084081";

async function call(method, path, { body, status = 200, headers = {} } = {}) {
  const response = await fetch(path.startsWith("http") ? path : `${base}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status !== status) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return text === "" ? {} : JSON.parse(text);
}

const { paystack } = await call("GET", "/_local/info");
const people = [];
for (let n = 0; n < size; n += 1) {
  const phone = `+23480${String(Date.now() % 100_000).padStart(5, "0")}${String(n).padStart(3, "0")}`;
  const device = `load-${phone.slice(1)}`;
  // Each from an address of its own: the rate limits then see different people.
  const from = { "x-device-id": device, "x-local-source-ip": `10.1.${n >> 8}.${n & 255}` };
  const { challenge_id } = await call("POST", "/api/v1/auth/phone/submit", {
    body: { phone, purpose: "login" },
    headers: from,
  });
  const messages = await call("GET", `/_local/messages?to=${encodeURIComponent(phone)}`);
  const otp = messages.map(({ body }) => /^\d{6}/.exec(body)?.[0]).find((code) => code !== undefined);
  const { temp_token } = await call("POST", "/api/v1/auth/otp/verify", {
    body: { phone, otp, challenge_id },
    headers: from,
  });
  const { access, user } = await call("POST", "/api/v1/auth/register", {
    body: { first_name: `Load${n}`, last_name: "Bello", password },
    headers: { ...from, authorization: `Bearer ${temp_token}` },
    status: 201,
  });
  const own = { ...from, authorization: `Bearer ${access}` };
  await call("POST", "/api/v1/auth/set-transaction-pin", { body: { pin }, headers: own, status: 204 });
  const { payment_url } = await call("POST", "/api/v1/wallet/topup/initiate", {
    body: { amount: 4_000_000, currency: "NGN", payment_method: "card" },
    headers: { ...own, "idempotency-key": `load-${phone}` },
    status: 201,
  });
  await call("POST", `${paystack}/_sim/pay/${payment_url.split("/").pop()}`, { body: { card } });
  people.push({ phone, password, pin, device, user_id: user.id });
}
await call("POST", "/_local/clock", { body: { advance: "PT0S" } });
writeFileSync(file, `${JSON.stringify(people, undefined, 2)}\n`);
process.stdout.write(`${people.length} people in ${file}\n`);
