export { j as runShow } from "./shared.js";
