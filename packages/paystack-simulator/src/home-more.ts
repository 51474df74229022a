import { iso } from "./answer.ts";
import { OwnClock } from "./clock.ts";
import { html, money } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { REFUND_STATUSES } from "./records.ts";
import type { World } from "./world.ts";

/** The first page's switches: each is a form that posts to `/_sim/page/do`. */

const LATEST = 6;

/** A form of one button, or of one field and a button. */
function act(what: string, label: string, fields: Readonly<Record<string, string>> = {}, input?: Markup): Markup {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form class="act" method="post" action="/_sim/page/do">
    <input type="hidden" name="what" value="${what}" />
    ${hidden}${input}
    <button class="plain mini" type="submit">${label}</button>
  </form>`;
}

const typed = (name: string, label: string, value: string): Markup =>
  html`<input
    class="small-field"
    name="${name}"
    aria-label="${label}"
    placeholder="${label}"
    value="${value}"
    autocomplete="off"
  />`;

/** A word in a colour that says how it stands. */
export function state(word: string): Markup {
  const good = ["success", "processed", "delivered", "declined"];
  const bad = ["failed", "reversed", "abandoned", "blocked", "rejected", "exhausted", "dropped", "needs-attention"];
  const kind = good.includes(word) ? "good" : bad.includes(word) ? "bad" : "open";
  return html`<span class="state ${kind}">${word}</span>`;
}

export function switches(world: World): Markup {
  const { transferOtp } = world.settings;
  return html`<section class="panel" aria-labelledby="switches">
    <h2 id="switches">Switches</h2>
    <dl class="switches">
      <dt>Money into the balance (kobo)</dt>
      <dd>${act("deposit", "Deposit", {}, typed("amount", "Amount in kobo", "10000000"))}</dd>
      <dt>OTP before transfers: <strong>${transferOtp ? "on" : "off"}</strong></dt>
      <dd>${act("otp", transferOtp ? "Switch off" : "Switch on", { on: String(!transferOtp) })}</dd>
      <dt>Settle what was paid today</dt>
      <dd>${act("settle", "Settle")}</dd>
      <dt>Clock: <span class="number">${iso(world.clock.now()).slice(0, 19).replace("T", " ")}</span></dt>
      <dd>
        ${
          world.clock instanceof OwnClock
            ? html`${act("clock", "+ 1 hour", { ms: "3600000" })}${act("clock", "+ 1 day", { ms: "86400000" })}`
            : html`<span class="soft small">moved by the program around it</span>`
        }
      </dd>
    </dl>
  </section>`;
}

function rows(items: readonly Markup[], nothing: string): Markup {
  return items.length === 0
    ? html`<p class="soft small">${nothing}</p>`
    : html`<ul class="rows">
        ${items}
      </ul>`;
}

function accounts(world: World): Markup {
  const items = world.store.virtualAccounts
    .all()
    .slice(-LATEST)
    .reverse()
    .map(
      (one) =>
        html`<li>
          <div>
            <strong><code>${one.accountNumber}</code></strong> ${one.bank.name}<br /><span class="soft small"
              >${one.accountName}, ${one.email}</span
            >
          </div>
          ${
            one.active
              ? html`<div class="acts">
                  ${act("pay", "Send", { account: one.accountNumber }, typed("amount", "Amount in kobo", "500000"))}
                  ${act(
                    "pay",
                    "Send, unnoticed",
                    { account: one.accountNumber, unnoticed: "true" },
                    typed("amount", "Amount in kobo", "500000"),
                  )}
                </div>`
              : state("closed")
          }
        </li>`,
    );
  return html`<section class="panel" aria-labelledby="virtual">
    <h2 id="virtual">Dedicated accounts</h2>
    ${rows(items, "None yet: POST /dedicated_account opens one. Money sent to it needs no initialize.")}
  </section>`;
}

function refunds(world: World): Markup {
  const items = world.store.refunds
    .all()
    .slice(-LATEST)
    .reverse()
    .map((one) => {
      const over = one.status === "processed" || one.status === "failed";
      const moves = over ? [] : REFUND_STATUSES.filter((to) => to !== one.status && to !== "pending");
      return html`<li>
        <div>
          ${state(one.status)} <span class="number">${money(one.amount)}</span><br /><code class="soft small"
            >${one.reference}</code
          >
        </div>
        <div class="acts">${moves.map((to) => act("refund", to, { id: String(one.id), status: to }))}</div>
      </li>`;
    });
  return html`<section class="panel" aria-labelledby="refunds">
    <h2 id="refunds">Refunds</h2>
    ${rows(items, "None yet: POST /refund orders one.")}
  </section>`;
}

function disputes(world: World): Markup {
  const items = world.store.disputes
    .all()
    .slice(-LATEST)
    .reverse()
    .map((one) => {
      const id = String(one.id);
      const open = one.status !== "resolved";
      return html`<li>
        <div>
          ${state(one.resolution ?? one.status)} <span class="number">${money(one.refundAmount)}</span><br /><code
            class="soft small"
            >${one.reference}</code
          >
          <span class="soft small"
            >${open ? `due ${iso(one.dueAt).slice(0, 16).replace("T", " ")}` : one.category}</span
          >
        </div>
        <div class="acts">
          ${open ? html`${act("remind", "Remind", { id })}${act("expire", "Let it expire", { id })}` : undefined}
        </div>
      </li>`;
    });
  return html`<section class="panel" aria-labelledby="disputes">
    <h2 id="disputes">Disputes</h2>
    ${act("dispute", "Open a dispute", {}, typed("reference", "Paid reference", ""))}
    ${rows(items, "None: give a paid charge's reference to open one.")}
  </section>`;
}

function settlements(world: World): Markup {
  const items = world.store.settlements
    .all()
    .slice(-LATEST)
    .reverse()
    .map(
      (one) =>
        html`<li>
          <div>${state(one.status)} ${one.day}</div>
          <div class="right">
            <span class="number">${money(one.totalAmount)}</span><br /><span class="soft small number"
              >fees ${money(one.totalFees)}</span
            >
          </div>
        </li>`,
    );
  return html`<section class="panel" aria-labelledby="settlements">
    <h2 id="settlements">Settlements</h2>
    ${rows(items, "None yet. Live mode settles on the next day; test mode when you say so.")}
  </section>`;
}

/** Everything beside charges and transfers. */
export function more(world: World): Markup {
  return html`<div class="columns">${accounts(world)} ${refunds(world)}</div>
    <div class="columns">${disputes(world)} ${settlements(world)}</div>`;
}

/** What a transfer can be moved to by hand, from where it is. */
export function transferActs(reference: string, status: string): Markup | undefined {
  const waiting = ["pending", "otp", "received"].includes(status);
  const to = waiting ? ["success", "failed"] : status === "success" ? ["reversed"] : [];
  if (to.length === 0) return undefined;
  return html`<div class="acts">${to.map((one) => act("transfer", one, { reference, status: one }))}</div>`;
}
