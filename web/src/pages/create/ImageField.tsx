// The image: typed, chosen from what is on the host, or found in the registries.

import {
  MenuToggle,
  type MenuToggleElement,
  Select,
  SelectGroup,
  SelectList,
  SelectOption,
  Spinner,
  TextInputGroup,
  TextInputGroupMain,
} from "@patternfly/react-core";
import { type KeyboardEvent, type Ref, useState } from "react";
import { reportOf } from "../../api/client";
import { useImageSearch, useImages } from "../../api/images";
import { usePermission } from "../../api/roles";
import { fullSentence } from "../../util/format";
import { Field, fieldId } from "./fields";

/** Local images that are offered at once. */
const OFFERED = 8;
/** Stands for the line that asks the registries; no reference has a space. */
const SEARCH = "search registries";

export interface ImageFieldProps {
  readonly host: string;
  readonly value: string;
  readonly complaint: string | undefined;
  readonly onChange: (image: string) => void;
}

export function ImageField({ host, value, complaint, onChange }: ImageFieldProps) {
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState<number>();
  const [term, setTerm] = useState<string>();
  const searches = usePermission("image_pull");
  const local = localMatches(useImages(host).data?.images ?? [], value);
  const search = useImageSearch(host, term);
  const wanted = value.trim();
  const canSearch = searches.allowed && wanted !== "" && wanted.length <= 128 && term !== wanted;
  const found = term === undefined ? [] : (search.data?.images ?? []);
  const options = [
    ...local,
    ...(canSearch ? [SEARCH] : []),
    ...found.map(({ reference }) => reference),
  ];
  const id = fieldId("image");
  const optionId = (place: number) => `${id}-option-${place}`;
  const open = () => {
    setOpen(true);
    setActive(undefined);
  };
  const choose = (option: string | undefined) => {
    if (option === SEARCH) return setTerm(wanted);
    if (option !== undefined) onChange(option);
    setOpen(false);
    setActive(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" || event.key === "Tab") return setOpen(false);
    if (event.key === "Enter") {
      if (!isOpen || active === undefined) return;
      event.preventDefault();
      return choose(options[active]);
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!isOpen) return open();
    if (options.length === 0) return;
    const step = event.key === "ArrowDown" ? 1 : -1;
    const from = active ?? (step === 1 ? -1 : 0);
    setActive((from + step + options.length) % options.length);
  };
  const searchPlace = local.length;
  const foundFrom = searchPlace + (canSearch ? 1 : 0);
  const trouble = term !== undefined && search.error !== null ? reportOf(search.error) : undefined;
  const toggle = (ref: Ref<MenuToggleElement>) => (
    <MenuToggle
      variant="typeahead"
      aria-label="Images to choose from"
      innerRef={ref}
      isExpanded={isOpen}
      isFullWidth
      status={complaint === undefined ? undefined : "danger"}
      onClick={() => (isOpen ? setOpen(false) : open())}
    >
      <TextInputGroup isPlain>
        <TextInputGroupMain
          inputId={id}
          value={value}
          placeholder="quay.io/fedora/httpd:2.4"
          autoComplete="off"
          spellCheck={false}
          role="combobox"
          isExpanded={isOpen}
          aria-controls={`${id}-options`}
          {...(active === undefined ? {} : { "aria-activedescendant": optionId(active) })}
          inputProps={{
            "aria-label": undefined,
            "aria-describedby": `${id}-help`,
            "aria-required": true,
          }}
          onClick={open}
          onChange={(_event, text) => {
            onChange(text);
            open();
          }}
          onKeyDown={onKeyDown}
        />
      </TextInputGroup>
    </MenuToggle>
  );
  return (
    <Field
      field="image"
      label="Image"
      isRequired
      complaint={complaint}
      hint="A name with its registry and tag, or an image of this host."
    >
      <Select
        isOpen={isOpen}
        selected={wanted}
        onOpenChange={setOpen}
        onSelect={(_event, chosen) => choose(typeof chosen === "string" ? chosen : undefined)}
        shouldFocusFirstItemOnOpen={false}
        isScrollable
        toggle={toggle}
      >
        <SelectGroup label="On this host">
          <SelectList id={`${id}-options`} aria-label="Images">
            {local.map((reference, place) => (
              <SelectOption
                key={reference}
                id={optionId(place)}
                value={reference}
                isFocused={active === place}
              >
                {reference}
              </SelectOption>
            ))}
            {local.length === 0 ? (
              <SelectOption isDisabled>No image of this host has that in its name.</SelectOption>
            ) : null}
            {canSearch ? (
              <SelectOption
                id={optionId(searchPlace)}
                value={SEARCH}
                isFocused={active === searchPlace}
              >
                Search the registries for “{wanted}”
              </SelectOption>
            ) : null}
            {term === undefined ? null : search.isFetching ? (
              <SelectOption isDisabled icon={<Spinner size="sm" aria-label="Searching" />}>
                Asking the registries for “{term}”…
              </SelectOption>
            ) : trouble !== undefined ? (
              <SelectOption isDisabled description={fullSentence(trouble.remedy ?? "")}>
                {fullSentence(trouble.detail)}
              </SelectOption>
            ) : found.length === 0 ? (
              <SelectOption isDisabled>The registries know nothing by “{term}”.</SelectOption>
            ) : null}
            {found.map(({ reference, description, official }, place) => (
              <SelectOption
                key={`found ${reference}`}
                id={optionId(foundFrom + place)}
                value={reference}
                isFocused={active === foundFrom + place}
                description={[official ? "Official." : "", description].join(" ").trim()}
              >
                {reference}
              </SelectOption>
            ))}
          </SelectList>
        </SelectGroup>
      </Select>
    </Field>
  );
}

function localMatches(images: readonly { readonly tags: readonly string[] }[], text: string) {
  const wanted = text.trim().toLowerCase();
  return images
    .flatMap(({ tags }) => tags)
    .filter((tag) => tag.toLowerCase().includes(wanted))
    .slice(0, OFFERED);
}
