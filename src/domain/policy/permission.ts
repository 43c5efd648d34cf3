/** GitHub's repository roles, weakest first (REST `role_name`; the older `permission` folds maintain into write). */
export const ROLES = ["none", "read", "triage", "write", "maintain", "admin"] as const;

export type Role = (typeof ROLES)[number];

/** Who may do something: any match permits. */
export interface PermissionRule {
  readonly role: Role | null;
  readonly users: readonly string[];
  /** `org/team` slugs. */
  readonly teams: readonly string[];
  /** Rules that replace this one in a named environment. */
  readonly environments: Readonly<Record<string, PermissionRule>>;
}

/** Somebody who asks. Teams that cannot be read deny, and the answer says so. */
export interface Asker {
  readonly login: string;
  readonly role: Role;
  readonly teams: readonly string[] | "unreadable";
}

export type PermissionDecision =
  | { readonly permitted: true }
  | {
      readonly permitted: false;
      readonly code: "role_too_low" | "teams_unreadable";
      /** The rule in words, e.g. `the role maintain, or one of the users octocat`. */
      readonly needs: string;
    };

/** Whether a role is at least another. */
export function hasRole(actual: Role, needed: Role): boolean {
  return ROLES.indexOf(actual) >= ROLES.indexOf(needed);
}

/** Reads a role name; an organisation's custom roles count as the base role that GitHub reports beside them. */
export function parseRole(roleName: string | undefined, basePermission: string | undefined): Role {
  const known = (name: string | undefined): Role | undefined => ROLES.find((role) => role === name);
  return known(roleName) ?? known(basePermission) ?? "none";
}

/** Decides whether somebody may act under a rule, in an environment where the action has one. */
export function decidePermission(
  rule: PermissionRule,
  asker: Asker,
  environment: string | null,
): PermissionDecision {
  const own = environment !== null && Object.hasOwn(rule.environments, environment);
  const effective = own ? (rule.environments[environment] ?? rule) : rule;
  if (effective.role !== null && hasRole(asker.role, effective.role)) return { permitted: true };
  if (effective.users.some((user) => user.toLowerCase() === asker.login.toLowerCase())) {
    return { permitted: true };
  }
  const needs = inWords(effective);
  if (effective.teams.length === 0) return { permitted: false, code: "role_too_low", needs };
  if (asker.teams === "unreadable") return { permitted: false, code: "teams_unreadable", needs };
  const teams = asker.teams;
  const member = effective.teams.some((team) => teams.includes(team));
  return member ? { permitted: true } : { permitted: false, code: "role_too_low", needs };
}

function inWords({ role, users, teams }: PermissionRule): string {
  const parts = [
    ...(role === null ? [] : [`the role ${role}`]),
    ...(users.length === 0 ? [] : [`to be one of the users ${users.join(", ")}`]),
    ...(teams.length === 0 ? [] : [`to be in one of the teams ${teams.join(", ")}`]),
  ];
  return parts.join(", or ");
}
