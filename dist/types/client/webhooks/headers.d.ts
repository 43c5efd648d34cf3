/** A request's headers: as Node's `http` gives them (lower case), or a `Headers` object. */
export type WebhookHeaders = {
    readonly [name: string]: string | readonly string[] | undefined;
} | {
    get(name: string): string | null;
};
/** A header that stands there once and not empty. */
export declare function headerOf(headers: WebhookHeaders, name: string): string | undefined;
