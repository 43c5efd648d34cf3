export { y as runShow } from "./shared.js";
