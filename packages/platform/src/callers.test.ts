import { errors, type ApiClient, type Origin, type Staff } from "@cowry/core/kernel";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import * as z from "zod/mini";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { issueAccessToken } from "../../core/src/auth/issue.ts";
import { httpEvent, lambdaContext, logLines, type TestStore, testStore } from "./cloud.testkit.ts";
import { coldStart, staffNetworks } from "./config.ts";
import { endpoint } from "./endpoint.ts";
import { areNetworks, isWithin } from "./staff-networks.ts";

const verifyStaff = vi.fn<(claims: { readonly userId: string }, origin: Origin) => Promise<Staff>>();
const verifyApiKey = vi.fn<(key: string, origin: Origin) => Promise<ApiClient>>();
const verifyClientToken = vi.fn<(token: string, origin: Origin) => Promise<ApiClient>>();
vi.mock("@cowry/platform/know-staff", () => ({
  STAFF_REFUSALS: [errors.forbidden],
  verifyStaff: (...args: Parameters<typeof verifyStaff>) => verifyStaff(...args),
}));
vi.mock("@cowry/platform/know-client", () => ({
  verifyApiKey: (...args: Parameters<typeof verifyApiKey>) => verifyApiKey(...args),
  verifyClientToken: (...args: Parameters<typeof verifyClientToken>) => verifyClientToken(...args),
}));

const Answer = z.strictObject({ who: z.string() });
const base = {
  route: "POST /test",
  summary: "Tests",
  body: z.strictObject({ amount: z.int() }),
  example: { body: { amount: 1 } },
  returns: { 200: Answer },
  refuses: [],
  uses: {},
} as const;
const claims = { userId: "u-1", sessionId: "s-1", epoch: 1, clientId: "cowry-app" };
const support = { ...claims, roles: ["support"] } as const;

let store: TestStore;

beforeAll(async () => {
  store = await testStore();
  await coldStart({ uses: {}, secrets: ["TOKEN_PRIVATE_KEYS"] })();
  vi.stubEnv("TABLE_NAME", "cowry-test");
});
beforeEach(() => {
  logLines();
  verifyStaff.mockImplementation((_, origin) =>
    Promise.resolve({ kind: "staff", ...support, branchId: undefined, origin }),
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.clearAllMocks();
});
afterAll(() => {
  store.close();
  vi.unstubAllEnvs();
});

type Door = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

async function ask(door: Door, token?: string, body?: object) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await door(httpEvent({ body: body ?? { amount: 1 }, headers }), lambdaContext());
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? "{}") as Record<string, unknown> };
}

const staffDoor = () =>
  endpoint({ ...base, caller: "staff", permission: "users.read" }, ({ actor }) => ({ who: actor.roles.join() }));

describe("a staff door", () => {
  it("knows staff by their credentials, not by what their token says", async () => {
    verifyStaff.mockImplementation((_, origin) =>
      Promise.resolve({ kind: "staff", ...support, roles: ["admin"], branchId: undefined, origin }),
    );
    expect(await ask(staffDoor(), await issueAccessToken(support))).toEqual({ status: 200, body: { who: "admin" } });
  });

  it("is 401 without a token, and 403 for somebody whose token has no such role, before anything is read", async () => {
    expect((await ask(staffDoor())).status).toBe(401);
    const { status, body } = await ask(staffDoor(), await issueAccessToken({ ...claims, roles: ["rider"] }));
    expect([status, body["code"]]).toEqual([403, "forbidden"]);
    expect(verifyStaff).not.toHaveBeenCalled();
  });

  it("is 403 for staff without the permission, by the token or by the credentials", async () => {
    const door = endpoint({ ...base, caller: "staff", permission: "users.assign_role" }, () => ({ who: "" }));
    expect((await ask(door, await issueAccessToken(support))).status).toBe(403);
    expect(verifyStaff).not.toHaveBeenCalled();
    expect((await ask(door, await issueAccessToken({ ...claims, roles: ["admin"] }))).status).toBe(403);
    expect(verifyStaff).toHaveBeenCalledOnce();
  });

  it("is for staff of a branch where it is about one person, and 403 for them where it is about more", async () => {
    verifyStaff.mockImplementation((_, origin) =>
      Promise.resolve({ kind: "staff", ...claims, roles: ["super_admin"], branchId: "lagos-1", origin }),
    );
    const token = await issueAccessToken({ ...claims, roles: ["super_admin"] });
    const ofHouse = endpoint({ ...base, caller: "staff", permission: "payouts.read" }, () => ({ who: "" }));
    expect((await ask(staffDoor(), token)).status).toBe(200);
    expect((await ask(ofHouse, token)).status).toBe(403);
  });

  it("refuses a malformed request without asking the credentials", async () => {
    expect((await ask(staffDoor(), await issueAccessToken(support), { amount: "1" })).status).toBe(400);
    expect(verifyStaff).not.toHaveBeenCalled();
  });

  it("passes on the refusal of the credentials", async () => {
    verifyStaff.mockRejectedValue(errors.forbidden());
    expect((await ask(staffDoor(), await issueAccessToken(support))).status).toBe(403);
  });
});

const sharedDoor = () =>
  endpoint({ ...base, caller: "customer", confirm: "pin", scope: "holds:capture" }, ({ actor, proof }) => ({
    who: `${actor.kind} ${String(proof !== undefined)}`,
  }));

describe("a door with a scope", () => {
  const client = (scopes: ApiClient["scopes"], origin: Origin): ApiClient => ({
    kind: "api_client",
    clientId: "c-1",
    userId: "u-1",
    scopes,
    origin,
  });

  it("serves a person, who confirms", async () => {
    const token = await issueAccessToken({ ...claims, roles: ["rider"] });
    expect(await ask(sharedDoor(), token, { amount: 1, pin: "4826" })).toMatchObject({
      body: { who: "customer true" },
    });
    expect((await ask(sharedDoor(), token)).status).toBe(400);
  });

  it("serves a program by its key or its token, which has no PIN to give", async () => {
    verifyApiKey.mockImplementation((_, origin) => Promise.resolve(client(["holds:capture"], origin)));
    verifyClientToken.mockImplementation((_, origin) => Promise.resolve(client(["holds:capture"], origin)));
    expect(await ask(sharedDoor(), "cwk_c1_secret")).toMatchObject({ body: { who: "api_client false" } });
    expect(await ask(sharedDoor(), "a.client.token")).toMatchObject({ body: { who: "api_client false" } });
    expect((await ask(sharedDoor(), "cwk_c1_secret", { amount: 1, pin: "4826" })).status).toBe(400);
  });

  it("is 403 for a program without the scope, 401 for a key that is none", async () => {
    verifyApiKey.mockImplementationOnce((_, origin) => Promise.resolve(client(["wallet:read"], origin)));
    expect((await ask(sharedDoor(), "cwk_c1_secret")).status).toBe(403);
    verifyApiKey.mockRejectedValueOnce(errors.unauthenticated());
    expect((await ask(sharedDoor(), "cwk_c1_secret")).status).toBe(401);
  });

  it("is the only kind that takes keys", async () => {
    expect((await ask(staffDoor(), "cwk_c1_secret")).status).toBe(401);
    expect(verifyApiKey).not.toHaveBeenCalled();
  });
});

describe("the networks of staff", () => {
  it.each([
    ["10.1.2.3", ["10.0.0.0/8"], true],
    ["11.1.2.3", ["10.0.0.0/8"], false],
    ["192.0.2.7", ["10.0.0.0/8", "192.0.2.7"], true],
    ["2001:db8::5", ["2001:db8::/32"], true],
    ["2001:db9::5", ["2001:db8::/32", "0.0.0.0/0"], false],
    ["no address", ["0.0.0.0/0", "::/0"], false],
    ["127.0.0.1", [], false],
  ])("%s in %j: %s", (ip, networks, within) => {
    expect(isWithin(networks, ip)).toBe(within);
  });

  it("are refused when they cannot be read", () => {
    expect(areNetworks(["10.0.0.0/8", "::1", "2001:db8::/128"])).toBe(true);
    for (const wrong of ["10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/8/8", "10.0.0.0/", "host"]) {
      expect([wrong, areNetworks([wrong])]).toEqual([wrong, false]);
    }
  });

  it("are all there are on a stage for trying things", () => {
    expect(staffNetworks()).toEqual(["0.0.0.0/0", "::/0"]);
  });

  it("are none at all where people's money is, until somebody says which", async () => {
    vi.stubEnv("COWRY_STAGE", "prod");
    vi.resetModules();
    const config = await import("./config.ts");
    expect(config.staffNetworks()).toEqual([]);
    // Nor do checkout pages lead back to anybody.
    expect(config.checkoutPolicy().callbackOrigins).toEqual(["https://nowhere.invalid"]);
    vi.stubEnv("COWRY_STAGE", "test");
  });
});
