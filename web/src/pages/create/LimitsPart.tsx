// What the container may use at most, and when the engine starts it again.

import { CheckField, ChoiceField, TextField } from "./fields";
import type { MemoryUnit } from "./model";
import { complaintOf, type PartProps } from "./section";
import { RESTART_WORDS } from "./summaries";

const UNITS: Record<MemoryUnit, string> = { MiB: "MiB", GiB: "GiB", bytes: "Bytes" };

export function LimitsPart({ form, set, complaints }: PartProps) {
  const says = (field: string) => complaintOf(complaints, field);
  return (
    <>
      <div className="ad-form-quartet">
        <TextField
          field="memory"
          label="Memory"
          value={form.memory}
          inputMode="decimal"
          placeholder="No limit"
          complaint={says("memory")}
          onChange={(memory) => set({ memory })}
        />
        <ChoiceField
          field="memory-unit"
          label="Unit of memory"
          value={form.memoryUnit}
          words={UNITS}
          onChange={(memoryUnit) => set({ memoryUnit })}
        />
        <TextField
          field="cpus"
          label="Processor cores"
          value={form.cpus}
          inputMode="decimal"
          placeholder="No limit"
          hint="1.5 is one and a half."
          complaint={says("cpus")}
          onChange={(cpus) => set({ cpus })}
        />
        <TextField
          field="processes"
          label="Processes"
          value={form.processes}
          inputMode="numeric"
          placeholder="No limit"
          hint="Threads count too."
          complaint={says("processes")}
          onChange={(processes) => set({ processes })}
        />
      </div>
      <div className="ad-form-trio">
        <ChoiceField
          field="restart"
          label="Start it again"
          value={form.restart}
          words={RESTART_WORDS}
          onChange={(restart) => set({ restart })}
        />
        {form.restart === "on_failure" ? (
          <TextField
            field="attempts"
            label="At most so often"
            value={form.attempts}
            inputMode="numeric"
            placeholder="Without end"
            complaint={says("attempts")}
            onChange={(attempts) => set({ attempts })}
          />
        ) : null}
        <TextField
          field="stop-timeout"
          label="Seconds to stop"
          value={form.stopTimeout}
          inputMode="numeric"
          placeholder="10"
          hint="After that it is killed."
          complaint={says("stop-timeout")}
          onChange={(stopTimeout) => set({ stopTimeout })}
        />
      </div>
      <CheckField
        field="remove-when-ended"
        label="Remove it when it ends (--rm)"
        hint="With its log and everything it wrote outside of volumes."
        isChecked={form.removeWhenEnded}
        onChange={(removeWhenEnded) => set({ removeWhenEnded })}
      />
    </>
  );
}
