import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import type { CloudAddresses } from "./cloud.ts";

/** Lends the local clouds to the test files, each to one at a time. */
export interface Lender {
  /** A connection to this port of 127.0.0.1 is answered by one line, a cloud's addresses, when one is free. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * A cloud comes back when its borrower's connection closes, so that it does however a worker ends. A borrower may send a
 * line before, its own name: what `account` says of the cloud then is the second line that it gets.
 */
export async function lend(
  clouds: readonly CloudAddresses[],
  account: (cloud: CloudAddresses, borrower: string) => readonly string[] = () => [],
): Promise<Lender> {
  const free = [...clouds];
  const waiting: Socket[] = [];
  const match = (): void => {
    while (free.length > 0) {
      const borrower = waiting.shift();
      if (borrower === undefined) return;
      const lent = free.shift();
      if (lent === undefined) return;
      borrower.write(`${JSON.stringify(lent)}\n`);
      borrower.on("data", (name: Buffer) => {
        borrower.write(`${JSON.stringify(account(lent, name.toString().trim()))}\n`);
      });
      borrower.once("close", () => {
        free.push(lent);
        match();
      });
    }
  };
  const server = createServer((borrower) => {
    borrower.on("error", () => undefined);
    borrower.once("close", () => {
      const place = waiting.indexOf(borrower);
      if (place !== -1) waiting.splice(place, 1);
    });
    borrower.resume();
    waiting.push(borrower);
    match();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
