// A remote's keys: their fingerprints as people compare them, and whose they say they are.

import type { Remote } from "../../api/remotes";
import { fingerprintWords } from "./remoteForm";

export function RemoteKeys({ remote: { keys, verification } }: { remote: Remote }) {
  if (!keys) return <span className="ad-quiet">They cannot be read</span>;
  if (keys.length === 0) {
    return (
      <span className="ad-quiet">
        {verification === "gpg" ? "None of its own: those that the host trusts for all" : "None"}
      </span>
    );
  }
  return (
    <ul className="ad-keys">
      {keys.map(({ fingerprint, users }) => (
        <li key={fingerprint}>
          <code className="ad-mono ad-break">{fingerprintWords(fingerprint)}</code>
          {users.map((user) => (
            <div key={user} className="ad-quiet ad-break">
              {user}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}
