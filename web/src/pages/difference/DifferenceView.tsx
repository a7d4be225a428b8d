// A difference, the parts that matter first: advisories, kernel arguments, packages.

import { Alert, EmptyState, EmptyStateBody } from "@patternfly/react-core";
import EqualsIcon from "@patternfly/react-icons/dist/esm/icons/equals-icon";
import type { Schema } from "../../api/client";
import { Sentence } from "../../components/Sentence";
import { bytes } from "../../util/format";
import { ArgumentLines } from "../deployments/ArgumentLines";
import { AdvisoryTable } from "./AdvisoryTable";
import { PackageDifferences } from "./PackageDifferences";
import { isNothing } from "./view";

export function DifferenceView({ difference }: { difference: Schema<"Difference"> }) {
  const { packages, advisories, download_bytes: download, note } = difference;
  const lines = [
    ...difference.kernel_arguments_removed.map((text) => ({ how: "removed", text }) as const),
    ...difference.kernel_arguments_added.map((text) => ({ how: "added", text }) as const),
  ];
  return (
    <>
      {note ? (
        <Alert component="h2" isInline variant="info" title="Not everything could be compared">
          <Sentence text={note} />
        </Alert>
      ) : null}
      {typeof download === "number" ? (
        <p>
          To download: <strong>{bytes(download)}</strong>
        </p>
      ) : null}
      {isNothing(difference) ? (
        <EmptyState titleText="Nothing differs" headingLevel="h2" icon={EqualsIcon}>
          <EmptyStateBody>Both have the same packages and kernel arguments.</EmptyStateBody>
        </EmptyState>
      ) : null}
      {advisories.length > 0 ? <AdvisoryTable advisories={advisories} /> : null}
      {lines.length > 0 ? (
        <section aria-labelledby="kernel-arguments">
          <h2 id="kernel-arguments" className="ad-section-title">
            Kernel arguments
          </h2>
          <ArgumentLines lines={lines} none="" />
        </section>
      ) : null}
      {packages && packages.length > 0 ? <PackageDifferences packages={packages} /> : null}
    </>
  );
}
