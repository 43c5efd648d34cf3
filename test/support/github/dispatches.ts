import { parse } from "yaml";
import {
  type Answer,
  type Exchange,
  fields,
  maySee,
  mayWrite,
  notFound,
  type Route,
  refuse,
  repositoryOf,
} from "./exchange.ts";
import { at, isObject } from "./json.ts";
import type { Repository } from "./world.ts";

/** https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event; emulate checks no inputs. */
export const dispatchRoutes: Route[] = [
  {
    method: "POST",
    pattern: /^\/repos\/([^/]+)\/([^/]+)\/actions\/workflows\/([^/]+)\/dispatches$/,
    handle: dispatch,
  },
];

async function dispatch(exchange: Exchange, owner: string, name: string, workflow: string): Promise<Answer> {
  const repository = repositoryOf(exchange, owner, name);
  if (!repository || !(await maySee(exchange, repository))) return notFound();
  const { caller, world } = exchange;
  if (!mayWrite(caller, "actions")) return refuse(403, "Resource not accessible by integration");
  const given = fields(exchange.body);
  const branch = String(given.ref).replace(/^refs\/heads\//, "");
  const text = await workflowText(exchange, repository, { workflow, branch });
  if (text === undefined) return notFound();
  const inputs = resolvedInputs(parse(text), isObject(given.inputs) ? given.inputs : {});
  if (typeof inputs === "string") return refuse(422, inputs);
  const runId = 9_000 + repository.dispatches.length;
  repository.dispatches.push({ workflow, branch, inputs, runId, caller });
  repository.actions.runs.set(runId, {
    ...{ id: runId, event: "workflow_dispatch", path: `.github/workflows/${workflow}`, headBranch: branch },
    headSha: (await repository.git.ref(`refs/heads/${branch}`, world.admin())) ?? "",
    ...{ headRepositoryId: repository.databaseId, status: "in_progress", conclusion: "" },
  });
  if (given.return_run_details !== true) return { status: 204 };
  const run = `${repository.nameWithOwner}/actions/runs/${runId}`;
  const body = {
    workflow_run_id: runId,
    run_url: `${world.url}/repos/${run}`,
    html_url: `${world.url}/${run}`,
  };
  return { status: 200, body };
}

async function workflowText(
  { world }: Exchange,
  { git }: Repository,
  { branch, workflow }: { workflow: string; branch: string },
): Promise<string | undefined> {
  const tip = await git.ref(`refs/heads/${branch}`, world.admin());
  const commit = tip === undefined ? undefined : await git.commit(tip);
  const entry = commit && (await git.entry(commit.treeOid, `.github/workflows/${workflow}`));
  const bytes = entry && (await git.blob(entry.oid));
  return bytes && Buffer.from(bytes).toString();
}

/** The inputs with their defaults, or why GitHub refuses them. */
function resolvedInputs(workflow: unknown, given: Record<string, unknown>): Record<string, string> | string {
  const triggers = at(workflow, "on");
  if (!isObject(triggers) || !("workflow_dispatch" in triggers))
    return "Workflow does not have 'workflow_dispatch' trigger";
  const declared = fields(at(triggers, "workflow_dispatch", "inputs"));
  const unexpected = Object.keys(given).filter((name) => !(name in declared));
  if (unexpected.length > 0) return `Unexpected inputs provided: ${JSON.stringify(unexpected)}`;
  const filled = Object.entries(declared).map(([name, input]) => [
    name,
    String(given[name] ?? at(input, "default") ?? ""),
  ]);
  return Object.fromEntries(filled);
}
