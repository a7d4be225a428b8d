// The state of the form: what was typed, kept as a draft; which sections are open; what is wrong.

import { useState } from "react";
import { dropDraft, readDraft, writeDraft } from "./draft";
import { fieldId } from "./fields";
import { type ContainerForm, type ContainerSpec, SECTIONS, type Section } from "./model";
import { isUsed } from "./summaries";
import { type Complaint, toSpec } from "./toSpec";

/** Open from the start: what nearly every container has. */
const USUAL: readonly Section[] = ["image", "ports", "storage", "environment"];

export interface FormState {
  readonly form: ContainerForm;
  readonly set: (patch: Partial<ContainerForm>) => void;
  /** Puts another one in its place, and opens what is used in it. */
  readonly replace: (form: ContainerForm) => void;
  /** Back to the beginning; the draft goes. */
  readonly reset: () => void;
  /** What was typed differs from the beginning. */
  readonly isTouched: boolean;
  /** It was found in the tab's storage. */
  readonly isRestored: boolean;
  readonly complaints: readonly Complaint[];
  /** The spec if all is there; else says what is not and leads to it. */
  readonly check: () => ContainerSpec | undefined;
  readonly open: ReadonlySet<Section>;
  readonly toggle: (section: Section) => void;
}

export function useContainerForm(initial: ContainerForm, key: string): FormState {
  const [draft] = useState(() => readDraft(key));
  const [form, setForm] = useState(draft ?? initial);
  const [isRestored, setRestored] = useState(draft !== undefined);
  const [isChecked, setChecked] = useState(false);
  const [open, setOpen] = useState(() => openFor(draft ?? initial));
  const put = (next: ContainerForm) => {
    setForm(next);
    writeDraft(key, next);
  };
  const reading = toSpec(form);
  // Nobody is told what is missing before they said that they are done; then it goes as they type.
  const complaints = isChecked && reading.kind === "wrong" ? reading.complaints : [];
  return {
    form,
    set: (patch) => put({ ...form, ...patch }),
    replace: (next) => {
      put(next);
      setChecked(false);
      setOpen(openFor(next));
    },
    reset: () => {
      setForm(initial);
      dropDraft(key);
      setRestored(false);
      setChecked(false);
      setOpen(openFor(initial));
    },
    isTouched: JSON.stringify(form) !== JSON.stringify(initial),
    isRestored,
    complaints,
    check: () => {
      setChecked(true);
      if (reading.kind === "spec") return reading.spec;
      setOpen(new Set([...open, ...reading.complaints.map(({ section }) => section)]));
      const first = reading.complaints[0];
      if (first !== undefined) focusSoon(fieldId(first.field));
      return undefined;
    },
    open,
    toggle: (section) =>
      setOpen(
        open.has(section)
          ? new Set([...open].filter((other) => other !== section))
          : new Set([...open, section]),
      ),
  };
}

function openFor(form: ContainerForm): ReadonlySet<Section> {
  return new Set(SECTIONS.filter((section) => USUAL.includes(section) || isUsed(section, form)));
}

/** Once its section is open. */
function focusSoon(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
