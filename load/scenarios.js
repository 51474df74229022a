/**
 * What load tests send, for k6 (transfers.js) and for Node (run.js) alike: plain JavaScript, no imports.
 */

/** The address of an operation. */
export const PATHS = {
  login: "/api/v1/auth/login",
  verifyPin: "/api/v1/auth/verify-pin",
  refresh: "/api/v1/auth/token/refresh",
  transfer: "/api/v1/wallet/transfer",
  balance: "/api/v1/wallet/balance",
  history: "/api/v1/wallet/transactions",
};

/** Confirmation tokens live for five minutes, access tokens for fifteen: both are renewed before. */
export const RENEW_AFTER_MS = 4 * 60 * 1000;

/** Of a hundred requests: what an evening of an app looks like. `transfers` is the pure load. */
export const MIXES = {
  transfers: { transfer: 100 },
  evening: { transfer: 20, balance: 50, history: 30 },
};

/**
 * Draws members of 0 … size - 1. `uniform`: each as often as any other. `zipf`: the kth 1/k^0.99 as often as the first, as
 * the popularity of payees goes. `hot`: always the last.
 */
export function chooser(distribution, size, chance = Math.random) {
  if (distribution === "uniform") return () => Math.floor(chance() * size);
  if (distribution === "hot") return () => size - 1;
  if (distribution !== "zipf") throw new Error(`there is no distribution ${distribution}: uniform, zipf, hot`);
  const sums = [];
  for (let rank = 1, sum = 0; rank <= size; rank += 1) sums.push((sum += 1 / rank ** 0.99));
  return () => {
    const drawn = chance() * sums[size - 1];
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < drawn) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Which operation is next, as often as the mix says. */
export function mixer(mix, chance = Math.random) {
  const shares = MIXES[mix];
  if (shares === undefined) throw new Error(`there is no mix ${mix}: ${Object.keys(MIXES).join(", ")}`);
  const operations = Object.entries(shares).flatMap(([operation, share]) => Array(share).fill(operation));
  return () => operations[Math.floor(chance() * operations.length)];
}

/** A request as both runners send it. `person` has access, confirmation and device; `payee` a user_id. */
export function requestOf(operation, person, payee, key) {
  const headers = { authorization: `Bearer ${person.access}`, "x-device-id": person.device };
  if (operation !== "transfer") return { method: "GET", path: PATHS[operation], headers, body: undefined };
  const body = { to_user: payee.user_id, amount: 100, currency: "NGN", confirmation: person.confirmation };
  return {
    method: "POST",
    path: PATHS.transfer,
    headers: { ...headers, "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify(body),
  };
}

/**
 * Whether an answer counts as served. 422 is an answer about money or limits, 429 one about rates: neither is a failure of
 * the service, and both are counted apart.
 */
export function kindOf(status) {
  if (status >= 200 && status < 300) return "served";
  if (status === 422) return "refused";
  if (status === 429) return "slowed";
  return "failed";
}
