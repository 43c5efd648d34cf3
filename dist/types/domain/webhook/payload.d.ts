/** The body of a webhook (contracts §8), its members in the contract's order. */
export interface WebhookPayload {
    /** The event's: the same for every attempt and endpoint, and for a repeat. */
    readonly id: string;
    /** `prompt.rolled_back` and its like. More types will come: leave alone what you do not know. */
    readonly event: string;
    /** `owner/name`. */
    readonly repository: string;
    readonly prompt_id: string;
    readonly slug: string;
    /** What it concerns; null for archived and restored, and for a version that went live nowhere. */
    readonly environment: string | null;
    /** What is live after the event. */
    readonly version: string | null;
    /** What was live before it. */
    readonly previous_version: string | null;
    /** Counts the prompt's events from 1, without gaps: what orders them. */
    readonly sequence: number;
    /** Of `version`. */
    readonly digest: string | null;
    readonly actor: string;
    /** What the actor wrote: data, not to be trusted. */
    readonly reason: string | null;
    /** RFC 3339, in UTC. */
    readonly at: string;
    /** The commit of the release branch that holds the event. */
    readonly commit: string;
    /** Where a person reads about it. */
    readonly url: string;
}
