export { m as runShow } from "./shared.js";
