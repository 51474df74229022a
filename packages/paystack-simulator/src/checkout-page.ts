import type { Answer } from "./answer.ts";
import type { CardStep } from "./cards.ts";
import { otherForm } from "./checkout-other.ts";
import { CARDS, findCard, spaced, TEST_OTP } from "./cards.ts";
import { html, money, page } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { CHANNELS } from "./records.ts";
import type { Channel, ChargeChannel, TransactionRecord } from "./records.ts";

/** The hosted checkout as the customer sees it. Plain forms: it works with a keyboard, a screen reader, and no script. */

export interface CheckoutState {
  readonly channel: Channel;
  /** A test card to fill in. */
  readonly fill: string | undefined;
  /** Where a transfer goes. */
  readonly account?: string;
  readonly wrong?: { readonly field: string; readonly says: string } | undefined;
  /** What was typed before, but for the card's secrets. */
  readonly typed?: Readonly<Record<string, string>>;
}

const CHANNEL_NAMES: Readonly<Record<ChargeChannel, string>> = {
  card: "Card",
  bank: "Bank",
  ussd: "USSD",
  bank_transfer: "Transfer",
  dedicated_nuban: "Transfer",
};

/** The ways that the merchant allows; all of them when it named none. */
export function channelsOf(transaction: TransactionRecord): readonly Channel[] {
  return transaction.channels.length === 0 ? CHANNELS : transaction.channels;
}

const address = (transaction: TransactionRecord): string => `/checkout/${transaction.accessCode}`;

function frame(status: number, title: string, transaction: TransactionRecord, main: Markup, aside?: Markup): Answer {
  const body = html`<div class="${aside === undefined ? "checkout alone" : "checkout"}">
    <main class="panel">
      <div class="head">
        <div>
          <p class="soft small">${transaction.email}</p>
          <p class="sum number">${money(transaction.requestedAmount, transaction.currency)}</p>
        </div>
        <span class="badge">Simulated</span>
      </div>
      ${main}
      <p class="soft small">No real money moves here. Reference <code>${transaction.reference}</code></p>
    </main>
    ${aside}
  </div>`;
  return page(status, title, body);
}

/** The way to pay: a card form, or another channel's instructions. */
export function paymentPage(transaction: TransactionRecord, state: CheckoutState): Answer {
  const channels = channelsOf(transaction);
  const failed = transaction.status === "failed" && state.wrong === undefined ? transaction.gatewayResponse : undefined;
  const tabs = channels.map(
    (channel) =>
      html`<li>
        <a
          href="${address(transaction)}?channel=${channel}"
          ${channel === state.channel ? html`aria-current="page"` : undefined}
          >${CHANNEL_NAMES[channel]}</a
        >
      </li>`,
  );
  const main = html`<h1>How do you want to pay?</h1>
    ${failed === undefined ? undefined : html`<p class="alert" role="alert">Payment failed: ${failed}. Try again or use another way.</p>`}
    ${
      channels.length < 2
        ? undefined
        : html`<nav aria-label="Ways to pay">
            <ul class="tabs">
              ${tabs}
            </ul>
          </nav>`
    }
    ${state.channel === "card" ? cardForm(transaction, state) : otherForm(transaction, state.channel, { account: state.account ?? "", wrong: state.wrong })}
    ${cancelForm(transaction)}`;
  return frame(
    state.wrong === undefined ? 200 : 422,
    "Checkout",
    transaction,
    main,
    state.channel === "card" ? testCards(transaction) : undefined,
  );
}

function field(state: CheckoutState, name: string, label: string, value: string, extra: Markup): Markup {
  const wrong = state.wrong?.field === name ? state.wrong.says : undefined;
  const invalid = wrong === undefined ? undefined : html`aria-invalid="true" aria-describedby="${name}-error"`;
  return html`<div>
    <label for="${name}">${label}</label>
    <input id="${name}" name="${name}" value="${value}" required ${extra} ${invalid} />
    ${wrong === undefined ? undefined : html`<p class="error" id="${name}-error" role="alert">${wrong}</p>`}
  </div>`;
}

function cardForm(transaction: TransactionRecord, state: CheckoutState): Markup {
  const card = state.fill === undefined ? undefined : findCard(state.fill);
  const typed = state.typed ?? {};
  const number = card === undefined ? (typed["card"] ?? "") : spaced(card.number);
  const expiry = card === undefined ? (typed["expiry"] ?? "") : "12/49";
  return html`<form method="post" action="${address(transaction)}">
    <input type="hidden" name="action" value="card" />
    ${field(state, "card", "Card number", number, html`inputmode="numeric" autocomplete="cc-number" placeholder="0000 0000 0000 0000" maxlength="24"`)}
    <div class="pair">
      ${field(state, "expiry", "Expiry", expiry, html`inputmode="numeric" autocomplete="cc-exp" placeholder="MM/YY" maxlength="7"`)}
      ${field(state, "cvv", "CVV", card?.cvv ?? "", html`inputmode="numeric" autocomplete="cc-csc" placeholder="123" maxlength="4"`)}
    </div>
    <button type="submit">Pay ${money(transaction.requestedAmount, transaction.currency)}</button>
  </form>`;
}

function testCards(transaction: TransactionRecord): Markup {
  const rows = CARDS.map(
    (card) =>
      html`<li>
        <a href="${address(transaction)}?fill=${card.key}">
          <strong>${card.label}</strong>
          <span class="cardline number">
            <span>${spaced(card.number)}</span><span>CVV ${card.cvv}</span>
            ${card.pin === undefined ? undefined : html`<span>PIN ${card.pin}</span>`}
            ${card.steps.includes("otp") ? html`<span>OTP ${TEST_OTP}</span>` : undefined}
          </span>
        </a>
      </li>`,
  );
  return html`<aside class="panel" aria-labelledby="test-cards">
    <h2 id="test-cards">Test cards</h2>
    <p class="soft small">Choose one to fill it in. Any expiry in the future will do.</p>
    <ul class="cards">
      ${rows}
    </ul>
  </aside>`;
}

function cancelForm(transaction: TransactionRecord): Markup {
  return html`<form method="post" action="${address(transaction)}">
    <input type="hidden" name="action" value="cancel" />
    <button class="plain" type="submit">Cancel</button>
  </form>`;
}

const STEPS: Readonly<Record<CardStep, { title: string; label: string; hint: string }>> = {
  pin: { title: "Enter your card PIN", label: "Card PIN", hint: "The four digits that you use at a cash machine." },
  phone: { title: "Enter your phone number", label: "Phone number", hint: "The one that your bank knows." },
  otp: { title: "Enter the code", label: "One-time code", hint: "Your bank sent it by SMS. Here it is always 123456." },
  bank_auth: { title: "Your bank asks", label: "", hint: "Do you want to pay this?" },
};

/** PIN, phone, one-time code, or the bank's own question. */
export function stepPage(transaction: TransactionRecord, step: CardStep, says?: string): Answer {
  const { title, label, hint } = STEPS[step];
  const state: CheckoutState = {
    channel: "card",
    fill: undefined,
    wrong: says === undefined ? undefined : { field: "value", says },
  };
  const card = CARDS.find((one) => one.key === transaction.attempt?.card);
  const shown =
    step === "pin" && card?.pin !== undefined ? html` For this card it is <code>${card.pin}</code>.` : undefined;
  const input =
    step === "pin"
      ? html`type="password" inputmode="numeric" autocomplete="off" maxlength="4" autofocus`
      : html`inputmode="numeric" autocomplete="${step === "otp" ? "one-time-code" : "tel"}" maxlength="16" autofocus`;
  const asks =
    step === "bank_auth"
      ? html`<button type="submit" name="value" value="approve">Yes, pay</button>
          <button class="plain" type="submit" name="value" value="refuse">No</button>`
      : html`${field(state, "value", label, "", input)}<button type="submit">Continue</button>`;
  const main = html`<h1>${title}</h1>
    <p class="soft">${hint}${shown}</p>
    <form method="post" action="${address(transaction)}">
      <input type="hidden" name="action" value="step" />
      ${asks}
    </form>
    <form method="post" action="${address(transaction)}">
      <input type="hidden" name="action" value="restart" />
      <button class="plain" type="submit">Use another way to pay</button>
    </form>`;
  return frame(says === undefined ? 200 : 422, title, transaction, main);
}

/** Paid, and no merchant's page to go back to (or opened again later). */
export function paidPage(transaction: TransactionRecord, backTo: string | null): Answer {
  const reversed = transaction.status === "reversed";
  const main = html`<div class="tick" aria-hidden="true">${reversed ? "↺" : "✓"}</div>
    <h1>${reversed ? "Payment refunded" : "Payment successful"}</h1>
    <dl class="facts">
      <dt>Paid</dt>
      <dd class="number">${money(transaction.amount, transaction.currency)}</dd>
      <dt>With</dt>
      <dd>${CHANNEL_NAMES[transaction.channel]} ${transaction.authorization?.last4 ?? ""}</dd>
    </dl>
    ${backTo === null ? undefined : html`<a class="button" href="${backTo}">Back to the merchant</a>`}`;
  return frame(200, "Payment successful", transaction, main);
}

export function cancelledPage(transaction: TransactionRecord): Answer {
  const main = html`<h1>Nothing was charged</h1>
    <p class="soft">You left the payment. It stays open.</p>
    <a class="button" href="${address(transaction)}">Pay after all</a>`;
  return frame(200, "Payment cancelled", transaction, main);
}

export function noSuchPage(): Answer {
  const body = html`<div class="checkout alone">
    <main class="panel">
      <h1>This payment link is not known</h1>
      <p class="soft">Ask the merchant for a new one.</p>
    </main>
  </div>`;
  return page(404, "Unknown payment", body);
}
