// What can be done on the page of images, and the dialogs for it.

import { Button } from "@patternfly/react-core";
import { useState } from "react";
import { useCheckImages } from "../../api/images";
import { useOperations } from "../../api/queries";
import { usePermission } from "../../api/roles";
import { ActionButton } from "../../components/ActionButton";
import { failureOf, useAnnounce } from "../../components/Announcer";
import { RouteLink } from "../../components/RouteLink";
import { BuildDialog } from "./BuildDialog";
import { LoadDialog } from "./LoadDialog";
import { PullDialog } from "./PullDialog";

export function PageActions({ host }: { host: string }) {
  const [asking, setAsking] = useState<"pull" | "build" | "load">();
  const announce = useAnnounce();
  const check = useCheckImages(host);
  const operations = useOperations(host).data?.operations;
  const isChecking = operations?.some(
    ({ kind, state }) => kind === "image_check" && state === "running",
  );
  const close = () => setAsking(undefined);
  return (
    <>
      <ActionButton permission={usePermission("image_pull")} onClick={() => setAsking("pull")}>
        Pull image
      </ActionButton>
      <ActionButton
        variant="secondary"
        permission={usePermission("image_check")}
        blocked={isChecking ? "The registries are being asked already." : undefined}
        isLoading={check.isPending}
        onClick={() =>
          check.mutate([], {
            onError: (error) => announce(failureOf("Could not ask for newer images", error)),
          })
        }
      >
        Check for newer images
      </ActionButton>
      <ActionButton
        variant="secondary"
        permission={usePermission("image_build")}
        onClick={() => setAsking("build")}
      >
        Build
      </ActionButton>
      <ActionButton
        variant="secondary"
        permission={usePermission("image_load")}
        onClick={() => setAsking("load")}
      >
        Load
      </ActionButton>
      <Button variant="link" component={RouteLink} href={`/hosts/${host}/storage`}>
        Free space
      </Button>
      {asking === "pull" ? <PullDialog host={host} onClose={close} /> : null}
      {asking === "build" ? <BuildDialog host={host} onClose={close} /> : null}
      {asking === "load" ? <LoadDialog host={host} onClose={close} /> : null}
    </>
  );
}
