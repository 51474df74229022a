import type { ComponentChildren } from "preact";
import { Empty, Head } from "../parts/layout.tsx";
import type { Route } from "../route.ts";
import { ClockView } from "./clock.tsx";
import { DoorView } from "./door.tsx";
import { DoorsView } from "./doors.tsx";
import { ExecutionView } from "./execution.tsx";
import { ExecutionsView } from "./executions.tsx";
import { Overview } from "./overview.tsx";
import { PaystackView } from "./paystack.tsx";
import { FaultsView } from "./faults.tsx";
import { PeopleView } from "./people.tsx";
import { PersonView } from "./person.tsx";
import { PhonesView } from "./phones.tsx";
import { StreamView } from "./stream.tsx";
import { TryView } from "./try.tsx";

interface View {
  readonly path: string;
  readonly name: string;
  /** What the rest of the address names, where there is one. */
  readonly show: (id: string | undefined) => ComponentChildren;
}

export const VIEWS: readonly View[] = [
  { path: "", name: "Overview", show: () => <Overview /> },
  { path: "try", name: "Try it", show: () => <TryView /> },
  { path: "phones", name: "Phones", show: (id) => <PhonesView chosen={id} /> },
  { path: "people", name: "People", show: (id) => (id === undefined ? <PeopleView /> : <PersonView id={id} />) },
  {
    path: "executions",
    name: "Executions",
    show: (id) => (id === undefined ? <ExecutionsView /> : <ExecutionView id={id} />),
  },
  { path: "doors", name: "Doors", show: (id) => (id === undefined ? <DoorsView /> : <DoorView name={id} />) },
  { path: "stream", name: "Stream", show: () => <StreamView /> },
  { path: "paystack", name: "Paystack", show: () => <PaystackView /> },
  { path: "faults", name: "Faults", show: () => <FaultsView /> },
  { path: "clock", name: "Clock", show: () => <ClockView /> },
];

/** The view that an address names. */
export function viewOf([path = "", id, ...rest]: Route): ComponentChildren {
  const view = VIEWS.find((each) => each.path === path);
  if (view === undefined || rest.length > 0) {
    return (
      <>
        <Head title="Not found" />
        <Empty>
          The console has no such view. <a href="#/">Go to the overview</a>.
        </Empty>
      </>
    );
  }
  return view.show(id);
}
