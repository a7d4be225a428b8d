// Packages on top of the image, and the image's own left out, replaced or restored: all in one new deployment.

import { ExpandableSection, Label, LabelGroup } from "@patternfly/react-core";
import { type ReactNode, useState } from "react";
import {
  missingOf,
  NO_PACKAGES,
  type PackageDeed,
  type PackageWish,
  restorableOf,
  withName,
  withoutName,
} from "../packageWish";
import { ChangeDialog } from "./ChangeDialog";
import type { DialogProps } from "./DialogProps";
import { NewName } from "./NewName";
import { PackageSearch } from "./PackageSearch";
import { PresentPackages } from "./PresentPackages";

export function PackagesDialog(props: DialogProps) {
  const next = props.data.deployments.find((deployment) => deployment.next_boot);
  const [wish, setWish] = useState(NO_PACKAGES);
  const missing = missingOf(wish);
  const add = (deed: PackageDeed) => (name: string) => setWish(withName(wish, deed, name));
  const toggle = (deed: PackageDeed) => (name: string) =>
    setWish(wish[deed].includes(name) ? withoutName(wish, name) : withName(wish, deed, name));
  const drop = (name: string) => setWish(withoutName(wish, name));
  const layered = next?.layered_packages ?? [];
  const restorable = restorableOf(next);
  return (
    <ChangeDialog
      {...props}
      title="Packages"
      confirm="Change packages"
      size="medium"
      lead="A new deployment is made of the image with these changes. They are made again with every update, until they are taken back here."
      change={missing === undefined ? { verb: "packages", ...wish } : undefined}
      missing={missing}
      restart="offered"
    >
      <Part title="Layer on top of the image">
        <PackageSearch
          host={props.host}
          layered={layered}
          chosen={wish.install}
          onAdd={add("install")}
        />
        <Chosen words="To layer" names={wish.install} onDrop={drop} />
      </Part>
      {layered.length > 0 ? (
        <Part title="Layered now">
          <PresentPackages
            names={layered}
            chosen={wish.uninstall}
            words={(name) => `Uninstall ${name}`}
            onToggle={toggle("uninstall")}
          />
        </Part>
      ) : null}
      {restorable.length > 0 ? (
        <Part title="Removed and replaced now">
          <PresentPackages
            names={restorable}
            chosen={wish.restore}
            words={(name) => `Restore ${name} as the image has it`}
            onToggle={toggle("restore")}
          />
        </Part>
      ) : null}
      <Overrides wish={wish} onAdd={add} onDrop={drop} />
    </ChangeDialog>
  );
}

interface OverridesProps {
  readonly wish: PackageWish;
  readonly onAdd: (deed: PackageDeed) => (name: string) => void;
  readonly onDrop: (name: string) => void;
}

/** Of the image's own packages: folded, since it is seldom meant. */
function Overrides({ wish, onAdd, onDrop }: OverridesProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <ExpandableSection
      toggleText="The image's own packages"
      isExpanded={isOpen}
      onToggle={(_event, open) => setOpen(open)}
    >
      <div className="ad-stack-small">
        <NewName
          kind="package"
          label="Leave out"
          placeholder="zincati"
          help="The new deployment is without it. Other packages of the image may need it."
          onAdd={onAdd("remove")}
        />
        <Chosen words="To leave out" names={wish.remove} onDrop={onDrop} />
        <NewName
          kind="package"
          label="Replace by this version"
          placeholder="vim-minimal-9.1.1-1.fc42.x86_64"
          help="Name, version, release and architecture, as a repository of the host has it."
          onAdd={onAdd("replace")}
        />
        <Chosen words="To put in place" names={wish.replace} onDrop={onDrop} />
      </div>
    </ExpandableSection>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a stack everywhere
    <div role="group" aria-label={title} className="ad-stack-small">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

interface ChosenProps {
  readonly words: string;
  readonly names: readonly string[];
  readonly onDrop: (name: string) => void;
}

function Chosen({ words, names, onDrop }: ChosenProps) {
  if (names.length === 0) return null;
  return (
    <LabelGroup categoryName={words} numLabels={20}>
      {names.map((name) => (
        <Label
          key={name}
          color="blue"
          closeBtnAriaLabel={`Do not change ${name}`}
          onClose={() => onDrop(name)}
        >
          {name}
        </Label>
      ))}
    </LabelGroup>
  );
}
