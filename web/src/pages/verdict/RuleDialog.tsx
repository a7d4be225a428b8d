// The rule that decides on a new version by itself: what it is, and the dialog that sets it.

import {
  Alert,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Radio,
  TextInput,
} from "@patternfly/react-core";
import { useId, useState } from "react";
import { usePermission } from "../../api/roles";
import { useSetRule, type Verdict } from "../../api/verdict";
import { ActionButton } from "../../components/ActionButton";
import { useAnnounce } from "../../components/Announcer";
import { FormDialog } from "../../components/FormDialog";
import { RULES, ruleWords, waitComplaint } from "./verdictWords";

export interface RuleProps {
  readonly host: string;
  readonly rule: Verdict["rule"];
}

export function RuleButton({ host, rule }: RuleProps) {
  const [isOpen, setOpen] = useState(false);
  const permission = usePermission("verdict_rule");
  return (
    <>
      <ActionButton variant="link" permission={permission} onClick={() => setOpen(true)}>
        Rule for new versions…
      </ActionButton>
      {isOpen ? <RuleDialog host={host} rule={rule} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RuleDialog({ host, rule: set, onClose }: RuleProps & { readonly onClose: () => void }) {
  const id = useId();
  const [rule, setRule] = useState(set.rule);
  const [minutes, setMinutes] = useState(String(set.wait_minutes));
  const change = useSetRule(host);
  const announce = useAnnounce();
  const complaint = rule === "ask" ? undefined : waitComplaint(minutes);
  const confirm = () => {
    // Where nothing is done by itself, how long it would wait stays as it was.
    const wait_minutes = rule === "ask" ? set.wait_minutes : Number(minutes);
    change.mutate(
      { rule, wait_minutes },
      {
        onSuccess: () => {
          announce({
            variant: "success",
            title: "The rule is set",
            detail: ruleWords({ rule, wait_minutes }),
          });
          onClose();
        },
      },
    );
  };
  return (
    <FormDialog
      title="Rule for new versions"
      lead="What the console does by itself after the host has started another version. It does so with the rights of whoever sets the rule."
      confirm="Set the rule"
      {...(complaint === undefined ? {} : { missing: complaint })}
      isPending={change.isPending}
      error={change.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <FormGroup role="radiogroup" label="When a new version has started" fieldId={id} isStack>
        {RULES.map((choice) => (
          <Radio
            key={choice.rule}
            id={`${id}-${choice.rule}`}
            name={id}
            label={choice.label}
            description={choice.help}
            isChecked={rule === choice.rule}
            onChange={() => setRule(choice.rule)}
          />
        ))}
      </FormGroup>
      {rule === "ask" ? null : (
        <FormGroup label="Minutes after the start" fieldId={`${id}-wait`} isRequired>
          <TextInput
            id={`${id}-wait`}
            type="number"
            min={3}
            max={1440}
            value={minutes}
            validated={complaint === undefined ? "default" : "error"}
            aria-describedby={`${id}-wait-help`}
            onChange={(_event, text) => setMinutes(text)}
          />
          <FormHelperText>
            <HelperText id={`${id}-wait-help`}>
              <HelperTextItem variant={complaint === undefined ? "default" : "error"}>
                {complaint ?? "Long enough for all services and containers to be up."}
              </HelperTextItem>
            </HelperText>
          </FormHelperText>
        </FormGroup>
      )}
      {rule === "roll_back_when_worse" ? (
        <Alert component="p" isInline variant="warning" title="This restarts the host by itself">
          Everybody who uses it then is cut off, without being asked.
        </Alert>
      ) : null}
    </FormDialog>
  );
}
