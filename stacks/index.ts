import type { App } from "sst/constructs";
import { Aspects, CfnResource } from "aws-cdk-lib/core";
import type { IConstruct } from "constructs";
import { AwsSolutionsChecks } from "cdk-nag";
import { Api } from "./api.ts";
import { Bulk } from "./bulk.ts";
import { useOwnBundles } from "./bundles.ts";
import { domain } from "./domain.ts";
import { Foundation } from "./foundation.ts";
import { domainsOf, readManifest } from "./manifest.ts";
import { Observability } from "./observability.ts";
import { Payouts } from "./payouts.ts";
import { Reconciliation } from "./reconciliation.ts";

/**
 * The whole app: what `sst deploy` deploys, `npm run synth` writes down and the local cloud runs. With `only`, for a
 * look at it: these domains on what all stand on, without the machines and alarms that need all of them.
 */
export async function build(app: App, only?: readonly string[]): Promise<void> {
  app.setDefaultFunctionProps({ runtime: "nodejs24.x", architecture: "arm_64" });
  app.stack(Foundation, { id: "foundation" });
  app.stack(Api, { id: "api" });
  const known = domainsOf(readManifest());
  const unknown = only?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0) throw new Error(`no door of ${unknown.join()} is in the manifest: run npm run gen`);
  for (const name of only ?? known) app.stack(domain(name), { id: name });
  if (only === undefined) joinAll(app);
  removeUnusedHandlers(app);
  Aspects.of(app).add(new AwsSolutionsChecks());
  await useOwnBundles(app);
}

/** What joins doors of several domains, or watches all of them. */
function joinAll(app: App): void {
  app.stack(Payouts, { id: "payout-machine" });
  app.stack(Reconciliation, { id: "reconciliation-machine" });
  app.stack(Bulk, { id: "bulk-machine" });
  app.stack(Observability, { id: "observability" });
}

/**
 * SST gives every stack a custom-resource function for its source-map uploader, which we do not use:
 * a function with rights and no work. Whatever still needed one would fail the synthesis.
 */
function removeUnusedHandlers(app: App): void {
  for (const stack of app.node.children) stack.node.tryRemoveChild("CustomResourceHandler");
  Aspects.of(app).add({
    visit(node: IConstruct) {
      if (node instanceof CfnResource && node.cfnResourceType.startsWith("Custom::")) {
        throw new Error(`${node.node.path} needs a custom-resource handler: docs/decisions/0001`);
      }
    },
  });
}
