// Where a volume's files are, as people think of it, and the options of the `local` driver that say so. Pure.

export const PLACES = ["engine", "folder", "nfs", "memory"] as const;
export type Place = (typeof PLACES)[number];

export const PLACE_WORDS: Record<Place, { title: string; help: string }> = {
  engine: {
    title: "In the engine’s own folder",
    help: "The usual choice: the engine makes the folder and removes it with the volume.",
  },
  folder: {
    title: "In a folder of the host",
    help: "The folder must exist. It stays when the volume is removed. On a host with SELinux it needs a label that containers may use.",
  },
  nfs: {
    title: "On an NFS server",
    help: "Mounted each time that a container starts; without the server, the container does not start.",
  },
  memory: {
    title: "In memory (tmpfs)",
    help: "Fast, and gone when no container uses it any more.",
  },
};

export interface VolumeForm {
  readonly name: string;
  readonly place: Place;
  /** Of `folder`: its path. Of `nfs`: the exported path. */
  readonly path: string;
  readonly server: string;
  /** Of `memory`, as mount has it: "64m". */
  readonly size: string;
}

export const NEW_VOLUME: VolumeForm = { name: "", place: "engine", path: "", server: "", size: "" };

/** What is missing, in words; `undefined` if nothing is. */
export function missingOf({ name, place, path, server }: VolumeForm): string | undefined {
  if (name.trim() === "") return "It needs a name.";
  if (place === "folder" && !path.trim().startsWith("/")) return "The folder begins with /.";
  if (place === "nfs" && server.trim() === "") return "It needs a server.";
  if (place === "nfs" && !path.trim().startsWith("/")) return "The exported path begins with /.";
  return undefined;
}

/** As `mount` has them: `type`, `device`, `o`. */
export function optionsOf({ place, path, server, size }: VolumeForm): Record<string, string> {
  switch (place) {
    case "engine":
      return {};
    case "folder":
      return { type: "none", o: "bind", device: path.trim() };
    case "nfs":
      return { type: "nfs", o: `addr=${server.trim()},rw`, device: `:${path.trim()}` };
    case "memory":
      return {
        type: "tmpfs",
        device: "tmpfs",
        ...(size.trim() === "" ? {} : { o: `size=${size.trim()}` }),
      };
  }
}
