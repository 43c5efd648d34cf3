export * from "./types/client/webhooks/index.js";
