// "What may somebody do?" and "who may do this to that?": asked of the server, as it would decide now.

import {
  ActionGroup,
  Button,
  Card,
  CardBody,
  CardTitle,
  Form,
  FormGroup,
  FormSelect,
  FormSelectOption,
} from "@patternfly/react-core";
import { useId, useState } from "react";
import { type Question, useAccounts } from "../../api/accounts";
import { useHosts } from "../../api/queries";
import { ABOUTS, actionsAbout, isAction, wordsOf } from "../../api/roles";
import { TextField } from "../../components/TextField";
import { sentence } from "../../util/format";
import { Answers } from "./Answers";
import { OFFERED } from "./roleForm";
import "./roles.css";

export function Questions() {
  return (
    <div className="ad-questions">
      <WhatCard />
      <WhoCard />
    </div>
  );
}

function WhatCard() {
  const id = useId();
  const accounts = useAccounts().data?.accounts ?? [];
  const [chosen, setChosen] = useState("");
  const [place, setPlace] = useState<Place>(ANYWHERE);
  const [asked, setAsked] = useState<Question>();
  const account = chosen || (accounts[0]?.name ?? "");
  return (
    <Card>
      <CardTitle component="h2">What may somebody do?</CardTitle>
      <CardBody>
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (account !== "") setAsked({ account, ...placeOf(place) });
          }}
        >
          <FormGroup label="Account" fieldId={`${id}-account`}>
            <FormSelect
              id={`${id}-account`}
              value={account}
              onChange={(_event, next) => setChosen(next)}
            >
              {accounts.map(({ name }) => (
                <FormSelectOption key={name} value={name} label={name} />
              ))}
            </FormSelect>
          </FormGroup>
          <PlaceFields place={place} onChange={setPlace} />
          <ActionGroup>
            <Button type="submit" variant="secondary">
              Show what it may do
            </Button>
          </ActionGroup>
        </Form>
        <Answers question={asked} kind="what" />
      </CardBody>
    </Card>
  );
}

function WhoCard() {
  const id = useId();
  const [action, setAction] = useState("container_restart");
  const [place, setPlace] = useState<Place>(ANYWHERE);
  const [asked, setAsked] = useState<Question>();
  return (
    <Card>
      <CardTitle component="h2">Who may do this?</CardTitle>
      <CardBody>
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (isAction(action)) setAsked({ action, ...placeOf(place) });
          }}
        >
          <FormGroup label="Action" fieldId={`${id}-action`}>
            <FormSelect
              id={`${id}-action`}
              value={action}
              onChange={(_event, next) => setAction(next)}
            >
              {OFFERED.flatMap((about) =>
                actionsAbout(about).map((one) => (
                  <FormSelectOption
                    key={one}
                    value={one}
                    label={`${ABOUTS[about].title}: ${sentence(wordsOf(one)).toLowerCase()}`}
                  />
                )),
              )}
            </FormSelect>
          </FormGroup>
          <PlaceFields place={place} onChange={setPlace} />
          <ActionGroup>
            <Button type="submit" variant="secondary">
              Show who may
            </Button>
          </ActionGroup>
        </Form>
        <Answers question={asked} kind="who" />
      </CardBody>
    </Card>
  );
}

interface Place {
  /** Empty: anywhere. */
  readonly host: string;
  readonly container: string;
}

const ANYWHERE: Place = { host: "", container: "" };

function placeOf({ host, container }: Place): Pick<Question, "host" | "container"> {
  if (host === "") return {};
  const name = container.trim();
  return name === "" ? { host } : { host, container: name };
}

interface PlaceFieldsProps {
  readonly place: Place;
  readonly onChange: (place: Place) => void;
}

function PlaceFields({ place, onChange }: PlaceFieldsProps) {
  const id = useId();
  const hosts = useHosts().data ?? [];
  return (
    <>
      <FormGroup label="On" fieldId={`${id}-host`}>
        <FormSelect
          id={`${id}-host`}
          value={place.host}
          onChange={(_event, host) => onChange({ ...place, host })}
        >
          <FormSelectOption value="" label="Anything at all" />
          {hosts.map((host) => (
            <FormSelectOption key={host.id} value={host.id} label={host.name} />
          ))}
        </FormSelect>
      </FormGroup>
      {place.host === "" ? null : (
        <TextField
          label="Container"
          value={place.container}
          help="Its name. Empty: the host as a whole, or any of its containers."
          onChange={(container) => onChange({ ...place, container })}
        />
      )}
    </>
  );
}
