import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Customer,
  type KeyRing,
  keyRing,
  newId,
  type SecretName,
  SECRET_NAMES,
  setKeyRing,
  setSettings,
} from "@cowry/core/kernel";
import { connectTable, present, put, transact, update, write } from "@cowry/table";
import { makeTable, useEndpoint } from "@cowry/table/engine.testkit";
import { PROFILES } from "../packages/core/src/wallet/model.ts";
import { walletOpening } from "../packages/core/src/wallet/opening.ts";
import { walletItem } from "../packages/core/src/wallet/store.ts";
import { policyItem } from "../packages/core/src/wallet/policy-store.ts";
import { topUp } from "../packages/core/src/wallet/wallet.testkit.ts";
import { issueConfirmation } from "../packages/core/src/auth/confirmation.ts";
import { issueAccessToken } from "../packages/core/src/auth/issue.ts";
import { useTestSecrets } from "../packages/core/src/auth/secrets.testkit.ts";
import { credentialsItem, credentialsOpening } from "../packages/core/src/auth/store.ts";
import { APP_CLIENT } from "../packages/core/src/auth/tokens.ts";
import type { BenchCloud } from "./cloud.ts";

/** People and their wallets straight in an engine, for handlers that run in this process: no local cloud is needed. */

const TABLE = "bench";
const ISSUER = "https://api.cowry.example";
const AUDIENCE = "cowry-api";

/** No caps: what is measured is the work, not the refusal. */
export const NO_CAPS = {
  limits: Object.fromEntries(
    PROFILES.map((profile) => [`${profile}:NGN`, { minute: {}, hour: {}, day: {}, month: {} }]),
  ),
  review: { NGN: {} },
} as const;

export interface Payer {
  readonly userId: string;
  /** Good for fifteen minutes. */
  readonly access: string;
  /** Good for five minutes from now. */
  confirmation(): string;
  /** Another fifteen minutes. */
  renew(): Promise<void>;
}

export interface World {
  readonly tableName: string;
  readonly people: readonly Payer[];
  stop(): Promise<void>;
}

/** A table on the engine at `url` with so many people, each with 500,000.00 NGN, the last a merchant; this process becomes the function. */
export async function makeWorld(url: string, size: number): Promise<World> {
  useTestSecrets();
  useSettings();
  useEndpoint(url);
  await makeTable(url, TABLE);
  const people = await populate(TABLE, size);
  const parameters = await parameterStore();
  becomeFunction(`http://127.0.0.1:${(parameters.address() as AddressInfo).port}`);
  return {
    tableName: TABLE,
    people,
    stop: () => {
      parameters.closeAllConnections();
      parameters.close();
      return Promise.resolve();
    },
  };
}

/** The same in a local cloud's table, with its secrets: whoever sits at the keyboard may ask it for them. */
export async function joinCloud({ aws_endpoint: url, tables: [table = ""] }: BenchCloud, size: number) {
  useSettings();
  useEndpoint(url);
  const names = SECRET_NAMES.filter((name) => !name.startsWith("PAYSTACK") && !name.startsWith("SMS"));
  for (const name of names) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameter" },
      body: JSON.stringify({ Name: `/sst/cowry/dev/Secret/${name}/value`, WithDecryption: true }),
    });
    const { Parameter } = (await response.json()) as { readonly Parameter: { readonly Value: string } };
    setKeyRing(name, JSON.parse(Parameter.Value) as KeyRing);
  }
  return populate(table, size);
}

function useSettings(): void {
  setSettings({
    stage: "dev",
    homeZone: "Africa/Lagos",
    countries: ["NG"],
    tokenIssuer: ISSUER,
    tokenAudience: AUDIENCE,
  });
}

async function populate(tableName: string, size: number): Promise<readonly Payer[]> {
  connectTable({ tableName });
  await write(put(policyItem, { version: 1, overrides: NO_CAPS }));
  const people: Payer[] = [];
  for (let n = 0; n < size; n += 1) people.push(await payer());
  const [shop] = people.slice(-1);
  if (shop !== undefined) await makeShop(shop);
  return people;
}

/** A merchant's wallet without a maximum balance: its credits may be queued. */
async function makeShop({ userId }: Payer): Promise<void> {
  const set = { limitRole: "merchant" } as const;
  await write(update(walletItem, { userId, currency: "NGN" }, { rule: "there", when: [present()], set }));
}

async function payer(): Promise<Payer> {
  const holder = { userId: newId(), sessionId: newId(), epoch: 1 } satisfies Partial<Customer>;
  const { userId } = holder;
  const wallet = { userId, currency: "NGN", accountNumber: "8031234567", displayName: "Amina B." } as const;
  await transact([walletOpening(wallet), credentialsOpening(userId, ["rider"], "none")]);
  const pin = { rule: "there", when: [present()], set: { pinHash: "none", pinVersion: 1 } };
  await write(update(credentialsItem, { userId }, pin));
  await topUp(userId, 50_000_000n);
  const newAccess = () => issueAccessToken({ ...holder, roles: ["rider"], clientId: APP_CLIENT });
  let access = await newAccess();
  return {
    userId,
    get access() {
      return access;
    },
    confirmation: () => issueConfirmation(holder, 1).token,
    renew: async () => void (access = await newAccess()),
  };
}

/** As a function of the deployed template sees it. */
function becomeFunction(parametersUrl: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SSM: parametersUrl,
    COWRY_STAGE: "dev",
    COWRY_DOOR: "wallet/create-transfer",
    TABLE_NAME: TABLE,
    SECRETS_PATH: "/bench/",
    TOKEN_ISSUER: ISSUER,
    TOKEN_AUDIENCE: AUDIENCE,
  });
}

/** Answers GetParameters with this process's own secrets. */
async function parameterStore(): Promise<Server> {
  const known: readonly string[] = SECRET_NAMES;
  const server = createServer((request, response) => {
    void request.toArray().then((chunks: Buffer[]) => {
      const { Names } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly Names: readonly string[] };
      const Parameters = Names.map((Name) => {
        const secret = known.find((name) => Name.includes(name)) as SecretName;
        return { Name, Value: JSON.stringify(keyRing(secret)) };
      });
      response.end(JSON.stringify({ Parameters }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
