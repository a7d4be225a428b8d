// The changes that take nothing but a yes: what each will do, in words.

import { Content } from "@patternfly/react-core";
import type { ReactNode } from "react";
import type { Change, Deployment, Deployments } from "../../../api/deployments";
import { listed } from "../../../util/format";
import { rollbackTarget } from "../verbs";
import { nameOf, nameWithin, updateName } from "../words";
import { ChangeDialog } from "./ChangeDialog";
import type { DialogProps } from "./DialogProps";

export type HostDeed = "download" | "upgrade" | "finalize" | "rollback" | "reset" | "apply_live";
export type DeploymentDeed = "pin" | "unpin" | "remove";

interface Words {
  readonly title: string;
  readonly confirm: string;
  readonly text: ReactNode;
  readonly tone?: "usual" | "danger";
  readonly restart: "offered" | "pointless";
}

export interface HostDeedDialogProps extends DialogProps {
  readonly verb: HostDeed;
}

export function HostDeedDialog({ verb, ...props }: HostDeedDialogProps) {
  return <Deed {...props} change={{ verb }} words={hostWords(verb, props.data)} />;
}

export interface DeploymentDeedDialogProps extends DialogProps {
  readonly verb: DeploymentDeed;
  readonly deployment: Deployment;
}

export function DeploymentDeedDialog({ verb, deployment, ...props }: DeploymentDeedDialogProps) {
  const change = { verb, deployment: deployment.id } as const;
  return <Deed {...props} change={change} words={deploymentWords(verb, deployment)} />;
}

function Deed({ words, change, ...props }: DialogProps & { words: Words; change: Change }) {
  const { text, ...rest } = words;
  return (
    <ChangeDialog {...props} {...rest} change={change}>
      <Content component="p">{text}</Content>
    </ChangeDialog>
  );
}

function hostWords(verb: HostDeed, { update, deployments }: Deployments): Words {
  const name = update ? updateName(update) : undefined;
  switch (verb) {
    case "download":
      return {
        title: name ? `Download ${name}?` : "Download the newest version?",
        confirm: "Download",
        text: "The update is fetched and kept, and no restart applies it, until somebody lets it boot next.",
        restart: "pointless",
      };
    case "upgrade":
      return {
        title: name ? `Upgrade to ${name}?` : "Upgrade to the newest version?",
        confirm: "Download and stage",
        text: (
          <>
            The new version is downloaded and put beside the present one, which is kept.{" "}
            <strong>Nothing reboots</strong> unless you choose it below.
          </>
        ),
        restart: "offered",
      };
    case "finalize": {
      const locked = deployments.find((one) => one.locked);
      return {
        title: "Let the download boot next?",
        confirm: "Let it boot next",
        text: `${locked === undefined ? "What was downloaded" : nameOf(locked)} becomes what the next restart boots.`,
        restart: "offered",
      };
    }
    case "rollback": {
      const target = rollbackTarget(deployments);
      const name = target === undefined ? "The deployment behind the booted one" : nameOf(target);
      const kept = target?.booted
        ? "What would have booted instead is not what the next restart boots any more."
        : "What runs now is kept, and can be booted again.";
      return {
        title: "Roll back?",
        confirm: "Roll back",
        text: `${name} becomes what the next restart boots. ${kept} /var stays as it is, and so do containers and their data.`,
        restart: "offered",
      };
    }
    case "reset": {
      const next = deployments.find((one) => one.next_boot);
      const names = [
        ...(next?.layered_packages ?? []),
        ...(next?.removed_packages ?? []),
        ...(next?.replaced_packages ?? []).map((one) => one.name),
      ];
      return {
        title: "Reset to the image as it is?",
        confirm: "Reset",
        text: `A new deployment is made of the image without any change of packages${names.length === 0 ? "" : `: without the changes of ${listed(names)}`}.`,
        tone: "danger",
        restart: "offered",
      };
    }
    case "apply_live":
      return {
        title: "Take the staged packages into the running system?",
        confirm: "Apply live",
        text: "Added and changed files of what is staged appear in the running system at once. Programs that run go on with their old files until they are restarted, and the kernel needs a restart of the host in any case.",
        tone: "danger",
        restart: "pointless",
      };
  }
}

function deploymentWords(verb: DeploymentDeed, deployment: Deployment): Words {
  const name = nameWithin(deployment);
  switch (verb) {
    case "pin":
      return {
        title: `Pin ${name}?`,
        confirm: "Pin",
        text: "It is kept, whatever is deployed and cleaned up, until somebody unpins it. It takes room on the disk meanwhile.",
        restart: "pointless",
      };
    case "unpin":
      return {
        title: `Unpin ${name}?`,
        confirm: "Unpin",
        text: "It stays for now. The next upgrade or clean-up may remove it.",
        restart: "pointless",
      };
    case "remove":
      return {
        title: `Remove ${name}?`,
        confirm: "Remove",
        text: "It cannot be booted any more, and its room on the disk becomes free. /var and containers stay as they are.",
        tone: "danger",
        restart: "pointless",
      };
  }
}
