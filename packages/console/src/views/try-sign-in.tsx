import { useState } from "preact/hooks";
import { Button, Field, Form } from "../parts/fields.tsx";
import { Empty, Panel, Shown } from "../parts/layout.tsx";
import { useCloud, useLive, useTask } from "../live.ts";
import { to } from "../route.ts";
import type { Message } from "../shapes.ts";
import { act, type Actor, enterCode, newDevice, register, sendCode, welcome } from "../wallet.ts";
import { MessageText } from "./phones.tsx";

const NAMES = [
  ["Amina", "Bello"],
  ["Joseph", "Eze"],
  ["Ngozi", "Okafor"],
  ["Tunde", "Adeyemi"],
  ["Halima", "Sani"],
  ["Chidi", "Obi"],
] as const;

/** A number that nobody has, most likely: this is a choice for people, not one that anything rests on. */
function somePhone(): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `+234803${(random % 10_000_000).toString().padStart(7, "0")}`;
}

interface Asked {
  readonly phone: string;
  readonly device: string;
  readonly challenge: string;
}

type Stage =
  | { readonly at: "phone" }
  | ({ readonly at: "code" } & Asked)
  | ({ readonly at: "names"; readonly token: string } & Asked);

/** Three steps: the phone, the code that it got, and, for somebody new, who it is. */
export function SignIn({ arrived }: { readonly arrived: (actor: Actor) => void }) {
  const [stage, setStage] = useState<Stage>({ at: "phone" });
  const done = (actor: Actor) => {
    setStage({ at: "phone" });
    arrived(actor);
  };
  const back = () => setStage({ at: "phone" });
  return (
    <Panel title="Sign up or in" id="sign-in">
      {stage.at === "phone" && <PhoneStep next={(asked) => setStage({ at: "code", ...asked })} />}
      {stage.at === "code" && (
        <CodeStep asked={stage} back={back} isNew={(token) => setStage({ ...stage, at: "names", token })} done={done} />
      )}
      {stage.at === "names" && <NamesStep asked={stage} token={stage.token} back={back} done={done} />}
    </Panel>
  );
}

function PhoneStep({ next }: { readonly next: (asked: Asked) => void }) {
  const [phone, setPhone] = useState(somePhone);
  const { busy, run } = useTask();
  const submit = () =>
    run(async () => {
      const device = newDevice();
      const { challenge_id: challenge } = await sendCode(phone, device);
      next({ phone, device, challenge });
      return `A code was sent to ${phone}.`;
    });
  return (
    <Form label="Ask for a code" onSubmit={submit}>
      <Field
        id="phone"
        label="Phone"
        value={phone}
        onInput={setPhone}
        hint="Made up; anybody's will do. Its text messages arrive here."
      />
      <Button kind="main" busy={busy}>
        Send the code
      </Button>
    </Form>
  );
}

function CodeStep(props: {
  readonly asked: Asked;
  readonly isNew: (token: string) => void;
  readonly done: (actor: Actor) => void;
  readonly back: () => void;
}) {
  const { asked, isNew, done, back } = props;
  const [otp, setOtp] = useState("");
  const { busy, run } = useTask();
  const submit = () =>
    run(async () => {
      const given = { phone: asked.phone, otp: otp.trim(), challenge_id: asked.challenge };
      const opened = await enterCode(given, asked.device);
      if ("temp_token" in opened) {
        isNew(opened.temp_token);
        return "The code is right. This phone is new: who is it?";
      }
      const actor = welcome(opened, asked.phone, asked.device);
      done(actor);
      return `${actor.name} is signed in.`;
    });
  return (
    <>
      <NewestMessage phone={asked.phone} />
      <Form label="Answer with the code" onSubmit={submit}>
        <Field id="code" label="Code from the text message" value={otp} onInput={setOtp} numeric />
        <div class="buttons">
          <Button kind="main" busy={busy}>
            Check the code
          </Button>
          <Button onClick={back}>Another phone</Button>
        </div>
      </Form>
    </>
  );
}

function NewestMessage({ phone }: { readonly phone: string }) {
  const { pulse } = useCloud();
  const messages = useLive<readonly Message[]>(`/messages?limit=1&to=${encodeURIComponent(phone)}`, pulse.messages);
  return (
    <Shown of={messages}>
      {([message]) =>
        message === undefined ? (
          <Empty>The text message is on its way.</Empty>
        ) : (
          <div class="message">
            <p class="soft small">
              <a href={to("phones", phone)}>{phone}</a> got
            </p>
            <MessageText body={message.body} />
          </div>
        )
      }
    </Shown>
  );
}

/** What the form begins with, so that a try takes a press and not an invention. */
const PASSWORD = "739148";
const PIN = "4826";

function NamesStep(props: {
  readonly asked: Asked;
  readonly token: string;
  readonly back: () => void;
  readonly done: (actor: Actor) => void;
}) {
  const { asked, token, back, done } = props;
  const [suggested] = useState(() => NAMES[Number(asked.phone.slice(-2)) % NAMES.length] ?? NAMES[0]);
  const [first, setFirst] = useState<string>(suggested[0]);
  const [last, setLast] = useState<string>(suggested[1]);
  const [password, setPassword] = useState(PASSWORD);
  const [pin, setPin] = useState(PIN);
  const { busy, run } = useTask();
  const submit = () =>
    run(async () => {
      const tokens = await register(token, { first_name: first, last_name: last, password }, asked.device);
      const actor = welcome(
        { ...tokens, user: { ...tokens.user, first_name: first, last_name: last } },
        asked.phone,
        asked.device,
      );
      // The account is there: what fails from here on keeps nobody out.
      done(actor);
      await act(actor, "POST", "/auth/set-transaction-pin", { pin });
      return `${actor.name} has an account, a wallet and a PIN.`;
    });
  return (
    <Form label="Who it is" onSubmit={submit}>
      <div class="pair">
        <Field id="first" label="First name" value={first} onInput={setFirst} />
        <Field id="last" label="Last name" value={last} onInput={setLast} />
        <Field id="password" label="Password, 6 digits" value={password} onInput={setPassword} numeric />
        <Field id="new-pin" label="PIN for money, 4 digits" value={pin} onInput={setPin} numeric />
      </div>
      <div class="buttons">
        <Button kind="main" busy={busy}>
          Sign up
        </Button>
        <Button onClick={back}>Another phone</Button>
      </div>
    </Form>
  );
}
