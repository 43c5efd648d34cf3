import { t as ModelError } from "./model.js";
// src/models/path-segment.ts
/**
* A model's or deployment's name as a part of an address. Names come from prompt files: one with a slash or of dots alone
* would lead elsewhere.
*
* @throws ModelError `refused_request`
*/
function pathSegment(name) {
	if (/^[\w-][\w.@:-]*$/.test(name)) return encodeURIComponent(name);
	throw new ModelError("refused_request", "The provider has no model of such a name: use letters, digits, - and _.");
}
export { pathSegment as t };
