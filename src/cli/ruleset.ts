/**
 * A ruleset as GitHub's REST API takes it (https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset): nobody
 * creates, moves, deletes or rewrites the branch but these apps.
 */
export function releaseBranchRuleset(branch: string, apps: readonly number[]) {
  return {
    name: "pointsman: only the app writes the release branch",
    target: "branch",
    enforcement: "active",
    bypass_actors: apps.map((id) => ({ actor_id: id, actor_type: "Integration", bypass_mode: "always" })),
    conditions: { ref_name: { include: [`refs/heads/${branch}`], exclude: [] } },
    rules: ["creation", "update", "deletion", "non_fast_forward"].map((type) => ({ type })),
  };
}
