// Builds an image of a folder or an archive of this computer. Once it is sent, the build goes on by itself, with
// its log on the page.

import {
  Checkbox,
  Form,
  FormGroup,
  HelperText,
  HelperTextItem,
  Radio,
  TextInput,
} from "@patternfly/react-core";
import { useId, useState } from "react";
import { useBuildImage } from "../../api/images";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { bytes, counted } from "../../util/format";
import { packFolder } from "./folderTar";
import { FileInput, SendingProgress } from "./UploadParts";
import { useSending } from "./useSending";

export interface BuildDialogProps {
  readonly host: string;
  readonly onClose: () => void;
}

export function BuildDialog({ host, onClose }: BuildDialogProps) {
  const id = useId();
  const build = useBuildImage(host);
  const sending = useSending();
  const [source, setSource] = useState<"folder" | "archive">("folder");
  const [files, setFiles] = useState<readonly File[]>([]);
  const [tag, setTag] = useState("");
  const [dockerfile, setDockerfile] = useState("");
  const [noCache, setNoCache] = useState(false);
  const [pull, setPull] = useState(false);
  const [isChecked, setChecked] = useState(false);
  const [packing, setPacking] = useState<"under way" | Error>();
  const choose = (from: typeof source) => {
    setSource(from);
    setFiles([]);
  };
  const submit = async () => {
    setChecked(true);
    const [first] = files;
    if (first === undefined || tag.trim() === "") return;
    setPacking("under way");
    let body: Blob;
    try {
      body = source === "folder" ? await packFolder(files) : first;
    } catch (cause) {
      return setPacking(new Error("packing failed", { cause }));
    }
    setPacking(undefined);
    const path = dockerfile.trim();
    const options = {
      tag: tag.trim(),
      noCache,
      pull,
      ...(path === "" ? {} : { dockerfile: path }),
    };
    build.mutate({ options, sending: sending.begin(body) }, { onSuccess: onClose });
  };
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const nothing = isChecked && files.length === 0;
  return (
    <ConfirmDialog
      title="Build image"
      confirm="Build image"
      isPending={build.isPending || packing === "under way"}
      error={build.error}
      onConfirm={() => void submit()}
      onClose={onClose}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <FormGroup label="Name and tag" fieldId={`${id}-tag`} isRequired>
          <TextInput
            id={`${id}-tag`}
            value={tag}
            autoFocus
            aria-required
            spellCheck={false}
            autoComplete="off"
            placeholder="localhost/app:1"
            onChange={(_event, value) => setTag(value)}
          />
          {isChecked && tag.trim() === "" ? (
            <HelperText>
              <HelperTextItem variant="error">Which name?</HelperTextItem>
            </HelperText>
          ) : null}
        </FormGroup>
        <FormGroup role="radiogroup" isInline label="Build from" fieldId={`${id}-source`}>
          <Radio
            id={`${id}-folder`}
            name={`${id}-source`}
            label="A folder"
            isChecked={source === "folder"}
            onChange={() => choose("folder")}
          />
          <Radio
            id={`${id}-archive`}
            name={`${id}-source`}
            label="A tar archive"
            isChecked={source === "archive"}
            onChange={() => choose("archive")}
          />
        </FormGroup>
        <FileInput
          key={source}
          id={`${id}-files`}
          label={source === "folder" ? "Folder" : "Archive"}
          isFolder={source === "folder"}
          hint={
            files.length > 0
              ? `${counted(files.length, "file")}, ${bytes(size)}.`
              : source === "folder"
                ? "All of it is sent to the host. Every file gets the right to be run, because browsers do not tell which have it."
                : "A tar archive of the build's folder, compressed or not."
          }
          complaint={nothing ? `Which ${source}?` : undefined}
          onChange={setFiles}
        />
        <FormGroup label="Path of its Dockerfile" fieldId={`${id}-dockerfile`}>
          <TextInput
            id={`${id}-dockerfile`}
            value={dockerfile}
            spellCheck={false}
            autoComplete="off"
            placeholder="Dockerfile or Containerfile, whichever is there"
            onChange={(_event, value) => setDockerfile(value)}
          />
        </FormGroup>
        <div className="ad-choices">
          <Checkbox
            id={`${id}-cache`}
            label="Do every step anew, without the cache"
            isChecked={noCache}
            onChange={(_event, checked) => setNoCache(checked)}
          />
          <Checkbox
            id={`${id}-pull`}
            label="Pull the images it begins from, even if they are there"
            isChecked={pull}
            onChange={(_event, checked) => setPull(checked)}
          />
        </div>
      </Form>
      {packing === "under way" ? <p role="status">Packing the folder…</p> : null}
      {packing instanceof Error ? (
        <HelperText>
          <HelperTextItem variant="error">
            A file of the folder could not be read. Choose the folder again.
          </HelperTextItem>
        </HelperText>
      ) : null}
      {build.isPending ? <SendingProgress progress={sending.progress} /> : null}
    </ConfirmDialog>
  );
}
