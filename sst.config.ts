import type { SSTConfig } from "sst";
import { build } from "./stacks/index.ts";

export default {
  config: () => ({ name: "cowry", region: process.env["AWS_REGION"] ?? "eu-west-1" }),
  stacks: build,
} satisfies SSTConfig;
