export { P as runShow } from "./shared.js";
