import { z } from "zod";
import type { GitHubClient } from "../repository.ts";
import { parseAnswer } from "./answers.ts";

const PER_PAGE = 100;

/** Everything that a listing route has, page after page, each item parsed. Stop taking and no more pages are asked for. */
export async function* listAll<T>(
  client: GitHubClient,
  query: {
    readonly route: string;
    readonly parameters: Readonly<Record<string, unknown>>;
    item: z.ZodType<T>;
    /** The member that holds the items, where a page is no plain list. */
    readonly member?: string;
  },
): AsyncGenerator<T> {
  for (let page = 1; ; page += 1) {
    const answer = await client.request(query.route, { ...query.parameters, per_page: PER_PAGE, page });
    const list = query.member === undefined ? answer.data : memberOf(answer.data, query.member);
    const items = parseAnswer(z.array(query.item), list, query.route);
    yield* items;
    if (!hasNext(answer.headers.link, items.length)) return;
  }
}

function memberOf(data: unknown, member: string): unknown {
  return parseAnswer(z.record(z.string(), z.unknown()), data, `a list of ${member}`)[member];
}

/** The Link header decides, as GitHub may leave entries out of a page; where there is none, a full page goes on. */
function hasNext(link: string | number | undefined, items: number): boolean {
  return link === undefined ? items >= PER_PAGE : /;\s*rel="next"/.test(String(link));
}
