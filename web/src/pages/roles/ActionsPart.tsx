// What a role allows: a box for each thing, by what it is about. What the role cannot hold stays, and says why.

import { Button, Checkbox, FormGroup } from "@patternfly/react-core";
import { useId } from "react";
import { ABOUTS, type About, type Action, actionsAbout, wordsOf } from "../../api/roles";
import { sentence } from "../../util/format";
import type { PartProps } from "./ExtentPart";
import { clashOf, OFFERED } from "./roleForm";

export function ActionsPart({ draft, set }: PartProps) {
  return (
    <section aria-label="What it allows" className="ad-role-actions">
      <h2 className="ad-section-title">What it allows</h2>
      <p className="ad-quiet">
        Everybody may sign in, change their own password, and make tokens that allow no more than
        they may do themselves.
      </p>
      <div className="ad-role-groups">
        {OFFERED.map((about) => (
          <Group key={about} about={about} draft={draft} set={set} />
        ))}
      </div>
    </section>
  );
}

function Group({ about, draft, set }: PartProps & { readonly about: About }) {
  const id = useId();
  const clash = clashOf(draft.extent, about);
  const actions = actionsAbout(about);
  const isFull = actions.every((action) => draft.actions.includes(action));
  const tick = (these: readonly Action[], isTicked: boolean) => {
    const others = draft.actions.filter((action) => !these.includes(action));
    set({ actions: isTicked ? [...others, ...these] : others });
  };
  const { title } = ABOUTS[about];
  return (
    <FormGroup
      role="group"
      label={title}
      fieldId={id}
      isStack
      {...(clash === undefined
        ? {
            labelInfo: (
              <Button
                variant="link"
                isInline
                size="sm"
                aria-label={isFull ? `None of: ${title}` : `All of: ${title}`}
                onClick={() => tick(actions, !isFull)}
              >
                {isFull ? "None" : "All"}
              </Button>
            ),
          }
        : {})}
    >
      {clash === undefined ? null : <p className="ad-quiet">{clash}</p>}
      {actions.map((action) => (
        <Checkbox
          key={action}
          id={`${id}-${action}`}
          label={sentence(wordsOf(action))}
          isDisabled={clash !== undefined}
          isChecked={clash === undefined && draft.actions.includes(action)}
          onChange={(_event, isTicked) => tick([action], isTicked)}
        />
      ))}
    </FormGroup>
  );
}
