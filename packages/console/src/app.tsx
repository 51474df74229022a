import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Cloud, CloudContext, usePulse } from "./live.ts";
import { Header } from "./header.tsx";
import { type Route, useRoute } from "./route.ts";
import type { Assets, Info } from "./shapes.ts";
import { look } from "./surface.ts";
import { viewOf, VIEWS } from "./views/index.tsx";

interface Word {
  readonly text: string;
  readonly tone: "good" | "bad";
  readonly number: number;
}

/** How long a word stays to be read. */
const WORD_MS = 6_000;
const WORDS_MAX = 3;

/** The shell: header, the way about, the view that the address names, and what was said last. */
export function App() {
  const { pulse, failure, beat } = usePulse();
  const facts = useFacts(pulse !== undefined);
  const { words, say } = useWords();
  useNews(pulse?.messages, say);
  const cloud = useMemo<Cloud | undefined>(
    () => (pulse === undefined || facts === undefined ? undefined : { pulse, ...facts, beat, say }),
    [pulse, facts, beat, say],
  );
  return (
    <CloudContext.Provider value={cloud}>
      <SkipLink />
      {cloud !== undefined && <Header />}
      {failure !== undefined && (
        <p class="notice bad lost" role="alert">
          {failure}
        </p>
      )}
      {cloud === undefined ? failure === undefined && <p class="waiting">Asking the local cloud …</p> : <Body />}
      <div class="words" role="status" aria-live="polite">
        {words.map(({ text, tone, number }) => (
          <p key={number} class={`word ${tone}`}>
            {text}
          </p>
        ))}
      </div>
    </CloudContext.Provider>
  );
}

/** The last things said, each for a while. */
function useWords(): { readonly words: readonly Word[]; readonly say: Cloud["say"] } {
  const [words, setWords] = useState<readonly Word[]>([]);
  const said = useRef(0);
  const say = useCallback<Cloud["say"]>((text, tone = "good") => {
    said.current += 1;
    const number = said.current;
    setWords((before) => [...before.slice(1 - WORDS_MAX), { text, tone, number }]);
    setTimeout(() => setWords((before) => before.filter((word) => word.number !== number)), WORD_MS);
  }, []);
  return { words, say };
}

/** What does not change while the cloud runs. */
function useFacts(ready: boolean): { readonly info: Info; readonly assets: Assets } | undefined {
  const [facts, setFacts] = useState<{ readonly info: Info; readonly assets: Assets }>();
  useEffect(() => {
    if (!ready) return;
    // The pulse has answered: what fails here is told by the next one.
    Promise.all([look<Info>("/info"), look<Assets>("/assets")]).then(
      ([info, assets]) => setFacts({ info, assets }),
      () => undefined,
    );
  }, [ready]);
  return facts;
}

/** Reads out that a message has come, wherever one looks. */
function useNews(messages: number | undefined, say: Cloud["say"]): void {
  const heard = useRef<number | undefined>(undefined);
  useEffect(() => {
    const before = heard.current;
    heard.current = messages;
    if (messages === undefined || before === undefined || messages <= before) return;
    const arrived = messages - before;
    say(arrived === 1 ? "A new message has arrived." : `${arrived} new messages have arrived.`);
  }, [messages, say]);
}

function SkipLink() {
  return (
    <a
      class="skip"
      href="#main"
      onClick={(event) => {
        // The address names the view: it stays as it is.
        event.preventDefault();
        document.getElementById("main")?.focus();
      }}
    >
      Skip to content
    </a>
  );
}

function Body() {
  const route = useRoute();
  const title = VIEWS.find(({ path }) => path === (route[0] ?? ""))?.name ?? "Not found";
  useArrival(route, title);
  return (
    <div class="body">
      <Ways route={route} />
      <main id="main" tabIndex={-1}>
        {viewOf(route)}
      </main>
    </div>
  );
}

/** A new view has its own title, and begins at its top with the focus on its name. */
function useArrival(route: Route, title: string): void {
  const address = route.join("/");
  const first = useRef(true);
  useEffect(() => {
    document.title = `${title} · Cowry console`;
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [address, title]);
}

function Ways({ route }: { readonly route: Route }): ComponentChildren {
  const here = useRef<HTMLAnchorElement>(null);
  useEffect(() => here.current?.scrollIntoView({ block: "nearest", inline: "center" }), [route[0]]);
  return (
    <nav class="ways" aria-label="Views">
      <ul>
        {VIEWS.map(({ path, name }) => {
          const isHere = path === (route[0] ?? "");
          return (
            <li key={path}>
              <a href={`#/${path}`} aria-current={isHere ? "page" : undefined} ref={isHere ? here : null}>
                {name}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
