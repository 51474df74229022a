import type { Channel, TransactionRecord } from "./records.ts";
import { html, money } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { TRANSFER_BANK } from "./pay-with-transfer.ts";

/** The checkout's other ways to pay: bank account, USSD, transfer. */

export interface OtherState {
  /** Where a transfer goes. */
  readonly account: string;
  readonly wrong?: { readonly field: string; readonly says: string } | undefined;
}

/** The banks that dial, with their codes as Paystack's `ussd.type` has them. */
const DIALS = [
  ["737", "Guaranty Trust Bank"],
  ["919", "United Bank for Africa"],
  ["822", "Sterling Bank"],
  ["966", "Zenith Bank"],
] as const;

const BANKS = ["Zenith Bank", "Kuda Bank", "Access Bank"];

/** A bank account that says no, among those that say yes. */
export const POOR_ACCOUNT = "0000000001";

function bank(transaction: TransactionRecord, state: OtherState): Markup {
  return html`<div>
      <label for="bank">Bank</label>
      <select id="bank" name="bank">
        ${BANKS.map((name) => html`<option>${name}</option>`)}
      </select>
    </div>
    ${entry(state, "account", "Account number", "0000000000", "Any ten digits pay; 0000000001 has no money.", 10)}
    ${entry(state, "otp", "One-time code", "123456", "Your bank sent it by SMS. Here it is always 123456.", 6)}
    <button type="submit">Pay ${money(transaction.requestedAmount, transaction.currency)}</button>`;
}

function ussd(transaction: TransactionRecord): Markup {
  const naira = Math.floor(transaction.requestedAmount / 100);
  const rows = DIALS.map(([code, name]) => html`<li><span>${name}</span><code>*${code}*000*${naira}#</code></li>`);
  return html`<p class="soft small">Dial your bank's code on your phone, confirm there, then come back.</p>
    <ul class="dials">
      ${rows}
    </ul>
    <button type="submit">I have dialled it</button>`;
}

function transfer(transaction: TransactionRecord, state: OtherState): Markup {
  const exact = (transaction.requestedAmount / 100).toFixed(2);
  return html`<p class="soft small">Send exactly this from your bank's app. The account is for this payment only.</p>
    <dl class="facts slip">
      <dt>Amount</dt>
      <dd class="number"><strong>${money(transaction.requestedAmount, transaction.currency)}</strong></dd>
      <dt>Bank</dt>
      <dd>${TRANSFER_BANK}</dd>
      <dt>Account number</dt>
      <dd><code>${state.account}</code></dd>
      <dt>Valid for</dt>
      <dd>30 minutes</dd>
    </dl>
    ${entry(state, "sent", "Amount sent", exact, "Change it to see what becomes of a wrong amount.", 16)}
    <button type="submit">I have sent the money</button>`;
}

function entry(state: OtherState, name: string, label: string, value: string, hint: string, most: number): Markup {
  const wrong = state.wrong?.field === name ? state.wrong.says : undefined;
  const invalid = wrong === undefined ? undefined : html`aria-invalid="true"`;
  return html`<div>
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      inputmode="decimal"
      maxlength="${most}"
      autocomplete="off"
      aria-describedby="${name}-hint"
      ${invalid}
    />
    <p
      class="${wrong === undefined ? "hint" : "error"}"
      id="${name}-hint"
      ${wrong === undefined ? undefined : html`role="alert"`}
    >
      ${wrong ?? hint}
    </p>
  </div>`;
}

export function otherForm(
  transaction: TransactionRecord,
  channel: Exclude<Channel, "card">,
  state: OtherState,
): Markup {
  const asks = { bank: () => bank(transaction, state), ussd: () => ussd(transaction) };
  return html`<form method="post" action="/checkout/${transaction.accessCode}">
    <input type="hidden" name="action" value="${channel}" />
    ${channel === "bank_transfer" ? transfer(transaction, state) : asks[channel]()}
  </form>`;
}
