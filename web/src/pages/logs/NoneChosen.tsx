// The page of several logs before any is chosen.

import {
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from "@patternfly/react-core";
import ListIcon from "@patternfly/react-icons/dist/esm/icons/list-icon";
import type { Container } from "../containers/state";
import { ContainerPicker } from "./ContainerPicker";
import { useLogView } from "./logView";

export function NoneChosen({ containers }: { containers: readonly Container[] }) {
  const [, change] = useLogView();
  return (
    <EmptyState titleText="No container is chosen" headingLevel="h2" icon={ListIcon}>
      <EmptyStateBody>
        Choose one or more containers: their logs are merged by time, each with a colour of its own.
      </EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <ContainerPicker
            own={[]}
            containers={[]}
            known={containers}
            onChange={(others) => change({ others })}
          />
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}
