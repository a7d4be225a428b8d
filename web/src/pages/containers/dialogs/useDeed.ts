// What a dialog's button does: waits, keeps why it failed for the dialog to show, and closes it on success.
// Goes on when the dialog is gone meanwhile.

import { useState } from "react";

export interface Deed {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly run: () => void;
}

export function useDeed(work: () => Promise<void>, onDone: () => void): Deed {
  const [state, setState] = useState<{ isPending: boolean; error: unknown }>({
    isPending: false,
    error: undefined,
  });
  const run = async () => {
    setState({ isPending: true, error: undefined });
    try {
      await work();
      onDone();
    } catch (error) {
      setState({ isPending: false, error });
    }
  };
  return { ...state, run: () => void run() };
}
