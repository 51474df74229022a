import { createPrivateKey, createPublicKey, type JsonWebKey } from "node:crypto";
import http from "node:http";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalCloud, startLocalCloud } from "./index.ts";
import { list, parseJson, record } from "./json.ts";
import { type Sample, writeSample } from "./sample/assembly.testkit.ts";
import { isAlive } from "./state/processes.ts";

/** The whole cloud over real HTTP, AWS's own engine behind it, the real SDK within its functions. */
let sample: Sample;
let dataDir: string;
let cloud: LocalCloud;

const start = () =>
  startLocalCloud({ assemblyDir: sample.dir, port: 0, paystackPort: 0, dataDir, quiet: true, paystack: false });

beforeAll(async () => {
  sample = await writeSample();
  dataDir = mkdtempSync(path.join(tmpdir(), "cowry-data-"));
  cloud = await start();
}, 60_000);

afterAll(async () => {
  await cloud.stop();
  sample.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

async function send(method: string, at: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(`${cloud.info.api}${at}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: record(parseJson(text)) };
}

/** Asks the sample's function to do something. */
const ask = (act: string, more: object = {}, headers: Record<string, string> = {}) =>
  send("POST", "/probe/1", { act, ...more }, headers);

const local = {
  list: async (at: string) => list(parseJson((await send("GET", `/_local/${at}`)).text)).map(record),
  post: (at: string, body: object) => send("POST", `/_local/${at}`, body),
  advance: async (advance: string) => (await local.post("clock", { advance })).json,
};

/** What a function printed on getting something, newest last. */
async function got(name: string): Promise<readonly Record<string, unknown>[]> {
  const lines = await local.list(`logs?function=${name}`);
  const texts = lines.map(({ line }) => String(line)).filter((line) => line.startsWith("got "));
  return texts.map((line) => record(parseJson(line.slice(4))));
}

describe("functions behind HTTP", () => {
  it("get the event of their route, and answer in every shape that the gateway knows", async () => {
    const echo = await send("POST", "/probe/a%20b?x=1", { hello: 1 }, { "x-local-source-ip": "10.9.8.7" });
    expect(echo.json).toMatchObject({
      routeKey: "POST /probe/{id}",
      rawPath: "/probe/a b",
      pathParameters: { id: "a b" },
      requestContext: { http: { sourceIp: "10.9.8.7", method: "POST" }, stage: "$default" },
    });
    expect((await ask("shorthand")).text).toBe("just text");
    const cookies = await ask("cookies");
    expect(cookies.status).toBe(201);
    expect(cookies.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    const binary = await fetch(`${cloud.info.api}/probe/1`, {
      method: "POST",
      body: JSON.stringify({ act: "binary" }),
    });
    expect(new Uint8Array(await binary.arrayBuffer())).toEqual(new Uint8Array([0, 1, 2]));
  });

  it("answer on their own URL too, with the path below it", async () => {
    const { json, status } = await send("POST", "/_url/Probe/some/path", { hello: 1 });
    expect(status).toBe(200);
    expect(json).toMatchObject({ routeKey: "$default", rawPath: "/some/path" });
  });

  it("see the environment of their template and credentials of their own", async () => {
    const { json } = await ask("env");
    expect(json).toMatchObject({
      TABLE_NAME: "sample-table",
      AWS_ENDPOINT_URL: cloud.info.aws_endpoint,
      AWS_REGION: "eu-west-1",
      _HANDLER: "index.handler",
    });
    expect(json["AWS_ACCESS_KEY_ID"]).toMatch(/^ASIA[0-9A-F]{16}$/);
    expect(json).not.toHaveProperty("HOME");
  });

  it("fail as AWS lets them fail, and serve the next request", async () => {
    expect(await ask("fail")).toMatchObject({ status: 500, json: { message: "Internal Server Error" } });
    expect(await ask("exit")).toMatchObject({ status: 500 });
    expect(await send("POST", "/brief", { act: "hang" })).toMatchObject({ status: 500 });
    expect((await send("POST", "/brief", { act: "now" })).json).toMatchObject({ served: 1 });
    const late = await send("POST", "/late", { act: "hang" });
    expect(late).toMatchObject({ status: 503, json: { message: "Service Unavailable" } });
    const huge = await fetch(`${cloud.info.api}/probe/1`, { method: "POST", body: Buffer.alloc(11 * 1024 * 1024) });
    expect(huge.status).toBe(413);
    expect((await send("POST", "/_url/Probe/", { act: "fail" })).status).toBe(502);
    expect(await send("GET", "/nowhere")).toMatchObject({ status: 404, json: { message: "Not Found" } });
    const lines = (await local.list("logs?function=Brief")).map(({ line }) => String(line)).join("\n");
    expect(lines).toContain("Task timed out after 1.00 seconds");
  });

  it("serve one request at a time in each instance, and more instances under load", async () => {
    const served = await Promise.all(Array.from({ length: 12 }, () => ask("slow")));
    expect(served.map(({ status }) => status)).toEqual(Array(12).fill(200));
    const probe = (await local.list("functions")).find(({ name }) => name === "Probe");
    expect(Number(probe?.["instances"])).toBeGreaterThan(1);
    expect(Number(probe?.["instances"])).toBeLessThanOrEqual(8);
  });

  it("leave their lines under every id of the request", async () => {
    await ask("cookies", {}, { "x-request-id": "sent-by-the-caller" });
    for (const id of ["sent-by-the-caller", "from-the-door"]) {
      const lines = (await local.list(`logs?request_id=${id}`)).map(({ line }) => line);
      expect(lines).toContain("asked to cookies");
    }
  });
});

describe("AWS's endpoints", () => {
  it("record each request to the table as it went over the wire, by the run that made it", async () => {
    await ask("write", { id: "wire" }, { "x-request-id": "wire-1" });
    const wire = await local.list("wire?request_id=wire-1");
    expect(wire).toMatchObject([
      { operation: "TransactWriteItems", function: "Probe", status: 200, fault: null, output: {} },
    ]);
    expect(list(record(wire[0]?.["input"])["TransactItems"])).toHaveLength(2);
    expect(await local.list("wire?request_id=another")).toEqual([]);
  });

  it("bring the faults of the plan, in AWS's own words", async () => {
    const next = (fault: string) => local.post("faults", { next: [{ fault, operation: "TransactWriteItems" }] });
    await next("transactionConflict");
    const conflict = (await ask("write", { id: "f1" })).json;
    expect(conflict).toMatchObject({ written: false, name: "TransactionCanceledException" });
    const codes = list(conflict["reasons"]).map((reason) => record(reason)["Code"]);
    expect(codes.sort()).toEqual(["None", "TransactionConflict"]);

    await next("resetAfterCommit");
    await ask("write", { id: "f2" }, { "x-request-id": "reset" });
    const wire = await local.list("wire?request_id=reset");
    expect(wire.map(({ fault, status }) => [fault, status])).toEqual([
      ["resetAfterCommit", null],
      [null, 200],
    ]);
    const tokens = wire.map(({ input }) => record(input)["ClientRequestToken"]);
    expect(tokens[0]).toBe(tokens[1]);
    expect((await local.post("faults", {})).json).toMatchObject({ next: [], injected: {} });
  });

  it("go wrong in every other way that is planned, and the client asks again with the same token", async () => {
    for (const fault of ["transactionInProgress", "serverError", "slow"]) {
      await local.post("faults", { next: [{ fault, operation: "TransactWriteItems" }] });
      const answer = await ask("write", { id: fault }, { "x-request-id": fault });
      expect([fault, answer.json]).toEqual([fault, { written: true }]);
      const wire = await local.list(`wire?request_id=${fault}`);
      expect(wire[0]).toMatchObject({ fault });
      expect(new Set(wire.map(({ input }) => record(input)["ClientRequestToken"])).size).toBe(1);
    }
    const statuses = await Promise.all(
      ["transactionInProgress", "serverError", "slow"].map(async (id) => {
        return (await local.list(`wire?request_id=${id}`)).map(({ status }) => status);
      }),
    );
    expect(statuses).toEqual([[400, 200], [500, 200], [200]]);
    await local.post("faults", { next: [{ fault: "hang", function: "Brief" }] });
    expect(await send("POST", "/brief", { act: "write", id: "hang" })).toMatchObject({ status: 500 });
  });

  it("end the instance that asks, before or after what it asked has happened", async () => {
    const endings = { killBeforeCommit: null, killAfterCommit: "note", timedOut: null };
    for (const [fault, found] of Object.entries(endings)) {
      await local.post("faults", { next: [{ fault, operation: "TransactWriteItems" }] });
      expect(await ask("write", { id: fault })).toMatchObject({
        status: 500,
        json: { message: "Internal Server Error" },
      });
      expect([fault, (await ask("read", { id: fault, consistent: true })).json]).toEqual([fault, { t: found }]);
    }
    const lines = (await local.list("logs?function=Probe")).map(({ line }) => String(line)).join("\n");
    expect(lines).toContain("signal: killed");
    expect(lines).toContain("Task timed out");
  });

  it("answer an eventual read from before the last write, and no other", async () => {
    await ask("write", { id: "old", kind: "first" });
    await local.post("faults", { staleRead: 1 });
    await ask("write", { id: "old", kind: "second" });
    expect((await ask("read", { id: "old" })).json).toEqual({ t: "first" });
    expect((await ask("read", { id: "old", consistent: true })).json).toEqual({ t: "second" });
    await ask("write", { id: "another" });
    expect((await ask("read", { id: "old" })).json).toEqual({ t: "second" });
    expect((await ask("read", { id: "another" })).json).toEqual({ t: null });
    const { injected } = (await local.post("faults", {})).json;
    expect(injected).toEqual({});
    expect((await ask("read", { id: "another" })).json).toEqual({ t: "note" });
  });

  it("stand still between two calls where that is planned", async () => {
    const ticks = async () => Number((await send("POST", "/brief", { act: "ticks" })).json["ticks"]);
    // Another function's call takes its time meanwhile.
    await local.post("faults", { next: [{ fault: "freeze", function: "Brief" }] });
    const first = await ticks();
    await ask("slow");
    const thawed = await ticks();
    expect(thawed - first).toBeLessThan(5);
    await ask("slow");
    expect((await ticks()) - thawed).toBeGreaterThan(5);
  });

  it("put text messages in the inbox and refuse numbers that are none", async () => {
    await ask("text", { to: "+2348031234567", body: "hello <you> & you" });
    const messages = await local.list("messages?to=+2348031234567");
    expect(messages).toMatchObject([{ to: "+2348031234567", channel: "sms", body: "hello <you> & you" }]);
    expect((await ask("text", { to: "0803", body: "x" })).status).toBe(500);
  });

  it("put e-mails in the inbox", async () => {
    expect((await ask("mail", { to: "amina@example.com", body: "Good evening" })).json["id"]).toBeTypeOf("string");
    const messages = await local.list("messages?to=amina@example.com");
    expect(messages).toMatchObject([{ channel: "email", subject: "Hello", body: "Good evening" }]);
  });

  it("bring events to whoever hears them, again where it failed, and nobody else's", async () => {
    expect((await ask("tell", { id: "e1", name: "sample.happened" })).json).toEqual({ failed: 0 });
    await ask("tell", { id: "x1", name: "sample.happened" });
    await ask("tell", { id: "e2", name: "sample.other" });
    await local.advance("PT1M");
    const heard = (await got("Listener")).map(({ source, detail }) => [source, record(detail)["id"]]);
    expect(heard).toEqual([
      ["sample", "e1"],
      ["sample", "e1"],
    ]);
  });

  it("hand out this machine's secrets where the functions look for theirs", async () => {
    const { json } = await ask("secrets", { names: ["TOKEN_PRIVATE_KEYS", "TOKEN_PUBLIC_KEYS", "PIN_PEPPERS", "ODD"] });
    expect(json["invalid"]).toEqual(["/sst/sample/test/Secret/ODD/value"]);
    const [priv, pub, pepper] = list(json["values"]).map((value) => {
      const { current, keys } = record(parseJson(String(value)));
      return String(record(keys)[String(current)]);
    });
    const key = createPrivateKey({ key: JSON.parse(priv ?? "") as JsonWebKey, format: "jwk" });
    const published = createPublicKey({ key: JSON.parse(pub ?? "") as JsonWebKey, format: "jwk" });
    expect(createPublicKey(key).equals(published)).toBe(true);
    expect(pub).not.toContain('"d"');
    expect(Buffer.from(pepper ?? "", "base64url")).toHaveLength(32);
    expect(statSync(path.join(dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  it("refuse loudly what they do not know", async () => {
    expect((await ask("unknown")).json).toMatchObject({ status: 400, body: { __type: "UnknownOperationException" } });
    const lines = (await local.list("logs?function=aws")).map(({ line }) => String(line));
    expect(lines.join()).toContain("AmazonSSM.DeleteParameter");
  });
});

describe("time", () => {
  it("moves for every function, and runs what is due on the way", async () => {
    const to = cloud.clock.now() + 60_000;
    expect((await local.post("clock", { to: new Date(to).toISOString() })).status).toBe(200);
    const { now, date } = (await ask("now")).json;
    expect(Number(now)).toBeGreaterThanOrEqual(to);
    expect(Number(now)).toBeLessThan(to + 10_000);
    expect(date).toBe(true);
    expect(await local.post("clock", { to: "2020-01-01T00:00:00Z" })).toMatchObject({ status: 409 });
    expect(await local.post("clock", { advance: "1 hour" })).toMatchObject({ status: 400 });
  });

  it("runs scheduled jobs, and tries one that failed again a minute later", async () => {
    const [nightly] = await local.list("schedules");
    const due = String(nightly?.["next_at"]);
    await local.post("clock", { to: due });
    expect(await got("Job")).toMatchObject([
      { "detail-type": "Scheduled Event", source: "aws.events", time: due.replace(".000Z", "Z") },
    ]);
    await local.advance("PT2M");
    expect(await got("Job")).toHaveLength(2);
    const now = await local.post("schedules/sample/nightly/run", {});
    expect(now.json).toMatchObject({ results: [{ function: "Job", status: "succeeded" }] });
    expect((await local.post("schedules/none/run", {})).status).toBe(404);
  });

  it("runs only the schedules that a move names", async () => {
    const ran = (await got("Job")).length;
    expect(await local.post("clock", { advance: "P1D", schedules: [] })).toMatchObject({ status: 200 });
    expect(await got("Job")).toHaveLength(ran);
    expect(await local.post("clock", { advance: "P1D", schedules: ["sample/nightly"] })).toMatchObject({ status: 200 });
    expect((await got("Job")).length).toBeGreaterThan(ran);
    expect(await local.post("clock", { advance: "P1D", schedules: ["none"] })).toMatchObject({ status: 400 });
  });

  it("lets a state machine wait, and go on when its time has come", async () => {
    await ask("start", { id: "wait-1" });
    expect((await send("GET", "/_local/executions/wait-1")).json).toMatchObject({
      status: "RUNNING",
      waiting: [{ state: "Wait", for: "clock" }],
    });
    await local.advance("PT1H");
    expect((await send("GET", "/_local/executions/wait-1")).json).toMatchObject({
      status: "SUCCEEDED",
      output: { done: "wait-1" },
    });
  });
});

describe("the stream", () => {
  it("reaches the consumer through its filter, with the event that AWS sends", async () => {
    await ask("write", { id: "s1", kind: "journal" });
    await local.advance("PT0S");
    const records = (await got("Consumer")).flatMap(({ Records }) => list(Records).map(record));
    const mine = records.filter(({ dynamodb }) => JSON.stringify(dynamodb).includes("s1"));
    expect(mine).toMatchObject([
      {
        eventName: "INSERT",
        eventSource: "aws:dynamodb",
        awsRegion: "eu-west-1",
        eventSourceARN: expect.stringContaining(":table/sample-table/stream/") as string,
        dynamodb: { NewImage: { t: { S: "journal" } }, StreamViewType: "NEW_AND_OLD_IMAGES" },
      },
    ]);
  });

  it("gives up what fails for good, and tells the dead-letter queue", async () => {
    await ask("write", { id: "poison" });
    await ask("write", { id: "after" });
    await local.advance("PT10M");
    const dead = await local.list("dead-letters");
    expect(dead).toMatchObject([
      { queue: "dead", body: { DDBStreamBatchInfo: { batchSize: expect.any(Number) as number } } },
    ]);
    const seen = JSON.stringify(await got("Consumer"));
    expect(seen).toContain("P#after");
  });

  it("says who deleted what expired", async () => {
    const seconds = Math.floor(cloud.clock.now() / 1_000) + 60;
    await ask("write", { id: "brief", ttl: seconds });
    await local.advance("PT10M");
    const records = (await got("Consumer")).flatMap(({ Records }) => list(Records).map(record));
    const removed = records.find(({ eventName }) => eventName === "REMOVE");
    expect(removed).toMatchObject({ userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } });
  });
});

describe("the local surface", () => {
  it("tells every address, and answers problems for what it does not know", async () => {
    const { json } = await send("GET", "/_local/info");
    expect(json).toMatchObject({ api: cloud.info.api, data_dir: dataDir, tables: ["sample-table"] });
    expect(json["webhook_url"]).toBe(`${cloud.info.api}/_url/Probe/`);
    expect((await send("GET", "/_console")).headers.get("content-type")).toContain("text/html");
    const docs = await send("GET", "/docs");
    expect(docs.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self';/);
    const named = [...docs.text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map(([, at = ""]) => at);
    expect(named.length).toBeGreaterThan(4);
    for (const at of named) expect([at, (await send("GET", at)).status]).toEqual([at, 200]);
    expect((await send("GET", "/docs/openapi.json")).json["servers"]).toMatchObject([{ url: "/" }]);
    expect((await send("GET", "/docs/..%2f..%2fpackage.json")).status).toBe(404);
    const missing = await send("GET", "/_local/odd");
    expect(missing).toMatchObject({ status: 404, json: { code: "route_not_found" } });
    expect(missing.headers.get("content-type")).toBe("application/problem+json");
    expect(await send("DELETE", "/_local/info")).toMatchObject({ status: 405 });
    expect(await send("GET", "/_local/messages?from=x")).toMatchObject({ status: 400 });
    expect(await local.post("faults", { throttling: 2 })).toMatchObject({ status: 400 });
    const skipping = async (skip: number) => (await local.post("faults", { next: [{ fault: "slow", skip }] })).status;
    expect([await skipping(-1), await skipping(0)]).toEqual([400, 200]);
    await local.post("faults", {});
  });

  it("counts each call, its time and what it cost at the table, and tells by its pulse that something is new", async () => {
    const pulse = async () => (await send("GET", "/_local/pulse")).json;
    const before = await pulse();
    await ask("write", { id: "counted", kind: "journal" });
    const after = await pulse();
    for (const name of ["runs", "writes", "lines"]) expect(Number(after[name])).toBeGreaterThan(Number(before[name]));
    const [run] = await local.list("runs?function=Probe&limit=1");
    expect(run).toMatchObject({ how: "ok", status: null, units: { requests: 1, read: 0, write: 4 } });
    const probe = (await local.list("functions")).find(({ name }) => name === "Probe");
    expect(Number(probe?.["calls"])).toBeGreaterThan(10);
    expect(Number(probe?.["p95_ms"])).toBeGreaterThanOrEqual(Number(probe?.["p50_ms"]));
    expect(await local.list("streams")).toMatchObject([
      { function: "Consumer", table: "sample-table", retries_max: 1 },
    ]);
    expect(await local.list("queues")).toMatchObject([{ name: "dead" }]);
    expect(await send("GET", "/_local/paystack/charges")).toMatchObject({
      status: 404,
      json: { code: "no_simulator" },
    });
    expect(await send("GET", "/_local/paystack/../faults")).not.toMatchObject({ json: { code: "no_simulator" } });
  });

  it("serves the console from its own files alone, under a policy that lets nothing be written into it", async () => {
    const page = await send("GET", "/_console");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain("unsafe");
    const named = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, at = ""]) => at);
    expect(named).toHaveLength(2);
    for (const at of named) {
      const file = await send("GET", at);
      expect(file.status).toBe(200);
      expect(file.headers.get("cache-control")).toContain("immutable");
    }
    expect((await send("GET", "/_console/../package.json")).status).toBe(404);
    expect((await send("GET", "/_console/main.tsx")).status).toBe(404);
  });

  it("answers nobody who calls this machine by another name, and no form of another page", async () => {
    const form = await fetch(`${cloud.info.api}/_local/clock`, {
      method: "POST",
      body: new URLSearchParams({ advance: "P1D" }),
    });
    expect(form.status).toBe(415);
    const { port } = new URL(cloud.info.api);
    expect(await statusByHost(Number(port), "evil.example")).toBe(403);
  });
});

describe("a cloud that was stopped", () => {
  it("has everything when it starts again: items, messages, time, executions, what consumers have seen", async () => {
    await ask("start", { id: "survivor" });
    await ask("write", { id: "kept" });
    await local.advance("PT5M");
    const messages = await local.list("messages");
    const engine = Number(record(parseJson(readFileSync(path.join(dataDir, "lock.json"), "utf8")))["engine"]);
    const before = cloud.clock.now();
    await cloud.stop();
    expect(isAlive(engine)).toBe(false);

    cloud = await start();
    expect(cloud.clock.now()).toBeGreaterThanOrEqual(before);
    expect(await local.list("messages")).toEqual(messages);
    await local.advance("PT0S");
    expect(await got("Consumer")).toEqual([]);
    await local.advance("PT1H");
    expect((await send("GET", "/_local/executions/survivor")).json).toMatchObject({ status: "SUCCEEDED" });
    await expect(start()).rejects.toThrow("is in use by the local cloud");
  }, 120_000);
});

function statusByHost(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: "127.0.0.1", port, path: "/_local/info", headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once("error", reject);
  });
}
