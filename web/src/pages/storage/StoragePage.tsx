// What the engine keeps on the disk: how much, what is large, and what of it can go.

import {
  Card,
  CardBody,
  CardTitle,
  Content,
  ExpandableSection,
  Gallery,
  Label,
  Skeleton,
} from "@patternfly/react-core";
import { useState } from "react";
import type { Schema } from "../../api/client";
import { usePermission } from "../../api/roles";
import { type StorageShare, useStorage } from "../../api/storage";
import { ActionButton } from "../../components/ActionButton";
import { OperationStrips } from "../../components/OperationStrips";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { bytes } from "../../util/format";
import { inUseWords, SHARE_WORDS } from "./diskWords";
import { PruneDialog } from "./PruneDialog";
import "./storage.css";

const KINDS = ["prune"] as const;

export function Component() {
  const host = useHostId();
  const hostName = useHostName(host);
  const storage = useStorage(host);
  const permission = usePermission("prune");
  const [isPruning, setPruning] = useState(false);
  return (
    <PageFrame
      title="Storage"
      of={hostName}
      lead="What the container engine keeps on the disk, and what of it can go."
      actions={
        <ActionButton permission={permission} onClick={() => setPruning(true)}>
          Make room…
        </ActionButton>
      }
    >
      <div className="ad-stack">
        {isPruning ? null : <OperationStrips host={host} kinds={KINDS} />}
        <QueryView query={storage} loading={<Loading />}>
          {(data) => <Shares storage={data} />}
        </QueryView>
      </div>
      {isPruning ? <PruneDialog host={host} onClose={() => setPruning(false)} /> : null}
    </PageFrame>
  );
}

function Shares({ storage: { shares } }: { storage: Schema<"Storage"> }) {
  const sum = (of: (share: StorageShare) => number) =>
    shares.reduce((total, share) => total + of(share), 0);
  const total = sum(({ size }) => size);
  const reclaimable = sum((share) => share.reclaimable);
  return (
    <>
      <Card component="section" aria-label="In all">
        <CardTitle component="h2">{bytes(total)} in all</CardTitle>
        <CardBody>
          <Content component="p">
            {reclaimable === 0
              ? "All of it is in use."
              : `${bytes(reclaimable)} of it belongs to nothing that is in use, and can be freed.`}
          </Content>
          <div className="ad-disk-bar" aria-hidden>
            {shares
              .filter(({ size }) => size > 0)
              .map(({ kind, size }) => (
                <div
                  key={kind}
                  className={`ad-disk-part ad-disk-${kind}`}
                  style={{ width: `${(100 * size) / total}%` }}
                />
              ))}
          </div>
          <ul className="ad-disk-legend">
            {shares.map(({ kind, size }) => (
              <li key={kind}>
                <span aria-hidden className={`ad-disk-key ad-disk-${kind}`} />
                {SHARE_WORDS[kind].title} {bytes(size)}
              </li>
            ))}
          </ul>
        </CardBody>
      </Card>
      <Gallery hasGutter minWidths={{ default: "min(100%, 26rem)" }}>
        {shares.map((share) => (
          <ShareCard key={share.kind} share={share} />
        ))}
      </Gallery>
    </>
  );
}

function ShareCard({ share }: { share: StorageShare }) {
  const { kind, size, reclaimable, largest } = share;
  const { title, help } = SHARE_WORDS[kind];
  const [isOpen, setOpen] = useState(false);
  return (
    <Card component="section" aria-label={title}>
      <CardTitle component="h2">
        {title}: {bytes(size)}
      </CardTitle>
      <CardBody>
        <Content component="p" className="ad-quiet">
          {help}
        </Content>
        <Content component="p">
          {inUseWords(share)}.{" "}
          {reclaimable === 0
            ? "Nothing of it can be freed."
            : `${bytes(reclaimable)} can be freed.`}
        </Content>
        {largest.length === 0 ? null : (
          <ExpandableSection
            toggleText="What is large"
            toggleId={`large-${kind}`}
            contentId={`large-${kind}-list`}
            isExpanded={isOpen}
            onToggle={(_event, open) => setOpen(open)}
          >
            <ul className="ad-large" aria-label={`The largest: ${title.toLowerCase()}`}>
              {largest.map((item) => (
                <li key={item.name}>
                  <span>
                    {item.name}{" "}
                    {item.in_use ? null : (
                      <Label isCompact variant="outline">
                        Unused
                      </Label>
                    )}
                  </span>
                  <span>{bytes(item.size)}</span>
                </li>
              ))}
            </ul>
          </ExpandableSection>
        )}
      </CardBody>
    </Card>
  );
}

function Loading() {
  return (
    <div className="ad-stack">
      <Skeleton height="8rem" screenreaderText="Measuring: this may take some seconds" />
      <Skeleton height="12rem" />
    </div>
  );
}
