import type { RouteRecordRaw } from "vue-router";
import type { IconName } from "../components/Icon.vue";
import type { TextKey } from "../i18n";

/** What a page is about: the line above it, its controls and its empty states differ. */
export type Area = "traffic" | "denat" | "indicators" | "registry" | "methods";

interface Page {
  path: string;
  area: Area;
  icon: IconName;
  title: TextKey;
  /** After "g": the shortcut that leads there. */
  key: string;
  load: () => Promise<unknown>;
}

/** Every page, in the order of the navigation. Each is a chunk of its own. */
export const kPages: readonly Page[] = [
  { path: "/", area: "indicators", icon: "indicator", title: "nav.progress", key: "o", load: () => import("./ProgressPage.vue") },
  { path: "/targets", area: "indicators", icon: "target", title: "nav.targets", key: "s", load: () => import("./TargetsPage.vue") },
  { path: "/operators", area: "indicators", icon: "columns", title: "nav.operators", key: "y", load: () => import("./OperatorsPage.vue") },
  { path: "/compare", area: "indicators", icon: "explore", title: "nav.compare", key: "k", load: () => import("./ComparePage.vue") },
  { path: "/indicators", area: "indicators", icon: "methods", title: "nav.indicators", key: "v", load: () => import("./IndicatorsPage.vue") },
  { path: "/reports", area: "indicators", icon: "report", title: "nav.reports", key: "z", load: () => import("./ReportsPage.vue") },
  { path: "/live", area: "traffic", icon: "overview", title: "nav.overview", key: "j", load: () => import("./OverviewPage.vue") },
  { path: "/traffic", area: "traffic", icon: "traffic", title: "nav.traffic", key: "t", load: () => import("./TrafficPage.vue") },
  { path: "/provinces", area: "traffic", icon: "provinces", title: "nav.provinces", key: "p", load: () => import("./ProvincesPage.vue") },
  { path: "/matrix", area: "traffic", icon: "matrix", title: "nav.matrix", key: "m", load: () => import("./MatrixPage.vue") },
  { path: "/applications", area: "traffic", icon: "applications", title: "nav.applications", key: "a", load: () => import("./ApplicationsPage.vue") },
  { path: "/cdn", area: "traffic", icon: "cdn", title: "nav.cdn", key: "c", load: () => import("./CdnPage.vue") },
  { path: "/explore", area: "traffic", icon: "explore", title: "nav.explore", key: "e", load: () => import("./ExplorePage.vue") },
  { path: "/exporters", area: "traffic", icon: "exporters", title: "nav.exporters", key: "x", load: () => import("./ExportersPage.vue") },
  { path: "/ledger", area: "denat", icon: "denat", title: "nav.ledger", key: "d", load: () => import("./LedgerPage.vue") },
  { path: "/ledger/devices", area: "denat", icon: "ledger", title: "nav.devices", key: "l", load: () => import("./LedgerDevicesPage.vue") },
  { path: "/ledger/freezes", area: "denat", icon: "freeze", title: "nav.freezes", key: "f", load: () => import("./FreezesPage.vue") },
  { path: "/imports", area: "registry", icon: "imports", title: "nav.imports", key: "i", load: () => import("./ImportsPage.vue") },
  { path: "/rounds", area: "registry", icon: "clock", title: "nav.rounds", key: "u", load: () => import("./RoundsPage.vue") },
  { path: "/review", area: "registry", icon: "columns", title: "nav.review", key: "q", load: () => import("./ReviewPage.vue") },
  { path: "/organisations", area: "registry", icon: "organisation", title: "nav.organisations", key: "n", load: () => import("./OrganisationsPage.vue") },
  { path: "/regions", area: "registry", icon: "pin", title: "nav.regions", key: "r", load: () => import("./RegionsPage.vue") },
  { path: "/registry", area: "registry", icon: "registry", title: "nav.registry", key: "b", load: () => import("./KindsPage.vue") },
  { path: "/account", area: "registry", icon: "account", title: "nav.account", key: "w", load: () => import("./AccountPage.vue") },
  { path: "/methods", area: "methods", icon: "methods", title: "nav.methods", key: "h", load: () => import("./MethodsPage.vue") },
];

export const kAreas: readonly { area: Area; title: TextKey; pages: readonly Page[] }[] = (["indicators", "traffic", "denat", "registry", "methods"] as const)
  .map((area) => ({ area, title: `nav.area.${area}` as const, pages: kPages.filter((page) => page.area === area) }));

/** Pages below those of the navigation: one object, one kind, one receipt. */
const kBelow: RouteRecordRaw[] = [
  { path: "/ledger/devices/:id(\\d+)", component: () => import("./DevicePage.vue"), meta: { title: "nav.devices", area: "denat" } },
  { path: "/indicators/:indicator(\\w+)", component: () => import("./IndicatorPage.vue"), meta: { title: "nav.indicators", area: "indicators" } },
  { path: "/regions/:region(\\d{6})", component: () => import("./ScopePage.vue"), meta: { title: "nav.region", area: "indicators" } },
  { path: "/operators/:operator(\\w+)", component: () => import("./ScopePage.vue"), meta: { title: "nav.operator", area: "indicators" } },
  { path: "/reports/:id([\\w-]+)", component: () => import("./ReportPage.vue"), meta: { title: "nav.reports", area: "indicators" } },
  { path: "/imports/receipts/:id", component: () => import("./ReceiptPage.vue"), meta: { title: "nav.imports", area: "registry" } },
  { path: "/registry/:kind(\\w+)", component: () => import("./ObjectsPage.vue"), meta: { title: "nav.registry", area: "registry" } },
  { path: "/registry/:kind(\\w+)/:id(\\d+)", component: () => import("./ObjectPage.vue"), meta: { title: "nav.registry", area: "registry" } },
];

/** The page of the navigation that an address belongs to: itself, or the nearest above it. */
export function pageOf(path: string): Page | null {
  // A region's figures belong to the overview; the list of divisions is the registry's.
  if (/^\/regions\/\d{6}$/.test(path)) return kPages[0]!;
  const above = kPages.filter((page) => page.path === path || (page.path !== "/" && path.startsWith(page.path + "/")));
  return above.reduce<Page | null>((best, page) => (best === null || page.path.length > best.path.length ? page : best), null);
}

export const kRoutes: RouteRecordRaw[] = [
  ...kPages.map((page) => ({ path: page.path, component: page.load as RouteRecordRaw["component"], meta: { title: page.title, area: page.area } }) as RouteRecordRaw),
  ...kBelow,
  { path: "/:rest(.*)*", component: () => import("./NotFoundPage.vue"), meta: { title: "nav.lost", area: "methods" } },
];
