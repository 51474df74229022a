import { byId, type Door, type HttpDoor, isHttp, routeParts, type Workflow } from "./door.ts";
import { secretsOf, usesOf } from "./implied.ts";

const TIMEOUT_SECONDS = 10;
const MEMORY_MB = 512;

/** What the stacks read: one entry per door, in a fixed order, with nothing left to a default. */
export function manifestOf(doors: readonly Door[], workflows: readonly Workflow[]) {
  return {
    doors: doors.toSorted(byId).map(doorEntry),
    workflows: workflows.toSorted(byId).map(({ id, asl }) => ({ id, asl, doors: doorsIn(asl) })),
  };
}

function doorEntry(door: Door) {
  const { id, domain, kind, file, definition } = door;
  return {
    id,
    domain,
    kind,
    file,
    ...(isHttp(door) ? routing(door) : {}),
    timeoutSeconds: definition.timeoutSeconds ?? TIMEOUT_SECONDS,
    memoryMb: definition.memoryMb ?? MEMORY_MB,
    uses: grantsOf(door),
    ...special(door),
  };
}

function routing({ definition }: HttpDoor) {
  const { caller, scope, url } = definition;
  return {
    routes: routesOf(definition),
    ...(caller === "staff" ? { knows: "staff" } : scope === undefined ? {} : { knows: "client" }),
    ...(url === true ? { url: true } : {}),
  };
}

/** The canonical route first. */
export function routesOf(definition: HttpDoor["definition"]): readonly string[] {
  return [definition.route, ...(definition.aliases ?? [])];
}

/** Path → methods, for the door that answers what no other route does. */
export function routeTable(doors: readonly Door[]): Readonly<Record<string, readonly string[]>> {
  const routes = doors.filter(isHttp).flatMap(({ definition }) => routesOf(definition));
  const parts = routes.flatMap((route) => routeParts(route) ?? []);
  const paths = [...new Set(parts.map(({ path }) => path))].sort();
  const methods = (path: string) => parts.filter((part) => part.path === path).map(({ method }) => method);
  return Object.fromEntries(paths.map((path) => [path, methods(path).sort()]));
}

function grantsOf({ definition }: Door) {
  const { table, notes, sms, email, events, workflow, paystack } = usesOf(definition);
  const secrets = secretsOf(definition);
  return {
    ...(table === undefined ? {} : { table }),
    ...(notes === undefined ? {} : { notes }),
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(sms === undefined ? {} : { sms }),
    ...(email === undefined ? {} : { email }),
    ...(events === undefined ? {} : { events }),
    ...(workflow === undefined ? {} : { workflow }),
    ...(paystack === undefined ? {} : { paystack }),
  };
}

function special(door: Door) {
  if (door.kind === "cron") return { schedule: door.definition.schedule };
  if (door.kind === "event") {
    const { on, where } = door.definition;
    return { on, ...(where === undefined ? {} : { where }) };
  }
  if (door.kind !== "stream") return {};
  const { filter, batchSize, windowSeconds } = door.definition;
  return {
    ...(filter === undefined ? {} : { filter }),
    ...(batchSize === undefined ? {} : { batchSize }),
    ...(windowSeconds === undefined ? {} : { windowSeconds }),
  };
}

/** The doors that a machine calls, by the placeholders in it. */
export function doorsIn(asl: unknown): readonly string[] {
  const ids = [...JSON.stringify(asl).matchAll(/\$\{([a-z0-9-]+\/[a-z0-9-]+)\}/g)].map(([, id = ""]) => id);
  return [...new Set(ids)].sort();
}
