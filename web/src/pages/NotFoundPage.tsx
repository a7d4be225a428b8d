// For a path that is no page.

import { Button, EmptyState, EmptyStateBody, EmptyStateFooter } from "@patternfly/react-core";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { PageFrame } from "../components/PageFrame";
import { RouteLink } from "../components/RouteLink";

export function Component() {
  return (
    <PageFrame title="Page not found">
      <EmptyState titleText="There is no such page" headingLevel="h2" icon={SearchIcon}>
        <EmptyStateBody>The address may be mistyped, or the page has moved.</EmptyStateBody>
        <EmptyStateFooter>
          <Button variant="primary" component={RouteLink} href="/">
            Go to the overview
          </Button>
        </EmptyStateFooter>
      </EmptyState>
    </PageFrame>
  );
}
