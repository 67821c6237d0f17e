// The console's tests stand beside the other tests; their library is installed under web/.
export * from "../../web/node_modules/@playwright/test";
