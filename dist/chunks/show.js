export { C as runShow } from "./shared.js";
