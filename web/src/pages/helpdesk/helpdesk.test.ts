// Who begins where.

import { expect, test } from "vitest";
import { firstPath, isHelpdesk, isHostPage } from "./helpdesk";

test.each([
  [["host_view", "container_view", "audit_view"], false, "/hosts/demo/overview"],
  [["container_view", "container_restart"], true, "/hosts/demo/helpdesk"],
  [["account_view", "audit_view"], false, "/accounts"],
  [["audit_view"], false, "/audit"],
  [[], false, "/account"],
] as const)("%j", (permissions, helpdesk, path) => {
  const rights = { permissions: [...permissions] };
  expect(isHelpdesk(rights)).toBe(helpdesk);
  expect(firstPath(rights, "demo")).toBe(path);
});

test("which pages show the host itself", () => {
  expect(isHostPage("/hosts/demo/overview")).toBe(true);
  expect(isHostPage("/hosts/demo/containers/shop-web/logs")).toBe(false);
  expect(isHostPage("/hosts/demo/helpdesk")).toBe(false);
  expect(isHostPage("/account")).toBe(false);
});
