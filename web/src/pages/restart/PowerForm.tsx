// The choice: what, when, a word to those who are signed in, and whether those who ask not to are heard. Now asks
// once more; at a time does not, since that can be taken back.

import {
  Card,
  CardBody,
  CardTitle,
  Checkbox,
  Form,
  FormGroup,
  Radio,
} from "@patternfly/react-core";
import PowerOffIcon from "@patternfly/react-icons/dist/esm/icons/power-off-icon";
import { useId, useState } from "react";
import { type Impact, type Power, type PowerAction, useAskPower } from "../../api/power";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { CommandLine } from "../../components/CommandLine";
import { useNow } from "../../hooks/useNow";
import { dateTime, fullSentence } from "../../util/format";
import { ConfirmPower } from "./ConfirmPower";
import { MessageField, TimeField } from "./PowerFields";
import {
  blockersOf,
  complaintsOf,
  NEW_DRAFT,
  POWER_VERBS,
  type PowerDraft,
  powerLine,
  requestOf,
  whyNot,
} from "./power";

const CHOICES: readonly { action: PowerAction; label: string; help: string }[] = [
  {
    action: "reboot",
    label: "Restart",
    help: "The host goes down and comes back with what boots next.",
  },
  {
    action: "soft_reboot",
    label: "Soft reboot",
    help: "Everything but the kernel starts anew, which is faster. What boots stays the same.",
  },
  {
    action: "power_off",
    label: "Power off",
    help: "The host goes down and stays down, until somebody switches it on.",
  },
];

export interface PowerFormProps {
  readonly host: string;
  readonly name: string;
  readonly power: Power;
  readonly impact: Impact;
}

export function PowerForm({ host, name, power, impact }: PowerFormProps) {
  const id = useId();
  const [draft, setDraft] = useState<PowerDraft>(NEW_DRAFT);
  const [isChecked, setChecked] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const now = useNow(5_000);
  const ask = useAskPower(host);
  const announce = useAnnounce();
  const permission = usePermission(draft.action === "power_off" ? "host_power_off" : "host_reboot");
  const set = (part: Partial<PowerDraft>) => setDraft((before) => ({ ...before, ...part }));
  const complaints = complaintsOf(draft, now);
  const isFaulty = Object.keys(complaints).length > 0;
  const blockers = blockersOf(power.inhibitors);
  const blocked = blockedWords(power, draft, blockers);
  const verb = POWER_VERBS[draft.action];
  const schedule = () =>
    ask.mutate(requestOf(draft), {
      onSuccess: () => {
        announce({
          variant: "success",
          title: `Scheduled: ${verb.toLowerCase()} at ${dateTime(new Date(draft.time).toISOString())}`,
        });
        setDraft(NEW_DRAFT);
        setChecked(false);
      },
      onError: (error) => announce(failureOf("Could not schedule it", error)),
    });
  const go = () => {
    setChecked(true);
    if (isFaulty) return;
    if (draft.when === "later") schedule();
    else setAsking(true);
  };
  const line = isFaulty ? undefined : powerLine(draft, now);
  return (
    <Card component="section" aria-labelledby="choice" className="ad-no-print">
      <CardTitle id="choice" component="h2">
        What shall happen
      </CardTitle>
      <CardBody>
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (permission.allowed && blocked === undefined) go();
          }}
        >
          <FormGroup role="radiogroup" label="Do" fieldId={`${id}-what`} isStack>
            {CHOICES.map(({ action, label, help }) => {
              const why = whyNot(power, action);
              return (
                <Radio
                  key={action}
                  id={`${id}-${action}`}
                  name={`${id}-what`}
                  label={label}
                  description={why === undefined ? help : fullSentence(why)}
                  isDisabled={why !== undefined}
                  isChecked={draft.action === action}
                  onChange={() => set({ action })}
                />
              );
            })}
          </FormGroup>
          <FormGroup role="radiogroup" label="When" fieldId={`${id}-when`} isStack>
            <Radio
              id={`${id}-now`}
              name={`${id}-when`}
              label="Now"
              isChecked={draft.when === "now"}
              onChange={() => set({ when: "now" })}
            />
            <Radio
              id={`${id}-later`}
              name={`${id}-when`}
              label="At a time"
              description={
                power.scheduled ? "It takes the place of what is scheduled already." : undefined
              }
              isChecked={draft.when === "later"}
              onChange={() => set({ when: "later" })}
            />
          </FormGroup>
          {draft.when === "later" ? (
            <TimeField
              value={draft.time}
              complaint={isChecked || draft.time !== "" ? complaints.time : undefined}
              now={now}
              onChange={(time) => set({ time })}
            />
          ) : null}
          <MessageField
            value={draft.message}
            complaint={complaints.message}
            onChange={(message) => set({ message })}
          />
          {blockers === undefined ? null : (
            <Checkbox
              id={`${id}-anyway`}
              label={`${verb} although ${blockers} asks not to`}
              description="What it does is cut off, and may be lost."
              isChecked={draft.inhibitors === "ignore"}
              onChange={(_event, on) => set({ inhibitors: on ? "ignore" : "respect" })}
            />
          )}
          {line === undefined ? null : <CommandLine line={line} />}
          <div>
            <ActionButton
              variant={draft.when === "now" ? "danger" : "primary"}
              icon={<PowerOffIcon />}
              permission={permission}
              isLoading={ask.isPending}
              {...(blocked === undefined ? {} : { blocked })}
              onClick={go}
            >
              {draft.when === "now" ? `${verb} ${name} now…` : `Schedule: ${verb.toLowerCase()}`}
            </ActionButton>
          </div>
        </Form>
      </CardBody>
      {isAsking ? (
        <ConfirmPower
          host={host}
          name={name}
          impact={impact}
          draft={draft}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
}

function blockedWords(power: Power, draft: PowerDraft, blockers: string | undefined) {
  const why = whyNot(power, draft.action);
  if (why !== undefined) return fullSentence(why);
  if (power.going_down) return "It is going down already.";
  if (blockers !== undefined && draft.inhibitors === "respect") {
    return `${blockers} asks not to. Wait until it is done, or choose to do it anyway.`;
  }
  return undefined;
}
