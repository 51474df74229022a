import { BlockList, isIP } from "node:net";

/** Whether an address is in one of these networks (`10.0.0.0/8`, `2001:db8::/32`, or one address). */
export function isWithin(networks: readonly string[], ip: string): boolean {
  const family = isIP(ip);
  if (family === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const type = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(bits), type);
  }
  return list.check(ip, family === 6 ? "ipv6" : "ipv4");
}

/** True for a list of networks that can be read; a typing error must not lock staff out, or let others in. */
export function areNetworks(networks: readonly string[]): boolean {
  return networks.every((network) => {
    const [address = "", bits, ...rest] = network.split("/");
    const widest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
    return (
      rest.length === 0 && widest > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest))
    );
  });
}
