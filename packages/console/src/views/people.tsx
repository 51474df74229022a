import { useState } from "preact/hooks";
import { Field } from "../parts/fields.tsx";
import { Badge, Empty, Head, Shown, Table } from "../parts/layout.tsx";
import { useCloud, useLive } from "../live.ts";
import { showMoney } from "../money.ts";
import { to } from "../route.ts";
import type { People, Person } from "../shapes.ts";
import { showTime } from "../time.ts";
import { count } from "./overview.tsx";

/** Everybody, with what they have. */
export function PeopleView() {
  const { pulse } = useCloud();
  const [wanted, setWanted] = useState("");
  const people = useLive<People>(`/people?q=${encodeURIComponent(wanted)}`, pulse.writes);
  return (
    <>
      <Head
        title="People"
        about="Read from the table as it lies. Names and phones are sealed there; this machine's keys open them."
      />
      <div class="filters">
        <Field
          id="wanted"
          type="search"
          label="Find by name, phone or id"
          value={wanted}
          onInput={setWanted}
          placeholder="Amina, +234803…"
        />
      </div>
      <Shown of={people}>
        {(value) => {
          if (value.total === 0)
            return (
              <Empty>
                Nobody has signed up yet. <a href={to("try")}>Sign somebody up</a>.
              </Empty>
            );
          if (value.found === 0) return <Empty>Nobody is called so.</Empty>;
          return (
            <>
              <p class="soft small" role="status">
                {value.found === value.total
                  ? count(value.total, "person", "people")
                  : `${value.found} of ${value.total}`}
              </p>
              <Table
                label="People"
                columns={["Name", "Phone", "Wallets", "Standing", "Since"]}
                figures={[2]}
                rows={value.people.map((person) => ({ key: person.id, cells: cells(person) }))}
              />
            </>
          );
        }}
      </Shown>
    </>
  );
}

const cells = (person: Person) => [
  <a href={to("people", person.id)}>{person.name ?? "erased"}</a>,
  person.phone ?? "–",
  <Balances person={person} />,
  <span class="badges">
    <Badge word={person.status} />
    {person.roles
      .filter((role) => role !== "customer")
      .map((role) => (
        <Badge key={role} word={role} />
      ))}
  </span>,
  person.created_at === null ? "–" : showTime(person.created_at).slice(0, 10),
];

function Balances({ person }: { readonly person: Person }) {
  const { assets } = useCloud();
  if (person.wallets.length === 0) return <>–</>;
  return (
    <span class="lines">
      {person.wallets.map(({ currency, available, reserved }) => (
        <span key={currency}>{showMoney(assets, (BigInt(available) + BigInt(reserved)).toString(), currency)}</span>
      ))}
    </span>
  );
}
