/** Paystack's prices for Nigeria, in kobo, as tables: what an account with custom prices would change. */

const CHARGE = { basisPoints: 150, addition: 10_000, additionFrom: 250_000, cap: 200_000 } as const;

/** 1.5 % + NGN 100 (not below NGN 2,500), at most NGN 2,000. Taken out of the amount that is paid. */
export function chargeFee(amount: number): number {
  const share = Math.ceil((amount * CHARGE.basisPoints) / 10_000);
  return Math.min(share + (amount < CHARGE.additionFrom ? 0 : CHARGE.addition), CHARGE.cap);
}

/** 1 %, at most NGN 300: what came to a dedicated account. */
export function dedicatedFee(amount: number): number {
  return Math.min(Math.ceil(amount / 100), 30_000);
}

const TRANSFER = [
  { upTo: 500_000, fee: 1_000 },
  { upTo: 5_000_000, fee: 2_500 },
  { upTo: Number.MAX_SAFE_INTEGER, fee: 5_000 },
] as const;

/** NGN 10, 25 or 50 by size. Taken from the balance on top of the amount. */
export function transferFee(amount: number): number {
  return TRANSFER.find((row) => amount <= row.upTo)?.fee ?? 0;
}
