// In place of every page for whoever must choose another password first.

import { Button, Content } from "@patternfly/react-core";
import type { Schema } from "../api/client";
import { signOut } from "../api/client";
import { OwnPassword } from "../pages/account/OwnPassword";

export function MustChange({ session }: { session: Schema<"Whoami"> }) {
  return (
    <main className="ad-must-change">
      <Content component="h1">Choose another password</Content>
      <Content component="p">
        You sign in as {session.name} with a password that somebody else has set. The console opens
        once you have chosen your own.
      </Content>
      <OwnPassword name={session.name} />
      <Button variant="link" isInline onClick={() => void signOut()}>
        Sign out
      </Button>
    </main>
  );
}
