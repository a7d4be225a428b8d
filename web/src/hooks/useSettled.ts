// A value that follows another one only once that has stayed the same for a while: what is asked of the
// server while somebody types.

import { useEffect, useState } from "react";

/** `pause`: how long it must have stayed, in ms. */
export function useSettled<Value>(value: Value, pause: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return settled;
}
