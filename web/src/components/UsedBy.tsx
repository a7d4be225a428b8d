// The containers that use something, as links; "Nothing" where none does.

import { Link } from "react-router";

export function UsedBy({ host, names }: { host: string; names: readonly string[] }) {
  if (names.length === 0) return <span className="ad-quiet">Nothing</span>;
  return (
    <ul className="ad-used-by">
      {names.map((name) => (
        <li key={name}>
          <Link to={`/hosts/${host}/containers/${encodeURIComponent(name)}`}>{name}</Link>
        </li>
      ))}
    </ul>
  );
}
