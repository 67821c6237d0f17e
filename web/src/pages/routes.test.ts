import { expect, test } from "vitest";
import { kAreas, kPages, pageOf } from "./routes";

test.each([
  ["/", "/"], ["/ledger", "/ledger"], ["/ledger/devices", "/ledger/devices"], ["/ledger/devices/17", "/ledger/devices"],
  ["/imports/receipts/a-b", "/imports"], ["/registry/site/3", "/registry"],
  ["/indicators/mobile_v6_traffic_share", "/indicators"], ["/reports/monthly-2025-06-100000-zh", "/reports"], ["/regions", "/regions"], ["/regions/440000", "/"], ["/operators/china_mobile", "/operators"], ["/nowhere", undefined],
])("%s is marked in the navigation as %s", (path, page) => expect(pageOf(path)?.path).toBe(page));

test("each page has a shortcut of its own and stands in one group", () => {
  expect(new Set(kPages.map((page) => page.key)).size).toBe(kPages.length);
  expect(kAreas.flatMap((one) => one.pages.map((page) => page.path))).toEqual(kPages.map((page) => page.path));
});
