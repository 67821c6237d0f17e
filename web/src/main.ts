import { createApp } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import { unreachable } from "./api/client";
import App from "./App.vue";
import { kRoutes } from "./pages/routes";
import "./styles/tokens.css";
import "./styles/base.css";

const router = createRouter({
  history: createWebHistory(),
  routes: kRoutes,
  scrollBehavior: (to, from, saved) => (to.path === from.path ? undefined : (saved ?? { top: 0 })),
});

// A page whose code could not be fetched: the server is away, or it was renewed under an old page.
router.onError(async (_error, to) => {
  try {
    await fetch("/healthz");
    location.assign(to.fullPath);
  } catch {
    unreachable.value = true;
  }
});

createApp(App).use(router).mount("#app");
