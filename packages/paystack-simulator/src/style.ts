/** One sheet for all pages: light and dark, from a phone's width up. */
export const STYLE = `
:root {
  --ground: #f3f5f4; --panel: #ffffff; --ink: #14201d; --soft: #55645f; --line: #d7dedb; --edge: #7b8a84; --field: #ffffff;
  --accent: #0f766e; --accent-ink: #ffffff; --tint: #e6f2f0; --bad: #b42318; --bad-tint: #fdecea; --good: #0f7a3d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1412; --panel: #151f1c; --ink: #e8efec; --soft: #a3b3ad; --line: #2b3935; --edge: #6d7f78; --field: #101917;
    --accent: #2dd4bf; --accent-ink: #06201c; --tint: #15302b; --bad: #ff9d92; --bad-tint: #3a1a17; --good: #5fd38d;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
a { color: var(--accent); }
h1, h2, h3, p { margin: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; }
h2 { font-size: 1.05rem; }
code, .number { font-variant-numeric: tabular-nums; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.9em; }
.soft { color: var(--soft); }
.small { font-size: 0.875rem; }
.checkout { display: grid; gap: 24px; max-width: 940px; margin: 0 auto; padding: 40px 20px; align-items: start; }
@media (min-width: 820px) { .checkout { grid-template-columns: minmax(0, 440px) minmax(0, 1fr); padding-top: 64px; } }
.checkout.alone { grid-template-columns: minmax(0, 440px); justify-content: center; }
@media (max-width: 480px) { .checkout { padding: 16px 12px 32px; gap: 16px; } }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 16px; padding: 24px; min-width: 0; }
@media (max-width: 480px) { .panel { padding: 20px 16px; } }
.panel > * + *, form > * + * { margin-top: 16px; }
.head { display: flex; justify-content: space-between; align-items: flex-start; gap: 12px; }
.head > div { min-width: 0; overflow-wrap: anywhere; }
.sum { font-size: 1.75rem; font-weight: 700; letter-spacing: -0.02em; line-height: 1.2; }
.badge {
  display: inline-block; padding: 2px 10px; border-radius: 999px; background: var(--tint); color: var(--accent);
  font-size: 0.75rem; font-weight: 600; white-space: nowrap;
}
.tabs { display: flex; flex-wrap: wrap; gap: 8px; padding: 0; list-style: none; }
.tabs a {
  display: block; padding: 8px 14px; min-height: 40px; border: 1px solid var(--edge); border-radius: 999px;
  color: var(--ink); text-decoration: none; font-size: 0.9rem;
}
.tabs a[aria-current] { border-color: var(--accent); background: var(--tint); color: var(--accent); font-weight: 600; }
label { display: block; font-size: 0.875rem; font-weight: 600; margin-bottom: 6px; }
input, select {
  width: 100%; min-height: 48px; padding: 10px 14px; border: 1px solid var(--edge); border-radius: 10px;
  background: var(--field); color: var(--ink); font: inherit; font-variant-numeric: tabular-nums;
}
input[aria-invalid="true"] { border-color: var(--bad); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.pair > * { min-width: 0; }
button, .button {
  display: block; width: 100%; min-height: 50px; padding: 12px 18px; border: 1px solid transparent; border-radius: 10px;
  background: var(--accent); color: var(--accent-ink); font: inherit; font-weight: 650; text-align: center;
  text-decoration: none; cursor: pointer;
}
button:hover, .button:hover { filter: brightness(1.06); }
button.plain { background: transparent; color: var(--ink); border-color: var(--edge); font-weight: 500; }
button.mini { display: inline-block; width: auto; min-height: 36px; padding: 4px 12px; font-size: 0.875rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.alert { padding: 12px 14px; border-radius: 10px; background: var(--bad-tint); color: var(--bad); font-size: 0.925rem; }
.error { margin-top: 6px; color: var(--bad); font-size: 0.875rem; }
.cards { margin: 12px 0 0; padding: 0; list-style: none; border-top: 1px solid var(--line); }
.cards li { border-bottom: 1px solid var(--line); }
.cards a { display: block; padding: 10px 4px; color: var(--ink); text-decoration: none; border-radius: 6px; }
.cards a:hover { background: var(--tint); }
.cards strong { font-weight: 600; }
.cards .cardline { display: flex; flex-wrap: wrap; gap: 2px 14px; color: var(--soft); font-size: 0.875rem; }
.tick {
  width: 56px; height: 56px; border-radius: 50%; background: var(--tint); color: var(--good); display: grid;
  place-items: center; font-size: 1.75rem;
}
.facts { display: grid; grid-template-columns: auto 1fr; gap: 6px 16px; margin-bottom: 0; font-size: 0.925rem; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
.home { max-width: 1200px; margin: 0 auto; padding: 32px 20px 64px; }
.home > * + * { margin-top: 24px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; font-size: 0.8rem; white-space: nowrap; }
td form { margin: 0; }
td code, td.number { white-space: nowrap; }
.right { text-align: right; }
.columns { display: grid; gap: 24px; }
.columns > * { min-width: 0; }
@media (min-width: 820px) { .columns { grid-template-columns: 1fr 1fr; } }
.row { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; }
.row > div { flex: 1 1 160px; }
.row > button { width: auto; margin: 0; }
.hint { margin-top: 6px; color: var(--soft); font-size: 0.875rem; }
.slip { padding: 14px 16px; border-radius: 12px; background: var(--tint); }
.dials, .rows { padding: 0; list-style: none; }
.dials li, .rows li {
  display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 8px 16px;
  padding: 10px 0; border-bottom: 1px solid var(--line); font-size: 0.925rem;
}
.rows li:last-child, .dials li:last-child { border-bottom: 0; }
.rows li > * { min-width: 0; overflow-wrap: anywhere; }
.state { display: inline-block; padding: 1px 9px; border-radius: 999px; font-size: 0.78rem; font-weight: 600; background: var(--tint); color: var(--soft); white-space: nowrap; }
.state.good { color: var(--good); }
.state.bad { color: var(--bad); background: var(--bad-tint); }
.jump ul { display: flex; gap: 6px; padding: 0; margin: 0; list-style: none; overflow-x: auto; }
.jump a {
  display: block; padding: 8px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--panel);
  color: var(--ink); text-decoration: none; font-size: 0.875rem; white-space: nowrap;
}
.jump a:hover { border-color: var(--accent); color: var(--accent); }
.act { display: inline-flex; gap: 8px; align-items: center; }
.act > * + * { margin-top: 0; }
.acts { display: flex; flex-wrap: wrap; gap: 6px; }
.small-field { width: 8.5rem; min-height: 36px; padding: 4px 10px; font-size: 0.875rem; }
.switches { display: grid; grid-template-columns: 1fr auto; gap: 10px 16px; align-items: center; margin-bottom: 0; font-size: 0.925rem; }
.switches dd { margin: 0; display: flex; flex-wrap: wrap; gap: 6px; justify-content: flex-end; }
@media (max-width: 480px) { .switches { grid-template-columns: 1fr; } .switches dd { justify-content: flex-start; } }
@media (max-width: 480px) { th, td { padding-right: 8px; } td code { white-space: normal; overflow-wrap: anywhere; } }
`;
