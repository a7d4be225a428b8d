// The containers that use something, as links; "Nothing" where none does.

import { Link } from "react-router";
import { containerPath } from "../pages/containers/paths";

export function UsedBy({ host, names }: { host: string; names: readonly string[] }) {
  if (names.length === 0) return <span className="ad-quiet">Nothing</span>;
  return (
    <ul className="ad-used-by">
      {names.map((name) => (
        <li key={name}>
          <Link to={containerPath(host, name)}>{name}</Link>
        </li>
      ))}
    </ul>
  );
}
