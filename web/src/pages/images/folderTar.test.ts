// From a folder to an archive.

import { unpackTar } from "modern-tar";
import { expect, test } from "vitest";
import { packFolder } from "./folderTar";

const fileOf = (path: string, text: string) => ({
  ...{ size: new Blob([text]).size, lastModified: 1_700_000_000_000, webkitRelativePath: path },
  stream: () => new Blob([text]).stream(),
});

test("a folder is packed without its own name, long paths and empty files included", async () => {
  const long = `${"folder/".repeat(30)}file`;
  const packed = await packFolder([
    fileOf("app/Dockerfile", "FROM base\n"),
    fileOf("app/empty", ""),
    fileOf(`app/${long}`, "ä".repeat(700)),
  ]);
  const entries = await unpackTar(await packed.arrayBuffer());
  expect(entries.map(({ header }) => header.name)).toEqual(["Dockerfile", "empty", long]);
  expect(entries.map(({ data }) => new TextDecoder().decode(data))).toEqual([
    "FROM base\n",
    "",
    "ä".repeat(700),
  ]);
});

test("a file that cannot be read fails the whole", async () => {
  const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: () => Promise.reject(new Error("gone")),
  });
  const file = { ...fileOf("app/gone", "text"), stream: () => broken };
  await expect(packFolder([file])).rejects.toThrow("gone");
});
