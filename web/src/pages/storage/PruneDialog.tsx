// Makes room: shows what would go, of every kind, asks for a word where data goes, and stays until it is done.

import {
  Alert,
  Button,
  Checkbox,
  ExpandableSection,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  Skeleton,
} from "@patternfly/react-core";
import { useState } from "react";
import { reportOf } from "../../api/client";
import { useOperationStream } from "../../api/operations";
import { type PruneKind, type PruneShare, usePrune, usePrunePreview } from "../../api/storage";
import { OperationProgress } from "../../components/OperationProgress";
import { QueryView } from "../../components/QueryView";
import { Sentence } from "../../components/Sentence";
import { TextField } from "../../components/TextField";
import { bytes, counted } from "../../util/format";
import { HARMLESS, isWithin, PRUNE_WORDS, sumWords } from "./diskWords";

/** What one types before named volumes go. */
const WORD = "remove data";

export function PruneDialog({ host, onClose }: { host: string; onClose: () => void }) {
  const preview = usePrunePreview(host);
  const prune = usePrune(host);
  const operation = useOperationStream(host, prune.data?.id) ?? prune.data;
  const [chosen, setChosen] = useState<ReadonlySet<PruneKind>>(new Set(HARMLESS));
  const [typed, setTyped] = useState("");
  const shares = preview.data?.kinds ?? [];
  const needsWord = goesForGood(shares, chosen);
  const kinds = shares.map(({ kind }) => kind).filter((kind) => chosen.has(kind));
  const count = shares
    .filter(({ kind }) => chosen.has(kind))
    .reduce((sum, { items }) => sum + items.length, 0);
  const isReady = count > 0 && (!needsWord || typed.trim() === WORD);
  return (
    <Modal isOpen variant="medium" aria-labelledby="prune-title" onClose={onClose}>
      <ModalHeader title="Make room" labelId="prune-title" />
      <ModalBody tabIndex={0} aria-label="What can go">
        {operation === undefined ? (
          <QueryView query={preview} loading={<Skeleton height="16rem" />}>
            {(data) => (
              <div className="ad-prune">
                {data.kinds.map((share) => (
                  <Kind key={share.kind} share={share} chosen={chosen} onChange={setChosen} />
                ))}
                {needsWord ? (
                  <Alert
                    component="p"
                    isInline
                    variant="danger"
                    title="Data of volumes that have a name will be gone for good"
                  >
                    <TextField
                      label={`Type “${WORD}” to go on`}
                      value={typed}
                      onChange={setTyped}
                    />
                  </Alert>
                ) : null}
                <p role="status">{sumWords(data.kinds, chosen)}</p>
                {prune.error === null ? null : <Failure error={prune.error} />}
              </div>
            )}
          </QueryView>
        ) : (
          <OperationProgress operation={operation} headingLevel="h3" />
        )}
      </ModalBody>
      <ModalFooter>
        {operation === undefined ? (
          <>
            <Button
              variant="danger"
              isDisabled={!isReady || prune.isPending}
              isLoading={prune.isPending}
              onClick={() => prune.mutate(kinds)}
            >
              Remove
            </Button>
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
          </>
        ) : (
          <Button variant="secondary" onClick={onClose}>
            Close
          </Button>
        )}
      </ModalFooter>
    </Modal>
  );
}

interface KindProps {
  readonly share: PruneShare;
  readonly chosen: ReadonlySet<PruneKind>;
  readonly onChange: (chosen: ReadonlySet<PruneKind>) => void;
}

function Kind({ share: { kind, items, frees }, chosen, onChange }: KindProps) {
  const [isOpen, setOpen] = useState(false);
  const { title, help } = PRUNE_WORDS[kind];
  const isIncluded = isWithin(kind, chosen);
  const isEmpty = items.length === 0;
  const choose = (on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(kind);
    else next.delete(kind);
    onChange(next);
  };
  const amount = typeof frees === "number" && frees > 0 ? `, ${bytes(frees)}` : "";
  return (
    <div>
      <Checkbox
        id={`prune-${kind}`}
        label={`${title}: ${isEmpty ? "none" : counted(items.length, "item") + amount}`}
        description={isIncluded ? "Part of what is chosen below." : help}
        isChecked={!isEmpty && (isIncluded || chosen.has(kind))}
        isDisabled={isEmpty || isIncluded}
        onChange={(_event, on) => choose(on)}
      />
      {isEmpty ? null : (
        <ExpandableSection
          className="ad-prune-list"
          toggleText="What goes"
          toggleId={`goes-${kind}`}
          contentId={`goes-${kind}-list`}
          isExpanded={isOpen}
          onToggle={(_event, open) => setOpen(open)}
        >
          <ul className="ad-large ad-prune-items" aria-label={`What goes: ${title.toLowerCase()}`}>
            {items.map((item) => (
              <li key={item.name}>
                <span>{item.name}</span>
                <span>{item.size > 0 ? bytes(item.size) : ""}</span>
              </li>
            ))}
          </ul>
        </ExpandableSection>
      )}
    </div>
  );
}

/** Whether a volume that somebody gave a name is among what goes. */
function goesForGood(shares: readonly PruneShare[], chosen: ReadonlySet<PruneKind>): boolean {
  if (!chosen.has("unused_volumes")) return false;
  const count = (wanted: PruneKind) =>
    shares.find(({ kind }) => kind === wanted)?.items.length ?? 0;
  return count("unused_volumes") > count("anonymous_volumes");
}

function Failure({ error }: { error: unknown }) {
  const { title, detail, remedy } = reportOf(error);
  return (
    <Alert component="p" isInline variant="danger" title={title}>
      <Sentence text={detail} /> {remedy ? <Sentence text={remedy} /> : null}
    </Alert>
  );
}
