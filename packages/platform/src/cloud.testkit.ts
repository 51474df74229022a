import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { SecretName } from "@cowry/core/kernel";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { vi } from "vitest";

/** The environment of a deployed door, and a parameter store on loopback. For tests only. */
export interface TestStore {
  /** Bodies of the GetParameters requests it got. */
  readonly requests: { readonly Names: readonly string[]; readonly WithDecryption: boolean }[];
  /** By parameter name; tests may add, change, delete. */
  readonly values: Map<string, string>;
  /** Statuses to answer with before it serves again; 0 for no answer at all. */
  readonly failures: number[];
  close(): void;
}

const PREFIX = "/cowry/test/";

function ring(...keys: string[]): string {
  return JSON.stringify({ current: "k1", keys: Object.fromEntries(keys.map((key, at) => [`k${at + 1}`, key])) });
}

export function parameterOf(secret: SecretName): string {
  return `${PREFIX}${secret}/value`;
}

/** Starts the store and points the environment at it. */
export async function testStore(stage = "test"): Promise<TestStore> {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const values = new Map([
    [parameterOf("TOKEN_PRIVATE_KEYS"), ring(JSON.stringify(privateKey.export({ format: "jwk" })))],
    [parameterOf("TOKEN_PUBLIC_KEYS"), ring(JSON.stringify(publicKey.export({ format: "jwk" })))],
    [parameterOf("SESSION_KEYS"), ring(randomBytes(32).toString("base64url"))],
    [parameterOf("LOOKUP_KEYS"), ring(randomBytes(32).toString("base64url"))],
  ]);
  const requests: TestStore["requests"] = [];
  const failures: number[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const body = JSON.parse(text) as TestStore["requests"][number];
      requests.push(body);
      const status = failures.shift();
      if (status === 0) return;
      if (status !== undefined) {
        const type = status === 403 ? "AccessDeniedException" : "ThrottlingException";
        response.writeHead(status).end(`{"__type":"com.amazonaws.ssm#${type}"}`);
        return;
      }
      const found = body.Names.filter((name) => values.has(name));
      response.end(JSON.stringify({ Parameters: found.map((Name) => ({ Name, Value: values.get(Name) })) }));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const environment = {
    COWRY_STAGE: stage,
    COWRY_DOOR: "test/door",
    TABLE_NAME: "cowry-test",
    SECRETS_PATH: PREFIX,
    TOKEN_ISSUER: "https://cowry.test",
    TOKEN_AUDIENCE: "cowry-api",
    AWS_REGION: "af-south-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${port}`,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return {
    requests,
    values,
    failures,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface EventOptions {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** An object is sent as JSON with its content type, a string as it is. */
  readonly body?: unknown;
  readonly base64?: boolean;
}

/** An HTTP API event, payload 2.0. */
export function httpEvent(options: EventOptions = {}): APIGatewayProxyEventV2 {
  const { method = "POST", path = "/test", query = "", params, headers = {}, body, base64 = false } = options;
  const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  const type = body === undefined ? {} : { "content-type": "application/json" };
  return {
    version: "2.0",
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: query,
    headers: { "user-agent": "test", ...type, ...headers },
    ...(params === undefined ? {} : { pathParameters: params }),
    ...(text === undefined ? {} : { body: base64 ? Buffer.from(text).toString("base64") : text }),
    isBase64Encoded: base64,
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "localhost",
      domainPrefix: "localhost",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: "gateway-id",
      routeKey: `${method} ${path}`,
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 0,
    },
  };
}

export function lambdaContext(remainingMs = 10_000): Context {
  const context: Partial<Context> = {
    awsRequestId: "00000000-0000-7000-8000-000000000001",
    functionName: "test-door",
    getRemainingTimeInMillis: () => remainingMs,
  };
  return context as Context;
}

/** Catches the log lines that are written while the test runs. */
export function logLines(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
    return true;
  });
  return lines;
}
