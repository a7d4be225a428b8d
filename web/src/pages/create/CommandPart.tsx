// What runs in the container, as whom and where. Commands are words, never a shell line.

import { CheckField, TextField } from "./fields";
import { complaintOf, type PartProps } from "./section";
import { splitWords } from "./words";

export function CommandPart({ form, set, complaints }: PartProps) {
  const says = (field: string) => complaintOf(complaints, field);
  return (
    <>
      <TextField
        field="command"
        label="Command"
        value={form.command}
        isLong
        placeholder="As the image has it"
        hint={<WordsRead text={form.command} />}
        complaint={says("command")}
        onChange={(command) => set({ command })}
      />
      <TextField
        field="entrypoint"
        label="Entry point"
        value={form.entrypoint}
        isLong
        placeholder="As the image has it"
        hint={
          form.entrypoint === "" ? "Goes before the command." : <WordsRead text={form.entrypoint} />
        }
        complaint={says("entrypoint")}
        onChange={(entrypoint) => set({ entrypoint })}
      />
      <div className="ad-form-trio">
        <TextField
          field="user"
          label="User"
          value={form.user}
          placeholder="As the image has it"
          hint="A name or number, like 1000:1000."
          onChange={(user) => set({ user })}
        />
        <TextField
          field="working-dir"
          label="Working folder"
          value={form.workingDir}
          placeholder="As the image has it"
          onChange={(workingDir) => set({ workingDir })}
        />
        <TextField
          field="hostname"
          label="Host name"
          value={form.hostname}
          placeholder="Its id"
          onChange={(hostname) => set({ hostname })}
        />
      </div>
      <CheckField
        field="terminal"
        label="With a terminal (--tty)"
        hint="For programs that ask whether somebody sits in front of them."
        isChecked={form.terminal}
        onChange={(terminal) => set({ terminal })}
      />
      <CheckField
        field="interactive"
        label="Keep its input open (--interactive)"
        hint="For shells, which end as soon as their input does."
        isChecked={form.interactive}
        onChange={(interactive) => set({ interactive })}
      />
    </>
  );
}

/** The words as they will be passed on. */
function WordsRead({ text }: { text: string }) {
  const split = splitWords(text);
  const words = split.problem === undefined ? split.words : [];
  if (words.length === 0) {
    return "Words apart by spaces; quotes keep one together. No shell reads it: for variables or pipes, write sh -c '…'.";
  }
  return (
    <span className="ad-words">
      Read as{" "}
      {words.map((word, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: words repeat, their place does not
        <code key={place}>{word === "" ? "(empty)" : word}</code>
      ))}
    </span>
  );
}
