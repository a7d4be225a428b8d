// Sets an agent from a dialog: says so, and closes the dialog.

import { type UpdatePolicyRequest, useSetUpdatePolicy } from "../../api/updatePolicy";
import { useAnnounce } from "../../components/Announcer";

export function useSetting(host: string, onClose: () => void) {
  const set = useSetUpdatePolicy(host);
  const announce = useAnnounce();
  const send = (request: UpdatePolicyRequest) =>
    set.mutate(request, {
      onSuccess: () => {
        announce({ variant: "success", title: "Automatic updates are set" });
        onClose();
      },
    });
  return { send, isPending: set.isPending, error: set.error };
}
