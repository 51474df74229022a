import type { Assembly } from "../assembly/model.ts";
import { ofType } from "../assembly/model.ts";
import type { Clock } from "../clock.ts";
import { number, record } from "../json.ts";

interface Bucket {
  readonly ratePerMs: number;
  readonly burst: number;
  tokens: number;
  filledAtMs: number;
}

/** Token buckets as the stage configures them: one for all routes, and one for each route with settings of its own. */
export class Throttle {
  readonly #clock: Clock;
  readonly #all: Bucket | undefined;
  readonly #routes: ReadonlyMap<string, Bucket>;

  constructor(assembly: Assembly, clock: Clock) {
    this.#clock = clock;
    const stage = record(ofType(assembly, "AWS::ApiGatewayV2::Stage")[0]?.properties);
    this.#all = bucketOf(stage["DefaultRouteSettings"], clock);
    const own = Object.entries(record(stage["RouteSettings"])).flatMap(([route, settings]) => {
      const bucket = bucketOf(settings, clock);
      return bucket === undefined ? [] : [[route, bucket] as const];
    });
    this.#routes = new Map(own);
  }

  /** False when the route's bucket is empty. */
  admits(routeKey: string): boolean {
    const bucket = this.#routes.get(routeKey) ?? this.#all;
    if (bucket === undefined) return true;
    const now = this.#clock.now();
    bucket.tokens = Math.min(bucket.burst, bucket.tokens + (now - bucket.filledAtMs) * bucket.ratePerMs);
    bucket.filledAtMs = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}

function bucketOf(settings: unknown, clock: Clock): Bucket | undefined {
  const { ThrottlingRateLimit, ThrottlingBurstLimit } = record(settings);
  const [rate, burst] = [number(ThrottlingRateLimit), number(ThrottlingBurstLimit)];
  if (rate === undefined || burst === undefined) return undefined;
  return { ratePerMs: rate / 1_000, burst, tokens: burst, filledAtMs: clock.now() };
}
