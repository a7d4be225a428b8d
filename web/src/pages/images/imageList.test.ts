// Which images a search and a filter leave, in which order, and what they are called.

import { expect, test } from "vitest";
import { type Image, imageName, isFound, matches, registryOf, sorted } from "./imageList";

const image = (patch: Partial<Image>): Image => ({
  id: "0123456789abcdef",
  tags: [],
  digests: [],
  created_at: "2026-11-22T20:00:00Z",
  size: 1,
  used_by: [],
  newer: [],
  ...patch,
});

const WEB = image({ tags: ["quay.io/app/web:2", "web:old"], size: 30, used_by: ["shop-web"] });
const BASE = image({ tags: ["base:1"], size: 50, created_at: "2026-11-23T20:00:00Z" });
const LOST = image({ size: 40 });

test("an image is called by its tag, its digest's name or its id", () => {
  expect(imageName(WEB)).toBe("quay.io/app/web:2");
  expect(imageName(image({ digests: ["quay.io/app/web@sha256:00"] }))).toBe("quay.io/app/web");
  expect(imageName(LOST)).toBe("Image 0123456789");
});

test("names, ids and users are searched", () => {
  expect([WEB, BASE, LOST].filter((one) => isFound(one, " OLD "))).toEqual([WEB]);
  expect([WEB, BASE, LOST].filter((one) => isFound(one, "shop"))).toEqual([WEB]);
  expect([WEB, BASE, LOST].filter((one) => isFound(one, "")).length).toBe(3);
});

test("filters", () => {
  const newer = image({
    newer: [
      {
        reference: "base:1",
        checked_at: "2026-11-23T20:00:00Z",
        answer: { kind: "newer", digest: "sha256:11" },
      },
    ],
  });
  expect([WEB, LOST].filter((one) => matches(one, "unused"))).toEqual([LOST]);
  expect([WEB, LOST].filter((one) => matches(one, "nameless"))).toEqual([LOST]);
  expect([WEB, newer].filter((one) => matches(one, "newer"))).toEqual([newer]);
});

test("sorting puts the nameless last, the largest and the newest first", () => {
  expect(sorted([LOST, WEB, BASE], "name", false)).toEqual([BASE, WEB, LOST]);
  expect(sorted([LOST, WEB, BASE], "size", false)).toEqual([BASE, LOST, WEB]);
  expect(sorted([LOST, WEB, BASE], "created", false)[0]).toBe(BASE);
  expect(sorted([LOST, WEB, BASE], "size", true)).toEqual([WEB, LOST, BASE]);
});

test.each([
  ["quay.io/fedora/httpd:2.4", "quay.io"],
  ["127.0.0.1:5000/web", "127.0.0.1:5000"],
  ["localhost/web", "localhost"],
  ["nginx", "docker.io"],
  ["nginx:1.27", "docker.io"],
  ["library/nginx", "docker.io"],
  [" ", undefined],
])("the registry of %j is %j", (reference, registry) => {
  expect(registryOf(reference)).toBe(registry);
});
