import { useState } from "preact/hooks";
import { Button } from "../parts/fields.tsx";
import { Badge, Empty, Head, Panel } from "../parts/layout.tsx";
import { to } from "../route.ts";
import { type Actor, actors, forgetActor } from "../wallet.ts";
import { MoneyPanels } from "./try-money.tsx";
import { SignIn } from "./try-sign-in.tsx";

/** An app in small: sign somebody up, pay in, send, pay out. Each step is a call of the product's own API. */
export function TryView() {
  const [known, setKnown] = useState(actors);
  const [chosen, setChosen] = useState(known[0]?.id);
  const actor = known.find(({ id }) => id === chosen) ?? known[0];
  const arrived = (next: Actor) => {
    setKnown(actors());
    setChosen(next.id);
  };
  const left = (id: string) => {
    forgetActor(id);
    setKnown(actors());
  };
  return (
    <>
      <Head
        title="Try it"
        about="Sign people up, pay in with a test card, send money and pay it out: through the same API as the app."
      />
      <div class="panels">
        <SignIn arrived={arrived} />
        <Panel title="Signed in here" id="signed-in">
          {known.length === 0 ? (
            <Empty>Nobody yet. Whoever signs in stays until this tab is closed.</Empty>
          ) : (
            <ul class="rows" aria-label="Signed in here">
              {known.map(({ id, name, phone }) => (
                <li key={id}>
                  <span class="lines">
                    <a href={to("people", id)}>{name}</a>
                    <span class="soft small">{phone}</span>
                  </span>
                  <span class="buttons">
                    {id === actor?.id ? (
                      <Badge word="acting" tone="good" />
                    ) : (
                      <Button kind="small" label={`act as ${name}`} onClick={() => setChosen(id)}>
                        act as
                      </Button>
                    )}
                    <Button kind="small" label={`forget ${name}`} onClick={() => left(id)}>
                      forget
                    </Button>
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
        {actor !== undefined && (
          <MoneyPanels key={actor.id} actor={actor} others={known.filter(({ id }) => id !== actor.id)} />
        )}
      </div>
    </>
  );
}
