// How the engine finds out whether the container is well.

import { ChoiceField, TextField } from "./fields";
import type { HealthKind } from "./model";
import { complaintOf, type PartProps } from "./section";

const KINDS: Record<HealthKind, string> = {
  image: "The image's own, if it has one",
  off: "None: switch the image's off",
  own: "This command",
};

export function HealthPart({ form, set, complaints }: PartProps) {
  const says = (field: string) => complaintOf(complaints, field);
  return (
    <>
      <ChoiceField
        field="health"
        label="Health check"
        value={form.health}
        words={KINDS}
        onChange={(health) => set({ health })}
      />
      {form.health === "own" ? (
        <>
          <TextField
            field="health-command"
            label="Command"
            value={form.healthCommand}
            isRequired
            placeholder="curl -fsS http://localhost/"
            hint="The container's shell runs it; exit code 0 is healthy."
            complaint={says("health-command")}
            onChange={(healthCommand) => set({ healthCommand })}
          />
          <div className="ad-form-quartet">
            <TextField
              field="health-interval"
              label="Every … seconds"
              value={form.healthInterval}
              inputMode="numeric"
              complaint={says("health-interval")}
              onChange={(healthInterval) => set({ healthInterval })}
            />
            <TextField
              field="health-timeout"
              label="May take … seconds"
              value={form.healthTimeout}
              inputMode="numeric"
              complaint={says("health-timeout")}
              onChange={(healthTimeout) => set({ healthTimeout })}
            />
            <TextField
              field="health-start-period"
              label="Seconds to start up"
              value={form.healthStartPeriod}
              inputMode="numeric"
              hint="Failures do not count before."
              complaint={says("health-start-period")}
              onChange={(healthStartPeriod) => set({ healthStartPeriod })}
            />
            <TextField
              field="health-retries"
              label="Failures in a row"
              value={form.healthRetries}
              inputMode="numeric"
              hint="So many make it unhealthy."
              complaint={says("health-retries")}
              onChange={(healthRetries) => set({ healthRetries })}
            />
          </div>
        </>
      ) : null}
    </>
  );
}
