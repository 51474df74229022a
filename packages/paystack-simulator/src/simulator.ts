import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { adminRoutes } from "./admin.ts";
import { checkoutRoutes } from "./checkout.ts";
import { customerRoutes } from "./customers.ts";
import { awaitDispute } from "./dispute-life.ts";
import { disputeRoutes } from "./disputes.ts";
import { homeActRoutes } from "./home-acts.ts";
import { homeRoutes } from "./home.ts";
import { recipientRoutes } from "./recipients.ts";
import { awaitRefund } from "./refund-life.ts";
import { refundRoutes } from "./refunds.ts";
import { savedCardRoutes } from "./saved-cards.ts";
import { serve } from "./server.ts";
import type { Simulator, SimulatorOptions } from "./settings.ts";
import { awaitSettlement } from "./settlement-life.ts";
import { settlementRoutes } from "./settlements.ts";
import { switchRoutes } from "./switches.ts";
import { transferBulkRoutes } from "./transfer-bulk.ts";
import { awaitMove } from "./transfer-life.ts";
import { transactionRoutes } from "./transactions.ts";
import { transferOtpRoutes } from "./transfer-otp.ts";
import { transferRoutes } from "./transfers.ts";
import { virtualAccountRoutes } from "./virtual-accounts.ts";
import { World } from "./world.ts";

/** Everything that is served, in the order in which paths are tried. */
const ROUTES = [
  ...homeRoutes,
  ...homeActRoutes,
  ...checkoutRoutes,
  ...savedCardRoutes,
  ...transactionRoutes,
  ...refundRoutes,
  ...customerRoutes,
  ...virtualAccountRoutes,
  ...recipientRoutes,
  ...transferOtpRoutes,
  ...transferBulkRoutes,
  ...transferRoutes,
  ...settlementRoutes,
  ...disputeRoutes,
  ...adminRoutes,
  ...switchRoutes,
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
  resume(world);
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

/** What was under way goes on. */
function resume(world: World): void {
  const { store, webhooks } = world;
  for (const transfer of store.transfers.all()) awaitMove(world, transfer.reference);
  for (const refund of store.refunds.all()) awaitRefund(world, refund.id);
  for (const dispute of store.disputes.all()) awaitDispute(world, dispute.id);
  for (const transaction of store.transactions.all()) awaitSettlement(world, transaction);
  for (const delivery of store.deliveries.all()) webhooks.send(delivery.id);
}
