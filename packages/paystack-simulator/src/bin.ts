#!/usr/bin/env node
import { parseArgs } from "node:util";
import { startSimulator } from "./simulator.ts";

const HELP = `paystack-simulator [options]

  --port <n>          4010 by default; 0 takes any free port
  --key <sk_…>        the secret key that callers send; sk_test_simulator by default
  --webhook <url>     where events are posted
  --data <directory>  remembers everything there; in memory without it
  --seed <text>       ids, codes and chances follow from it
  --plan <test|live>  the webhook retry plan; by the key's prefix without it
`;

const OPTIONS = {
  port: { type: "string", default: "4010" },
  key: { type: "string", default: "sk_test_simulator" },
  webhook: { type: "string" },
  data: { type: "string" },
  seed: { type: "string", default: "cowry" },
  plan: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** What was typed; undefined, and said why, where it cannot be understood. */
function read() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    process.stderr.write(`paystack-simulator: ${error instanceof Error ? error.message : String(error)}\n\n`);
    return undefined;
  }
}

const values = read();

const isRight =
  values !== undefined &&
  /^\d{1,5}$/.test(values.port) &&
  ["test", "live", undefined].includes(values.plan) &&
  values.key !== "";

if (!isRight || values.help) {
  process.stdout.write(HELP);
  process.exitCode = isRight ? 0 : 1;
} else {
  await run(values);
}

async function run(values: NonNullable<ReturnType<typeof read>>): Promise<void> {
  const starting = startSimulator({
    port: Number(values.port),
    secretKey: values.key,
    webhookUrl: values.webhook,
    dataDir: values.data,
    seed: values.seed,
    ...(values.plan === "test" || values.plan === "live" ? { plan: values.plan } : {}),
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      starting
        .then((simulator) => simulator.stop())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
  }
  try {
    await starting;
  } catch (error) {
    process.stderr.write(`paystack-simulator: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
