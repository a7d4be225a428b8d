// A folder that the browser was given, as a tar archive. Browsers do not tell which files are programs, so
// all get the right to be run.

import { createTarPacker, type TarPackController } from "modern-tar";

/** As the browser hands out the files of a folder. */
export interface FolderFile extends Pick<File, "size" | "lastModified" | "stream"> {
  /** The folder's own name comes first. */
  readonly webkitRelativePath: string;
}

/** The packed folder, without its own name in the paths. */
export async function packFolder(files: readonly FolderFile[]): Promise<Blob> {
  const { readable, controller } = createTarPacker();
  const packed = new Response(readable, { headers: { "content-type": "application/x-tar" } });
  const [blob] = await Promise.all([packed.blob(), addAll(controller, files)]);
  return blob;
}

async function addAll(controller: TarPackController, files: readonly FolderFile[]) {
  try {
    for (const file of files) {
      const entry = controller.add({
        name: pathIn(file),
        size: file.size,
        type: "file",
        mode: 0o755,
        mtime: new Date(file.lastModified),
      });
      await file.stream().pipeTo(entry);
    }
    controller.finalize();
  } catch (error) {
    controller.error(error);
    throw error;
  }
}

/** Its path within the folder. */
export function pathIn({ webkitRelativePath: path }: Pick<FolderFile, "webkitRelativePath">) {
  return path.slice(path.indexOf("/") + 1);
}
