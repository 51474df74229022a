import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { adminRoutes } from "./admin.ts";
import { checkoutRoutes } from "./checkout.ts";
import { homeRoutes } from "./home.ts";
import { recipientRoutes } from "./recipients.ts";
import { serve } from "./server.ts";
import type { Simulator, SimulatorOptions } from "./settings.ts";
import { awaitMove } from "./transfer-life.ts";
import { transactionRoutes } from "./transactions.ts";
import { transferRoutes } from "./transfers.ts";
import { World } from "./world.ts";

/** Everything that is served, in the order in which paths are tried. */
const ROUTES = [
  ...homeRoutes,
  ...checkoutRoutes,
  ...transactionRoutes,
  ...recipientRoutes,
  ...transferRoutes,
  ...adminRoutes,
];

/** Starts the simulator; resolves when it answers. What was under way when it was last stopped or killed goes on. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const world = new World(options);
  const host = options.host ?? "127.0.0.1";
  const server = serve(world, ROUTES);
  server.listen(options.port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    await world.stop();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  world.url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  for (const transfer of world.store.transfers.all()) awaitMove(world, transfer.reference);
  for (const delivery of world.store.deliveries.all()) world.webhooks.send(delivery.id);
  world.log(`Paystack simulator on ${world.url}`);
  return {
    url: world.url,
    port,
    setWebhookUrl: (url) => world.webhooks.setUrl(url),
    idle: () => world.webhooks.idle(),
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await world.stop();
      await closed;
    },
  };
}
