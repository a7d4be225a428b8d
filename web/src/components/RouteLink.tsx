// A link within the app, for PatternFly components that take a `component` and an `href`.

import type { AnchorHTMLAttributes } from "react";
import { Link } from "react-router";

export function RouteLink({ href = "/", ...rest }: AnchorHTMLAttributes<HTMLAnchorElement>) {
  return <Link {...rest} to={href} />;
}
