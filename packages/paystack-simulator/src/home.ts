import { ACCOUNTS } from "./accounts.ts";
import type { Answer } from "./answer.ts";
import { seeOther } from "./answer.ts";
import { BOOK } from "./books.ts";
import type { Call, Route } from "./call.ts";
import { textOf } from "./call.ts";
import { CARDS, spaced, TEST_OTP } from "./cards.ts";
import { FAULTS } from "./fault-plan.ts";
import { readFaults } from "./fault-wire.ts";
import { more, state, switches, transferActs } from "./home-more.ts";
import { html, money, page } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { RETRIES } from "./webhooks.ts";
import type { World } from "./world.ts";

/** The first page: what there is, what happened lately, and the switches. */

const LATEST = 10;

function table(headings: readonly string[], rows: readonly Markup[], nothing: string): Markup {
  if (rows.length === 0) return html`<p class="soft small">${nothing}</p>`;
  const cells = headings.map((heading) => html`<th scope="col">${heading}</th>`);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${headings[0]}">
    <table>
      <thead>
        <tr>
          ${cells}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function addresses(world: World): Markup {
  const secret = `${world.secretKey.slice(0, 11)}…`;
  return html`<section class="panel" aria-labelledby="addresses">
    <h2 id="addresses">Addresses</h2>
    <dl class="facts">
      <dt>API base URL</dt>
      <dd><code>${world.url}</code></dd>
      <dt>Key</dt>
      <dd><code>Bearer ${secret}</code></dd>
      <dt>Mode</dt>
      <dd>${world.domain}; ${RETRIES[world.plan].length} webhook attempts at most</dd>
      <dt>Balance</dt>
      <dd class="number">${money(world.store.books.balance(BOOK.balance))}</dd>
      <dt>Books</dt>
      <dd>
        <a href="/_sim/ledger">ledger</a>, <a href="/_sim/webhooks">webhooks</a>, <a href="/_sim/faults">faults</a>
      </dd>
    </dl>
  </section>`;
}

/** What a fault of the form can be aimed at. */
const AIMS = ["reference", "amount", "account_number", "operation", "event"] as const;

function faultForm(world: World): Markup {
  const kinds = Object.entries(FAULTS).map(
    ([kind, { says }]) => html`<option value="${kind}">${kind}: ${says}</option>`,
  );
  const active = world.faults.active().map((fault) => {
    const times = fault.times === null ? "always" : `${fault.times - fault.struck} left`;
    const left = fault.chance < 1 ? `${times}, by a chance of ${fault.chance}` : times;
    const on = AIMS.flatMap((name) => (fault.on[name] === undefined ? [] : [`${name} ${fault.on[name]}`]));
    return html`<tr>
      <td><code>${fault.do}</code></td>
      <td><code>${on.length === 0 ? "anything" : on.join(", ")}</code></td>
      <td>${left}</td>
    </tr>`;
  });
  return html`<section class="panel" aria-labelledby="faults">
    <h2 id="faults">Let something go wrong</h2>
    <form class="row" method="post" action="/_sim/page/faults">
      <div>
        <label for="do">Fault</label>
        <select id="do" name="do">
          ${kinds}
        </select>
      </div>
      <div>
        <label for="on">On</label>
        <select id="on" name="on">
          ${AIMS.map((name) => html`<option value="${name}">${name}</option>`)}
        </select>
      </div>
      <div>
        <label for="aim">Which (any when empty)</label>
        <input id="aim" name="aim" autocomplete="off" />
      </div>
      <div>
        <label for="value">Amount, ms, status, html or outcome</label>
        <input id="value" name="value" autocomplete="off" />
      </div>
      <div>
        <label for="chance">Chance by the seed, 0 to 1 (once when empty)</label>
        <input id="chance" name="chance" inputmode="decimal" autocomplete="off" />
      </div>
      <button type="submit">Set</button>
    </form>
    ${table(["Fault", "On", "Times"], active, "Nothing is set to fail.")}
    ${
      active.length === 0
        ? undefined
        : html`<form method="post" action="/_sim/page/faults">
            <input type="hidden" name="clear" value="yes" />
            <button class="plain mini" type="submit">Forget all of them</button>
          </form>`
    }
  </section>`;
}

function events(world: World): Markup {
  const latest = world.store.deliveries.all().slice(-LATEST).reverse();
  const rows = latest.map(
    (one) =>
      html`<tr>
        <td><code>${one.event}</code></td>
        <td><code>${one.reference}</code></td>
        <td>${state(one.state)}</td>
        <td>${one.attempts.map((attempt) => attempt.status ?? "none").join(", ")}</td>
        <td>
          <form method="post" action="/_sim/page/webhooks/${one.id}/resend">
            <button class="plain mini" type="submit">Send again</button>
          </form>
        </td>
      </tr>`,
  );
  return html`<section class="panel" aria-labelledby="events">
    <h2 id="events">Latest webhooks</h2>
    ${table(["Event", "Reference", "State", "Answers", ""], rows, "None was sent yet.")}
  </section>`;
}

function payments(world: World): Markup {
  const charges = world.store.transactions.all().slice(-LATEST).reverse();
  const transfers = world.store.transfers.all().slice(-LATEST).reverse();
  const chargeRows = charges.map(
    (one) =>
      html`<tr>
        <td>${state(one.status)}</td>
        <td class="number">${money(one.amount)}</td>
        <td>
          <a href="/checkout/${one.accessCode}"><code>${one.reference}</code></a>
        </td>
      </tr>`,
  );
  const transferRows = transfers.map(
    (one) =>
      html`<tr>
        <td>${state(one.status)}</td>
        <td class="number">${money(one.amount)}</td>
        <td><code>${one.reference}</code></td>
        <td>${transferActs(one.reference, one.status)}</td>
      </tr>`,
  );
  return html`<div class="columns">
    <section class="panel" aria-labelledby="charges">
      <h2 id="charges">Latest charges</h2>
      ${table(["Status", "Amount", "Reference"], chargeRows, "None yet: POST /transaction/initialize starts one.")}
    </section>
    <section class="panel" aria-labelledby="transfers">
      <h2 id="transfers">Latest transfers</h2>
      ${table(["Status", "Amount", "Reference", ""], transferRows, "None yet: POST /transfer starts one.")}
    </section>
  </div>`;
}

function magic(): Markup {
  const cards = CARDS.map(
    (card) =>
      html`<tr>
        <td><code>${spaced(card.number)}</code></td>
        <td>
          ${card.cvv}${card.pin === undefined ? "" : `, PIN ${card.pin}`}${card.steps.includes("otp") ? `, OTP ${TEST_OTP}` : ""}
        </td>
        <td>${card.label}<br /><code class="soft">${card.key}</code></td>
      </tr>`,
  );
  const accounts = ACCOUNTS.map(
    (account) =>
      html`<tr>
        <td><code>${account.number}</code></td>
        <td>${account.label}</td>
      </tr>`,
  );
  return html`<div class="columns">
    <section class="panel" aria-labelledby="cards">
      <h2 id="cards">Test cards</h2>
      ${table(["Number", "CVV", "What it does"], cards, "")}
    </section>
    <section class="panel" aria-labelledby="accounts">
      <h2 id="accounts">Bank accounts for transfers</h2>
      <p class="soft small">At any bank. Every other ten digits have a name and get their money.</p>
      ${table(["Account", "What it does"], accounts, "")}
    </section>
  </div>`;
}

const SECTIONS = [
  ["charges", "Charges"],
  ["transfers", "Transfers"],
  ["events", "Webhooks"],
  ["faults", "Faults"],
  ["virtual", "Accounts"],
  ["refunds", "Refunds"],
  ["disputes", "Disputes"],
  ["settlements", "Settlements"],
  ["cards", "Test cards"],
] as const;

function home(world: World, { query }: Call): Answer {
  const says = query.get("says")?.slice(0, 200);
  const links = SECTIONS.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`);
  const body = html`<main class="home">
    <header class="head">
      <div>
        <h1>Paystack simulator</h1>
        <p class="soft">Paystack's API, checkout and webhooks on this machine. No real money, no network.</p>
      </div>
      <span class="badge">${world.domain} mode</span>
    </header>
    ${says === undefined ? undefined : html`<p class="alert" role="alert">${says}</p>`}
    <nav class="jump" aria-label="On this page">
      <ul>
        ${links}
      </ul>
    </nav>
    <div class="columns">${addresses(world)} ${switches(world)}</div>
    ${payments(world)} ${events(world)} ${faultForm(world)} ${more(world)} ${magic()}
  </main>`;
  return page(200, "Paystack simulator", body);
}

/** What the form's one number means to a fault; milliseconds to the others. */
const VALUES: Readonly<Record<string, string>> = {
  error: "status",
  rate_limit: "retry_after",
  lose_answer: "hang_ms",
  ...{ pay_amount: "amount", answer_amount: "amount", webhook_amount: "amount" },
  webhook_duplicate: "copies",
};

/** What the value of the form is to this fault. */
function valueOf(kind: string, value: string | undefined): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (/^\d+$/.test(value)) return { [VALUES[kind] ?? "ms"]: Number(value) };
  if (kind === "error" && value === "html") return { html: true };
  return kind.endsWith("_currency") ? { currency: value } : { outcome: value };
}

function setFault(world: World, { body }: Call): Answer {
  if (body["clear"] !== undefined) {
    world.faults.clear();
    return seeOther("/");
  }
  const kind = textOf(body["do"]) ?? "";
  const aimed = AIMS.find((name) => name === body["on"]) ?? "reference";
  const aim = textOf(body["aim"]);
  const on = aim === undefined ? {} : { on: { [aimed]: aimed === "amount" ? Number(aim) : aim } };
  const chance = textOf(body["chance"]);
  const often = chance === undefined ? {} : { chance: Number(chance) };
  const fault = { do: kind, ...valueOf(kind, textOf(body["value"])), ...on, ...often };
  world.faults.add(readFaults(fault, world.store.faults.size + 1, world.clock.now()));
  return seeOther("/");
}

async function resend(world: World, { params }: Call): Promise<Answer> {
  await world.webhooks.resend(params["id"] ?? "");
  return seeOther("/");
}

export const homeRoutes: readonly Route[] = [
  { method: "GET", path: "/", run: home },
  { method: "POST", path: "/_sim/page/faults", run: setFault },
  { method: "POST", path: "/_sim/page/webhooks/:id/resend", run: resend },
];
