import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PermissionView } from "@cowry/local";
import type { CloudAddresses } from "./cloud.ts";

/** One action of one door on one resource, over all clouds of a run. */
export interface Used {
  readonly door: string;
  readonly action: string;
  readonly resource: string;
  readonly when?: unknown;
  used: number;
  readonly by_service: boolean;
}

export interface PermissionReport {
  readonly granted: readonly Used[];
  readonly denied: readonly { readonly door: string; readonly action: string; readonly resource: string }[];
}

/** Where the reports of a run lie: one of each half, and one of each process in which doors run by themselves. */
export const REPORTS = path.resolve(".build");

/** What each door may do and how often it did: `.build/permissions.json`, or one file of each half of a run. */
export async function keepPermissions(clouds: readonly CloudAddresses[]): Promise<void> {
  const views = await Promise.all(
    clouds.map(async ({ origin }) => (await (await fetch(`${origin}/_local/permissions`)).json()) as PermissionView[]),
  );
  const half = process.env["COWRY_HALF"];
  const file = path.join(REPORTS, `permissions${half === undefined ? "" : `-${half}`}.json`);
  mkdirSync(REPORTS, { recursive: true });
  writeFileSync(file, `${JSON.stringify(merged(views.flat()), null, 2)}\n`);
}

/** Several reports as one. */
export function together(reports: readonly PermissionReport[]): PermissionReport {
  const granted = new Map<string, Used>();
  for (const grant of reports.flatMap((report) => report.granted)) {
    const place = JSON.stringify([grant.door, grant.action, grant.resource, grant.when]);
    granted.set(place, { ...grant, used: grant.used + (granted.get(place)?.used ?? 0) });
  }
  return { granted: [...granted.values()], denied: reports.flatMap(({ denied }) => denied) };
}

export function merged(views: readonly PermissionView[]): PermissionReport {
  const granted = new Map<string, Used>();
  const denied = new Map<string, PermissionReport["denied"][number]>();
  for (const { function: door, granted: own, denied: refused } of views) {
    for (const { action, resource, when, used, by_service } of own) {
      const place = JSON.stringify([door, action, resource, when]);
      const known = granted.get(place);
      if (known !== undefined) known.used += used;
      else granted.set(place, { door, action, resource, ...(when === undefined ? {} : { when }), used, by_service });
    }
    for (const { action, resource } of refused) denied.set(`${door} ${action} ${resource}`, { door, action, resource });
  }
  return { granted: [...granted.values()], denied: [...denied.values()] };
}
