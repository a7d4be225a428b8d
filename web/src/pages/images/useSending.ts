// A file on its way to the server: how far it is, and how to end it.

import { useEffect, useRef, useState } from "react";
import type { Sending } from "../../api/images";

export interface SendingState {
  /** Bytes sent so far, and of how many; absent before. */
  readonly progress: { readonly sent: number; readonly total: number } | undefined;
  /** What the sending hook takes. */
  readonly begin: (body: Blob) => Sending;
  readonly cancel: () => void;
}

/** Ends with the dialog that it is used in. */
export function useSending(): SendingState {
  const [progress, setProgress] = useState<SendingState["progress"]>();
  const controller = useRef<AbortController>(undefined);
  const cancel = () => controller.current?.abort();
  useEffect(() => () => controller.current?.abort(), []);
  const begin = (body: Blob): Sending => {
    const fresh = new AbortController();
    controller.current = fresh;
    const { signal } = fresh;
    const total = body.size;
    setProgress({ sent: 0, total });
    return { body, signal, onProgress: (sent) => setProgress({ sent, total }) };
  };
  return { progress, begin, cancel };
}
