import { createContext } from "preact";
import { useCallback, useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Assets, Info, Pulse } from "./shapes.ts";
import { look, reasonOf } from "./surface.ts";

/** How often the cloud is asked whether there is something new. */
const PULSE_MS = 1_000;

export interface Cloud {
  readonly pulse: Pulse;
  readonly info: Info;
  readonly assets: Assets;
  /** Asks for the pulse at once: something was just done. */
  readonly beat: () => void;
  /** Tells something, to everybody: shown for a while, and read out. */
  readonly say: (text: string, tone?: "good" | "bad") => void;
}

export const CloudContext = createContext<Cloud | undefined>(undefined);

/** The cloud that the console looks at. Only below the shell, which waits until there is one. */
export function useCloud(): Cloud {
  const cloud = useContext(CloudContext);
  if (cloud === undefined) throw new Error("there is no cloud above this");
  return cloud;
}

export interface Beat {
  readonly pulse: Pulse | undefined;
  /** Why there is none, or none any more. */
  readonly failure: string | undefined;
  readonly beat: () => void;
}

/** Asks for the pulse again and again, while somebody can see it. */
export function usePulse(): Beat {
  const [pulse, setPulse] = useState<Pulse>();
  const [failure, setFailure] = useState<string>();
  const [round, setRound] = useState(0);
  const beat = useCallback(() => setRound((before) => before + 1), []);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const next = async () => {
      if (!document.hidden) {
        const answer = await look<Pulse>("/pulse").catch((error: unknown) => reasonOf(error));
        if (ended) return;
        if (typeof answer === "string") setFailure(answer);
        else {
          setFailure(undefined);
          setPulse((before) => (same(before, answer) ? before : answer));
        }
      }
      timer = setTimeout(() => void next(), PULSE_MS);
    };
    void next();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [round]);
  return { pulse, failure, beat };
}

function same(a: Pulse | undefined, b: Pulse): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

export type Loaded<T> =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly reason: string }
  | { readonly state: "ready"; readonly value: T };

/**
 * What an address of the local surface answers, asked again whenever `revision` is another. While a question is under
 * way no second one is asked; what was there stays until something newer is.
 */
export function useLive<T>(path: string, revision: unknown): Loaded<T> {
  const [loaded, setLoaded] = useState<{ readonly path: string; readonly of: Loaded<T> }>();
  const asking = useRef<{ readonly path: string; stale: boolean } | undefined>(undefined);
  useEffect(() => {
    if (asking.current?.path === path) {
      asking.current.stale = true;
      return;
    }
    const mine = { path, stale: false };
    asking.current = mine;
    const run = async () => {
      const of = await load<T>(path);
      // Somebody has gone on to another address meanwhile.
      if (asking.current !== mine) return;
      setLoaded({ path, of });
      if (mine.stale) {
        mine.stale = false;
        await run();
      } else asking.current = undefined;
    };
    void run();
  }, [path, revision]);
  useEffect(
    () => () => {
      asking.current = undefined;
    },
    [],
  );
  return loaded?.path === path ? loaded.of : { state: "loading" };
}

async function load<T>(path: string): Promise<Loaded<T>> {
  try {
    return { state: "ready", value: await look<T>(path) };
  } catch (error) {
    return { state: "failed", reason: reasonOf(error) };
  }
}

export interface Task {
  readonly busy: boolean;
  readonly run: (what: () => Promise<string | undefined>) => void;
}

/** Does something once at a time and tells how it ended: its own word for it, or why it could not be. */
export function useTask(): Task {
  const { beat, say } = useCloud();
  const [busy, setBusy] = useState(false);
  const under = useRef(false);
  const run = (what: () => Promise<string | undefined>) => {
    if (under.current) return;
    under.current = true;
    setBusy(true);
    what()
      .then((word) => word !== undefined && say(word, "good"))
      .catch((error: unknown) => say(reasonOf(error), "bad"))
      .finally(() => {
        under.current = false;
        setBusy(false);
        beat();
      });
  };
  return { busy, run };
}
