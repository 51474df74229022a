import { startLocalCloud } from "@cowry/local";
import type { TestProject } from "vitest/node";
import { ensureAssembly } from "../../scripts/synth.ts";
import { WORKERS } from "../../vitest.config.ts";
import type { CloudAddresses } from "./cloud.ts";

/** One local cloud per worker, in memory, from the templates that are deployed. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const assemblyDir = await ensureAssembly();
  const clouds = await Promise.all(
    Array.from({ length: WORKERS }, () => startLocalCloud({ port: 0, paystackPort: 0, assemblyDir, quiet: true })),
  );
  const addresses: CloudAddresses[] = clouds.map(({ info }) => ({ origin: info.api, paystack: info.paystack }));
  project.provide("clouds", addresses);
  return async () => {
    await Promise.all(clouds.map((cloud) => cloud.stop()));
  };
}

declare module "vitest" {
  interface ProvidedContext {
    clouds: CloudAddresses[];
  }
}
