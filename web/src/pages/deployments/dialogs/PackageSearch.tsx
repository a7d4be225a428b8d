// Looks for packages by a part of their name, once one pauses typing, and takes a name as it is as well: a host
// without a network still has what it has.

import { Button, SearchInput, Spinner } from "@patternfly/react-core";
import PlusIcon from "@patternfly/react-icons/dist/esm/icons/plus-icon";
import { useState } from "react";
import type { Schema } from "../../../api/client";
import { reportOf } from "../../../api/client";
import { usePackageSearch } from "../../../api/deployments";
import { usePermission } from "../../../api/roles";
import { Sentence } from "../../../components/Sentence";
import { useSettled } from "../../../hooks/useSettled";
import { complaintOf, isGoodName } from "../names";

/** How long one pauses before the host is asked, in ms. */
const PAUSE = 400;
/** A shorter word finds too much. */
const SHORTEST = 2;

export interface PackageSearchProps {
  readonly host: string;
  readonly layered: readonly string[];
  readonly chosen: readonly string[];
  readonly onAdd: (name: string) => void;
}

export function PackageSearch({ host, layered, chosen, onAdd }: PackageSearchProps) {
  const [text, setText] = useState("");
  const term = text.trim();
  const settled = useSettled(term, PAUSE);
  const searches = usePermission("package_search");
  const isAsked = searches.allowed && settled.length >= SHORTEST && isGoodName("package", settled);
  const found = usePackageSearch(host, isAsked ? settled : undefined);
  const complaint = complaintOf("package", term);
  const add = (name: string) => {
    onAdd(name);
    setText("");
  };
  return (
    <div className="ad-stack-small">
      <SearchInput
        value={text}
        aria-label="Search for a package"
        placeholder="A part of a package's name"
        onChange={(_event, value) => setText(value)}
        onClear={() => setText("")}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.preventDefault();
        }}
      />
      {complaint === undefined ? null : <div className="ad-complaint">{complaint}</div>}
      {term.length >= SHORTEST && complaint === undefined ? (
        <div aria-live="polite">
          {searches.allowed ? null : <p className="ad-quiet">{searches.why}</p>}
          {found.isFetching ? <Spinner size="md" aria-label="Searching" /> : null}
          {found.error === null ? null : (
            <p className="ad-quiet">
              <Sentence text={reportOf(found.error).detail} /> You can add the name as it is.
            </p>
          )}
          {found.data !== undefined && settled === term ? (
            <Results found={found.data} layered={layered} chosen={chosen} onAdd={add} />
          ) : null}
          {found.data?.packages.some(({ name }) => name === term) ? null : (
            <Button variant="link" isInline icon={<PlusIcon />} onClick={() => add(term)}>
              Layer “{term}” as it is written
            </Button>
          )}
        </div>
      ) : null}
    </div>
  );
}

interface ResultsProps extends Pick<PackageSearchProps, "layered" | "chosen" | "onAdd"> {
  readonly found: Schema<"FoundPackages">;
}

function Results({ found: { packages, truncated }, layered, chosen, onAdd }: ResultsProps) {
  if (packages.length === 0) return <p className="ad-quiet">No repository has such a package.</p>;
  return (
    <>
      <ul className="ad-found" aria-label="Packages found">
        {packages.map(({ name, version, summary, repository }) => {
          const is = layered.includes(name) ? "Layered" : chosen.includes(name) ? "Chosen" : "";
          return (
            <li key={`${name} ${version} ${repository}`}>
              <div>
                <strong className="ad-break">{name}</strong>{" "}
                <span className="ad-quiet ad-break">
                  {[version, repository].filter(Boolean).join(", ")}
                </span>
                {summary ? <div className="ad-quiet ad-break">{summary}</div> : null}
              </div>
              {is === "" ? (
                <Button
                  variant="secondary"
                  size="sm"
                  aria-label={`Layer ${name}`}
                  onClick={() => onAdd(name)}
                >
                  Layer
                </Button>
              ) : (
                <span className="ad-quiet">{is}</span>
              )}
            </li>
          );
        })}
      </ul>
      {truncated ? <p className="ad-quiet">There are more: type more of the name.</p> : null}
    </>
  );
}
