export { n as runShow } from "./show.js";
