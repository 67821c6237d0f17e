import { createApp } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import App from "./App.vue";
import { kRoutes } from "./pages/routes";
import "./styles/tokens.css";
import "./styles/base.css";

const router = createRouter({
  history: createWebHistory(),
  routes: kRoutes,
  scrollBehavior: (to, from, saved) => (to.path === from.path ? undefined : (saved ?? { top: 0 })),
});

createApp(App).use(router).mount("#app");
