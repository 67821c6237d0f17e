import type { RouteRecordRaw } from "vue-router";
import type { IconName } from "../components/Icon.vue";
import type { TextKey } from "../i18n";

interface Page {
  path: string;
  icon: IconName;
  title: TextKey;
  /** After "g": the shortcut that leads there. */
  key: string;
  load: () => Promise<unknown>;
}

/** Every page, in the order of the navigation. Each is a chunk of its own. */
export const kPages: readonly Page[] = [
  { path: "/", icon: "overview", title: "nav.overview", key: "o", load: () => import("./OverviewPage.vue") },
  { path: "/traffic", icon: "traffic", title: "nav.traffic", key: "t", load: () => import("./TrafficPage.vue") },
  { path: "/provinces", icon: "provinces", title: "nav.provinces", key: "p", load: () => import("./ProvincesPage.vue") },
  { path: "/matrix", icon: "matrix", title: "nav.matrix", key: "m", load: () => import("./MatrixPage.vue") },
  { path: "/applications", icon: "applications", title: "nav.applications", key: "a", load: () => import("./ApplicationsPage.vue") },
  { path: "/cdn", icon: "cdn", title: "nav.cdn", key: "c", load: () => import("./CdnPage.vue") },
  { path: "/explore", icon: "explore", title: "nav.explore", key: "e", load: () => import("./ExplorePage.vue") },
  { path: "/exporters", icon: "exporters", title: "nav.exporters", key: "x", load: () => import("./ExportersPage.vue") },
  { path: "/methods", icon: "methods", title: "nav.methods", key: "h", load: () => import("./MethodsPage.vue") },
];

export const kRoutes: RouteRecordRaw[] = [
  ...kPages.map((page) => ({ path: page.path, component: page.load as RouteRecordRaw["component"], meta: { title: page.title } }) as RouteRecordRaw),
  { path: "/:rest(.*)*", component: () => import("./NotFoundPage.vue"), meta: { title: "nav.lost" } },
];
