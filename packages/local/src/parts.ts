import { readFileSync } from "node:fs";
import { type Simulator, startSimulator } from "@cowry/paystack-simulator";
import type { Assembly } from "./assembly/model.ts";
import { DynamoDb } from "./aws/dynamodb.ts";
import { Faults } from "./aws/faults.ts";
import { kmsOperations } from "./aws/kms.ts";
import { Recorder } from "./aws/recorder.ts";
import { Replica } from "./aws/replica.ts";
import { awsEndpoint } from "./aws/server.ts";
import { Sns } from "./aws/sns.ts";
import { sendToQueue, sqsOperations } from "./aws/sqs.ts";
import { ssmOperations } from "./aws/ssm.ts";
import type { LocalCloudInfo, LocalCloudOptions } from "./cloud.ts";
import type { MovableClock } from "./clock.ts";
import type { Engine } from "./engine/engine.ts";
import { Expiry } from "./engine/expiry.ts";
import { ensureTables, type Table } from "./engine/tables.ts";
import { busOperations } from "./events/bus.ts";
import { Targets } from "./events/targets.ts";
import { front } from "./http/front.ts";
import { type FunctionUrl, Gateway } from "./http/gateway.ts";
import type { Handler } from "./http/listen.ts";
import { parseJson, record, text } from "./json.ts";
import { Permissions } from "./iam/permissions.ts";
import { keepBundles } from "./lambda/bundles.ts";
import { functionsOf, type LambdaFunction } from "./lambda/function.ts";
import { Lambda } from "./lambda/lambda.ts";
import type { LogStore } from "./logs.ts";
import { TableReader } from "./people/table.ts";
import { unsealer } from "./people/unseal.ts";
import { RunLog } from "./runs.ts";
import { Scheduler } from "./schedule/scheduler.ts";
import { Inbox } from "./state/inbox.ts";
import { Queues } from "./state/queues.ts";
import { type LocalSecrets, localSecrets, paystackKey } from "./state/secrets.ts";
import { machinesOf } from "./machines.ts";
import { createStepFunctions, type StepFunctions } from "./stepfunctions/index.ts";
import { mappingsOf } from "./streams/mapping.ts";
import { Streams } from "./streams/streams.ts";
import { Surface } from "./surface/surface.ts";
import { surfaceRoutes } from "./surface/routes.ts";

export interface Ground extends Omit<LocalCloudOptions, "dataDir"> {
  readonly dataDir: string | undefined;
  readonly clock: MovableClock;
  readonly logs: LogStore;
  readonly assembly: Assembly;
  readonly engine: Engine;
  readonly api: string;
  readonly aws: string;
  /** Remembers how to end what was begun, even when what comes after it fails. */
  readonly onStop: (step: () => Promise<void> | void) => void;
}

/** The local bodies of all resources, joined and not yet at work. */
export interface Parts {
  readonly apiHandler: Handler;
  readonly awsHandler: Handler;
  info(): LocalCloudInfo;
  start(): void;
}

/** Gives every resource of the assembly its local body. */
export async function assemble(ground: Ground): Promise<Parts> {
  const { assembly, clock, dataDir, logs, engine } = ground;
  const secrets = localSecrets(dataDir);
  const functions = keepBundles(functionsOf(assembly), ground.assemblyDir);
  const queues = new Queues(assembly, clock, dataDir);
  const tables = await ensureTables(engine.client, assembly);
  const simulator = await ownSimulator(ground, secrets);
  const stopSimulator = once(() => simulator?.stop());
  ground.onStop(stopSimulator);
  const [faults, recorder, replica] = [new Faults(), new Recorder(), new Replica(engine.client, tables)];
  const { runs, changes } = { runs: new RunLog(), changes: { writes: 0 } };
  const lambda = ownLambda(ground, queues, simulator, { runs, faults });
  const stepFunctions = ownStepFunctions(ground, functions, lambda);
  const targets = new Targets({ functions, lambda, queues, startExecution: starter(stepFunctions) });
  const scheduler = new Scheduler(assembly, clock, targets);
  const gateway = new Gateway(assembly, functions, lambda, clock);
  const inbox = new Inbox(clock, dataDir);
  const onDead = (queueArn: string, message: unknown) => sendToQueue(queues, queueArn, message);
  const onWrite = () => {
    changes.writes += 1;
    streams.poke();
  };
  const expiry: Expiry = new Expiry(engine.client, clock, tables, onWrite);
  const streams: Streams = new Streams({
    ...{ clock, lambda, logs, dataDir, onDead, faults, client: engine.client, region: assembly.region },
    mappings: mappingsOf(assembly, functions, tables),
    expired: (keys) => expiry.wasSwept(keys),
  });
  const wire = { client: engine.client, clock, faults, recorder, replica, onWrite, onRequest: ground.onTable };
  const dynamoDb = new DynamoDb(wire);
  const json = jsonOperations(ground, { functions, secrets, queues, targets });
  ground.onStop(async () => {
    // First what gives work, then who does it: an execution or a webhook must not take our end for a failure.
    clock.stop();
    stepFunctions.stop();
    await stopSimulator();
    await Promise.all([streams.stop(), lambda.stop()]);
  });
  const webhook = webhookUrl(gateway.urls, ground.api);
  const info = () => infoOf(ground, tables, simulator, webhook);
  const permissions = new Permissions(assembly, functions);
  const shared = { permissions, stepFunctions, lambda, functions, logs, inbox };
  const looks = looksOf(ground, secrets, tables, () => changes.writes);
  const paystack = () => simulator?.url ?? "";
  const work = { clock, info, recorder, faults, replica, queues, scheduler, gateway, expiry, paystack, runs, streams };
  const surface = new Surface(clock, logs, surfaceRoutes({ ...shared, ...work, ...looks }));
  return {
    apiHandler: front(gateway, surface),
    awsHandler: awsEndpoint({ ...shared, dynamoDb, sns: new Sns(assembly, inbox, queues), json }),
    info,
    start: () => {
      if (webhook !== "") simulator?.setWebhookUrl(webhook);
      stepFunctions.resume();
      scheduler.start();
      expiry.start();
      streams.start();
    },
  };
}

function jsonOperations(
  { assembly, clock }: Ground,
  of: {
    readonly functions: readonly LambdaFunction[];
    readonly secrets: LocalSecrets;
    readonly queues: Queues;
    readonly targets: Targets;
  },
) {
  return {
    AmazonSSM: ssmOperations(assembly, of.functions, of.secrets),
    AmazonSQS: sqsOperations(of.queues),
    AWSEvents: busOperations(assembly, clock, of.targets),
    TrentService: kmsOperations(assembly, of.secrets.kmsKey),
  };
}

/** What people who look on read the table with. */
function looksOf({ engine }: Ground, secrets: LocalSecrets, tables: readonly Table[], writes: () => number) {
  const reader = new TableReader({ client: engine.client, table: tables[0]?.name ?? "", writes });
  return { reader, unseal: unsealer(secrets.rings.FIELD_KEYS), writes };
}

async function ownSimulator(ground: Ground, secrets: LocalSecrets): Promise<Simulator | undefined> {
  const { clock, dataDir, paystack, paystackPort } = ground;
  if (paystack === false) return undefined;
  const secretKey = paystackKey(secrets);
  const simulator = await startSimulator({ port: paystackPort, clock, secretKey, dataDir, quiet: true });
  clock.onSettle(() => simulator.idle());
  return simulator;
}

interface Aside {
  readonly runs: RunLog;
  readonly faults: Faults;
}

function ownLambda(ground: Ground, queues: Queues, simulator: Simulator | undefined, { runs, faults }: Aside): Lambda {
  const { assembly, clock, logs, aws, limits } = ground;
  return new Lambda({
    region: assembly.region,
    endpointUrl: aws,
    clock,
    logs,
    runs,
    // The one outside address that is another on this machine.
    overrides: simulator === undefined ? {} : { PAYSTACK_URL: simulator.url },
    ...(limits === undefined ? {} : { limits }),
    freezes: (fn) => faults.freezes(fn.title),
    onDead: (queueArn, message) => sendToQueue(queues, queueArn, message),
  });
}

function ownStepFunctions(ground: Ground, functions: readonly LambdaFunction[], lambda: Lambda): StepFunctions {
  const { assembly, clock, dataDir } = ground;
  const stepFunctions = createStepFunctions({
    machines: machinesOf(assembly),
    clock,
    dataDir,
    invoke: async (functionArn, payload) => {
      const fn = functions.find(({ arn }) => arn === functionArn || `${arn}:$LATEST` === functionArn);
      if (fn === undefined) throw new Error(`Function not found: ${functionArn}`);
      const result = await clock.track(`${fn.title} (workflow)`, lambda.invoke(fn, payload));
      return result.ok ? { payload: result.payload } : { error: result.error };
    },
  });
  clock.onSettle(() => stepFunctions.idle());
  return stepFunctions;
}

/** Starts an execution for a rule or schedule; false when no machine has this ARN. */
function starter(stepFunctions: StepFunctions): (machineArn: string, input: string) => boolean {
  return (stateMachineArn, input) => {
    const body = JSON.stringify({ stateMachineArn, input });
    const { status, body: answer } = stepFunctions.handle("AWSStepFunctions.StartExecution", body);
    if (status === 200) return true;
    if (text(record(parseJson(answer))["__type"])?.endsWith("StateMachineDoesNotExist") === true) return false;
    throw new Error(`${stateMachineArn} could not be started: ${answer}`);
  };
}

/** Where the provider posts: the function URL that is a webhook's, or the only one. */
function webhookUrl(urls: readonly FunctionUrl[], api: string): string {
  const url = urls.find(({ fn }) => /webhook/i.test(fn.title)) ?? urls[0];
  return url === undefined ? "" : `${api}/_url/${url.fn.title}/`;
}

function infoOf(
  ground: Ground,
  tables: readonly Table[],
  simulator: Simulator | undefined,
  webhook: string,
): LocalCloudInfo {
  const { api, aws, assembly, dataDir, clock } = ground;
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return {
    api,
    console: `${api}/_console`,
    docs: `${api}/docs`,
    webhook_url: webhook,
    paystack: simulator?.url ?? "",
    data_dir: dataDir ?? null,
    version: text(record(parseJson(manifest))["version"]) ?? "",
    now: new Date(clock.now()).toISOString(),
    aws_endpoint: aws,
    region: assembly.region,
    tables: tables.map(({ name }) => name),
  };
}

/** Runs the first time only; later calls wait for the same end. */
function once(run: () => Promise<void> | undefined): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= Promise.resolve(run()));
}
