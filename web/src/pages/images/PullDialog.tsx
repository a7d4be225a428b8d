// Asks which image to pull, and with whose credentials. The pull itself goes on without the dialog, on the page.

import {
  Alert,
  Button,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  Radio,
  TextInput,
} from "@patternfly/react-core";
import { type FormEvent, useId, useState } from "react";
import { reportOf } from "../../api/client";
import { usePullImage, useRegistries, useSaveRegistry } from "../../api/images";
import { usePermission } from "../../api/roles";
import { Sentence } from "../../components/Sentence";
import { registryOf } from "./imageList";

export interface PullDialogProps {
  readonly host: string;
  readonly onClose: () => void;
}

/** Whose credentials: those that are kept, if there are any; others for this once; others from now on. */
type Whose = "kept" | "once" | "keep";

export function PullDialog({ host, onClose }: PullDialogProps) {
  const id = useId();
  const pull = usePullImage(host);
  const save = useSaveRegistry();
  const manages = usePermission("registry_credentials");
  const kept = useRegistries(manages.allowed).data?.registries ?? [];
  const [text, setText] = useState("");
  const [whose, setWhose] = useState<Whose>("kept");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [isChecked, setChecked] = useState(false);
  const reference = text.trim();
  const registry = registryOf(reference);
  const known = kept.find(({ name }) => name === registry);
  const isMissing = reference === "" || (whose !== "kept" && (username === "" || password === ""));
  const error = save.error ?? pull.error;
  const report = error === null ? undefined : reportOf(error);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (isMissing) return;
    const credentials = { username, password };
    try {
      if (whose === "keep" && registry !== undefined) {
        await save.mutateAsync({ registry, ...credentials });
      }
      await pull.mutateAsync({ reference, ...(whose === "once" ? { credentials } : {}) });
      onClose();
    } catch {
      // The mutations hold why; it is shown below.
    }
  };
  const missing = (isMissingHere: boolean, says: string) =>
    isChecked && isMissingHere ? <HelperTextItem variant="error">{says}</HelperTextItem> : null;
  return (
    <Modal isOpen variant="small" aria-labelledby={`${id}-title`} onClose={onClose}>
      <ModalHeader title="Pull image" labelId={`${id}-title`} />
      <ModalBody>
        <Form id={`${id}-form`} onSubmit={(event) => void submit(event)} noValidate>
          <FormGroup label="Image" fieldId={`${id}-reference`} isRequired>
            <TextInput
              id={`${id}-reference`}
              value={text}
              autoFocus
              aria-required
              aria-describedby={`${id}-reference-hint`}
              spellCheck={false}
              autoComplete="off"
              placeholder="quay.io/fedora/httpd:2.4"
              onChange={(_event, value) => setText(value)}
            />
            <FormHelperText id={`${id}-reference-hint`}>
              <HelperText>
                {missing(reference === "", "Which image?")}
                <HelperTextItem>
                  {registry === undefined
                    ? "Registry, name and tag."
                    : `From ${registry}${known ? `, as ${known.username}` : ""}.`}
                </HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
          <FormGroup role="radiogroup" isStack label="Credentials" fieldId={`${id}-whose`}>
            <Radio
              id={`${id}-kept`}
              name={`${id}-whose`}
              label={
                known
                  ? `Those kept for ${known.name} (${known.username})`
                  : "None, or those kept for its registry"
              }
              isChecked={whose === "kept"}
              onChange={() => setWhose("kept")}
            />
            <Radio
              id={`${id}-once`}
              name={`${id}-whose`}
              label="These, for this pull only"
              isChecked={whose === "once"}
              onChange={() => setWhose("once")}
            />
            <Radio
              id={`${id}-keep`}
              name={`${id}-whose`}
              label="These, and keep them for its registry"
              description="Encrypted on the console's machine; nobody is ever shown the password."
              isChecked={whose === "keep"}
              onChange={() => setWhose("keep")}
            />
          </FormGroup>
          {whose === "kept" ? null : (
            <>
              <FormGroup label="Name at the registry" fieldId={`${id}-username`} isRequired>
                <TextInput
                  id={`${id}-username`}
                  value={username}
                  aria-required
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(_event, value) => setUsername(value)}
                />
                <HelperText>{missing(username === "", "Which name?")}</HelperText>
              </FormGroup>
              <FormGroup label="Password or token" fieldId={`${id}-password`} isRequired>
                <TextInput
                  id={`${id}-password`}
                  type="password"
                  value={password}
                  aria-required
                  autoComplete="new-password"
                  onChange={(_event, value) => setPassword(value)}
                />
                <HelperText>{missing(password === "", "Which password?")}</HelperText>
              </FormGroup>
            </>
          )}
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
          isLoading={pull.isPending || save.isPending}
          isDisabled={pull.isPending || save.isPending}
        >
          Pull image
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
