// The windows of the week as they are typed, and what becomes of them.

import { describe, expect, it } from "vitest";
import type { SettingOf } from "../../api/updatePolicy";
import {
  draftOf,
  lengthWords,
  newWindow,
  windowComplaint,
  windowWords,
  type ZincatiDraft,
  zincatiComplaint,
  zincatiRequest,
} from "./policy";

const SETTING: SettingOf<"zincati"> = {
  kind: "zincati",
  enabled: true,
  strategy: "periodic",
  word: "periodic",
  windows: [{ days: ["Sun", "Sat"], start_time: "23:30", length_minutes: 90 }],
  time_zone: "UTC",
  files: [],
};

describe("a window", () => {
  it.each<[Partial<ReturnType<typeof newWindow>>, RegExp | undefined]>([
    [{}, undefined],
    [{ days: [] }, /one day/],
    [{ start: "24:00" }, /time to start/],
    [{ start: "" }, /time to start/],
    [{ minutes: "0" }, /between 1 and 10080/],
    [{ minutes: "10081" }, /between 1 and 10080/],
    [{ minutes: "an hour" }, /between 1 and 10080/],
  ])("with %j is complained of as %s", (part, complaint) => {
    const said = windowComplaint({ ...newWindow(0), ...part });
    if (complaint === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(complaint);
  });

  it("reads as people say it", () => {
    expect(SETTING.windows.map(windowWords)).toEqual([
      "Saturday and Sunday from 23:30, for 1 hour, 30 minutes",
    ]);
    const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
    const always = { days: [...days], start_time: "01:00", length_minutes: 45 };
    expect(windowWords(always)).toBe("Every day from 01:00, for 45 minutes");
    expect(lengthWords(120)).toBe("2 hours");
  });
});

describe("a setting of Zincati", () => {
  it("comes back as it was when nothing is changed, its days in order", () => {
    expect(zincatiRequest(draftOf(SETTING))).toEqual({
      agent: "zincati",
      strategy: "periodic",
      time_zone: "UTC",
      windows: [{ days: ["Sat", "Sun"], start_time: "23:30", length_minutes: 90 }],
    });
    expect(zincatiRequest(draftOf({ ...SETTING, enabled: false }))).toEqual({
      agent: "zincati",
      strategy: "off",
    });
  });

  it.each<[Partial<ZincatiDraft>, RegExp | undefined]>([
    [{}, undefined],
    [{ windows: [] }, /at least one window/],
    [{ timeZone: "Berlin\n" }, undefined],
    [{ timeZone: "a b" }, /time zone/],
    [{ windows: [{ ...newWindow(0), days: [] }] }, /one day/],
    [{ strategy: "fleet_lock" }, /lock manager/],
    [{ strategy: "fleet_lock", baseUrl: "https://lock.example.org/" }, undefined],
    [{ strategy: "fleet_lock", baseUrl: "ftp://lock.example.org/" }, /lock manager/],
    [{ strategy: "off", windows: [] }, undefined],
  ])("with %j lacks %s", (part, complaint) => {
    const said = zincatiComplaint({ ...draftOf(SETTING), ...part });
    if (complaint === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(complaint);
  });
});
