import { showMinor } from "../money.ts";
import type { Wallet } from "../shapes.ts";

/** What a wallet holds, what of it may be spent, and what is promised; zeros where there is none yet. */
export function Balances(props: {
  readonly wallet: Pick<Wallet, "available" | "reserved"> | undefined;
  readonly decimals: number;
  readonly label: string;
}) {
  const { wallet: { available, reserved } = { available: "0", reserved: "0" }, decimals, label } = props;
  const balance = (BigInt(available) + BigInt(reserved)).toString();
  return (
    <dl class="figures">
      <div>
        <dt>{label}</dt>
        <dd class="large">{showMinor(balance, decimals)}</dd>
      </div>
      <div>
        <dt>Available</dt>
        <dd>{showMinor(available, decimals)}</dd>
      </div>
      <div>
        <dt>Reserved</dt>
        <dd>{showMinor(reserved, decimals)}</dd>
      </div>
    </dl>
  );
}
