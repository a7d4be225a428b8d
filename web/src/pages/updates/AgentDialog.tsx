// Sets what updates the host by itself: a dialog for each kind of program.

import { FormGroup, Radio } from "@patternfly/react-core";
import { useId, useState } from "react";
import type { SettingOf, UpdateSetting } from "../../api/updatePolicy";
import { FormDialog } from "../../components/FormDialog";
import { AGENT_NAMES, POLICIES } from "./policy";
import { RestartsByItself } from "./RestartsByItself";
import { useSetting } from "./useSetting";
import { ZincatiDialog } from "./ZincatiDialog";

export interface AgentDialogProps {
  readonly host: string;
  readonly setting: UpdateSetting;
  readonly onClose: () => void;
}

export function AgentDialog({ host, setting, onClose }: AgentDialogProps) {
  switch (setting.kind) {
    case "rpm_ostreed":
      return <RpmOstreedDialog host={host} setting={setting} onClose={onClose} />;
    case "bootc":
      return <BootcDialog host={host} setting={setting} onClose={onClose} />;
    case "zincati":
      return <ZincatiDialog host={host} setting={setting} onClose={onClose} />;
  }
}

interface OneDialogProps<Kind extends UpdateSetting["kind"]> {
  readonly host: string;
  readonly setting: SettingOf<Kind>;
  readonly onClose: () => void;
}

function RpmOstreedDialog({ host, setting, onClose }: OneDialogProps<"rpm_ostreed">) {
  const id = useId();
  const [policy, setPolicy] = useState(setting.policy);
  const { send, isPending, error } = useSetting(host, onClose);
  return (
    <FormDialog
      title={`Change ${AGENT_NAMES.rpm_ostreed}`}
      lead="AutomaticUpdatePolicy in rpm-ostreed.conf, and the timer that runs it."
      confirm="Set"
      {...(policy === "other" ? { missing: "Choose what it shall do." } : {})}
      isPending={isPending}
      error={error}
      onConfirm={() => send({ agent: "rpm_ostreed", policy })}
      onClose={onClose}
    >
      <FormGroup role="radiogroup" label="It shall" fieldId={id} isStack>
        {POLICIES.map((choice) => (
          <Radio
            key={choice.policy}
            id={`${id}-${choice.policy}`}
            name={id}
            label={choice.label}
            description={choice.help}
            isChecked={policy === choice.policy}
            onChange={() => setPolicy(choice.policy)}
          />
        ))}
      </FormGroup>
      {policy === "apply" ? <RestartsByItself /> : null}
    </FormDialog>
  );
}

function BootcDialog({ host, setting, onClose }: OneDialogProps<"bootc">) {
  const id = useId();
  const [timer, setTimer] = useState(setting.timer);
  const { send, isPending, error } = useSetting(host, onClose);
  return (
    <FormDialog
      title={`Change ${AGENT_NAMES.bootc}`}
      lead="bootc-fetch-apply-updates.timer: it fetches the newest image and restarts the host into it."
      confirm="Set"
      isPending={isPending}
      error={error}
      onConfirm={() => send({ agent: "bootc", timer })}
      onClose={onClose}
    >
      <FormGroup role="radiogroup" label="The timer shall be" fieldId={id} isStack>
        <Radio
          id={`${id}-off`}
          name={id}
          label="Off"
          description="Nobody updates the host but you."
          isChecked={timer === "off"}
          onChange={() => setTimer("off")}
        />
        <Radio
          id={`${id}-on`}
          name={id}
          label="On"
          description="A newer image is fetched when the timer runs, and the host restarts for it."
          isChecked={timer === "on"}
          onChange={() => setTimer("on")}
        />
      </FormGroup>
      {timer === "on" ? <RestartsByItself /> : null}
    </FormDialog>
  );
}
