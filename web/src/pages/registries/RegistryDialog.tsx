// Keeps credentials for a registry, new ones or in place of those there are.

import {
  Alert,
  Button,
  Form,
  FormGroup,
  HelperText,
  HelperTextItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
} from "@patternfly/react-core";
import { type FormEvent, useId, useState } from "react";
import { reportOf, type Schema } from "../../api/client";
import { useSaveRegistry } from "../../api/images";
import { useAnnounce } from "../../components/Announcer";
import { Sentence } from "../../components/Sentence";

export interface RegistryDialogProps {
  /** The one whose credentials are replaced; absent for a new one. */
  readonly registry: Schema<"Registry"> | undefined;
  readonly onClose: () => void;
}

export function RegistryDialog({ registry, onClose }: RegistryDialogProps) {
  const id = useId();
  const save = useSaveRegistry();
  const announce = useAnnounce();
  const [name, setName] = useState(registry?.name ?? "");
  const [username, setUsername] = useState(registry?.username ?? "");
  const [password, setPassword] = useState("");
  const [isChecked, setChecked] = useState(false);
  const fields = [
    {
      key: "registry",
      label: "Registry",
      value: name,
      set: setName,
      missing: "Which registry?",
      placeholder: "registry.example.org:5000",
      isFixed: registry !== undefined,
    },
    {
      key: "username",
      label: "Name there",
      value: username,
      set: setUsername,
      missing: "Which name?",
      placeholder: "",
      isFixed: false,
    },
    {
      key: "password",
      label: "Password or token",
      value: password,
      set: setPassword,
      missing: "Which password?",
      placeholder: "",
      isFixed: false,
    },
  ] as const;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (fields.some(({ value }) => value.trim() === "")) return;
    save.mutate(
      { registry: name.trim(), username: username.trim(), password },
      {
        onSuccess: () => {
          announce({ variant: "success", title: `Keeping the credentials of ${name.trim()}` });
          onClose();
        },
      },
    );
  };
  const report = save.error === null ? undefined : reportOf(save.error);
  return (
    <Modal isOpen variant="small" aria-labelledby={`${id}-title`} onClose={onClose}>
      <ModalHeader
        title={registry === undefined ? "Add registry" : `Replace the credentials of ${name}`}
        description="They are kept encrypted on the console's machine. The password is never shown again."
        labelId={`${id}-title`}
      />
      <ModalBody>
        <Form id={`${id}-form`} onSubmit={submit} noValidate>
          {fields.map(({ key, label, value, set, missing, placeholder, isFixed }) => (
            <FormGroup key={key} label={label} fieldId={`${id}-${key}`} isRequired>
              <TextInput
                id={`${id}-${key}`}
                type={key === "password" ? "password" : "text"}
                autoComplete={key === "password" ? "new-password" : "off"}
                spellCheck={false}
                aria-required
                value={value}
                placeholder={placeholder}
                {...(isFixed ? { readOnlyVariant: "default" as const } : {})}
                onChange={(_event, text) => set(text)}
              />
              {isChecked && value.trim() === "" ? (
                <HelperText>
                  <HelperTextItem variant="error">{missing}</HelperTextItem>
                </HelperText>
              ) : null}
            </FormGroup>
          ))}
        </Form>
        {report === undefined ? null : (
          <Alert component="p" isInline variant="danger" title={report.title} className="ad-stale">
            <Sentence text={report.detail} />{" "}
            {report.remedy ? <Sentence text={report.remedy} /> : null}
          </Alert>
        )}
      </ModalBody>
      <ModalFooter>
        <Button
          type="submit"
          form={`${id}-form`}
          isLoading={save.isPending}
          isDisabled={save.isPending}
        >
          Keep credentials
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
