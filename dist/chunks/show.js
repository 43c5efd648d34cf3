export { F as runShow } from "./shared.js";
