export { V as runShow } from "./shared.js";
