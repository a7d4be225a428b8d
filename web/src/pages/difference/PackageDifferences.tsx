// Packages that are not the same in both, in groups by what they matter for, with a filter that the address keeps.

import {
  EmptyState,
  EmptyStateBody,
  Label,
  SearchInput,
  ToggleGroup,
  ToggleGroupItem,
} from "@patternfly/react-core";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useView } from "../../hooks/useView";
import { counted, number } from "../../util/format";
import {
  countsOf,
  HOW_WORDS,
  HOWS,
  howOf,
  type PackageDifference,
  type PackageSection,
  sectionsOf,
} from "./view";

export function PackageDifferences({ packages }: { packages: readonly PackageDifference[] }) {
  const { view, set } = useView();
  const text = view.get("q") ?? "";
  const how = howOf(view.get("how"));
  const counts = countsOf(packages);
  const sections = sectionsOf(packages, { text, how });
  return (
    <section aria-labelledby="packages" className="ad-stack">
      <div>
        <h2 id="packages" className="ad-section-title">
          {counted(packages.length, "package")} {packages.length === 1 ? "differs" : "differ"}
        </h2>
        <div className="ad-difference-tools">
          <SearchInput
            className="ad-difference-search"
            value={text}
            aria-label="Filter packages by name"
            placeholder="Filter by name"
            onChange={(_event, q) => set({ q })}
            onClear={() => set({ q: "" })}
          />
          <ToggleGroup aria-label="Show only">
            {HOWS.filter((one) => counts[one] > 0).map((one) => (
              <ToggleGroupItem
                key={one}
                buttonId={`how-${one}`}
                text={`${HOW_WORDS[one].title} ${number(counts[one])}`}
                isSelected={how === one}
                onChange={() => set({ how: how === one ? "" : one })}
              />
            ))}
          </ToggleGroup>
        </div>
      </div>
      {sections.length === 0 ? (
        <EmptyState titleText="None is like that" headingLevel="h3" icon={SearchIcon}>
          <EmptyStateBody>No package that differs fits the filter.</EmptyStateBody>
        </EmptyState>
      ) : (
        sections.map((section) => <Section key={section.group} section={section} />)
      )}
    </section>
  );
}

function Section({ section: { group, title, packages } }: { section: PackageSection }) {
  return (
    <section aria-labelledby={`group-${group}`}>
      <h3 id={`group-${group}`} className="ad-group-title">
        {title} <span className="ad-quiet">{number(packages.length)}</span>
      </h3>
      <Table
        variant="compact"
        aria-labelledby={`group-${group}`}
        className="ad-difference-table ad-packages"
      >
        <Thead>
          <Tr>
            <Th>Package</Th>
            <Th>What happens</Th>
            <Th>Before</Th>
            <Th>After</Th>
          </Tr>
        </Thead>
        <Tbody>
          {packages.map(({ name, architecture, how, before, after }) => (
            <Tr key={`${name}.${architecture} ${how}`}>
              <Td dataLabel="Package" modifier="breakWord">
                <strong>{name}</strong>
                {architecture ? <span className="ad-quiet"> {architecture}</span> : null}
              </Td>
              <Td dataLabel="What happens" modifier="fitContent">
                <Label isCompact color={HOW_WORDS[how].color}>
                  {HOW_WORDS[how].title}
                </Label>
              </Td>
              <Td dataLabel="Before" modifier="breakWord" className="ad-mono">
                {before ?? "–"}
              </Td>
              <Td dataLabel="After" modifier="breakWord" className="ad-mono">
                {after ?? "–"}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </section>
  );
}
