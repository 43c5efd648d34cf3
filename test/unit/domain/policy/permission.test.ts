import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Asker,
  decidePermission,
  hasRole,
  type PermissionRule,
  parseRole,
  ROLES,
  type Role,
} from "../../../../src/domain/policy/permission.ts";

const rule = (parts: Partial<PermissionRule>): PermissionRule => ({
  ...{ role: null, users: [], teams: [], environments: {} },
  ...parts,
});
const asker = (role: Role, teams: Asker["teams"] = []): Asker => ({ login: "Octo-Cat", role, teams });

describe("roles", () => {
  test("include every weaker one", () => {
    const allowed = ROLES.map((actual) => ROLES.filter((needed) => hasRole(actual, needed)).length);
    expect(allowed).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test.each([
    ["maintain", "write", "maintain"],
    ["triage", "read", "triage"],
    ["release-captain", "write", "write"],
    ["release-captain", "release-captain", "none"],
    [undefined, "admin", "admin"],
    [undefined, undefined, "none"],
    ["constructor", "read", "read"],
  ])("are read from %s, beside the base role %s: %s", (roleName, base, role) => {
    expect(parseRole(roleName, base)).toBe(role);
  });
});

describe("a permission", () => {
  test("is given for the role or a higher one", () => {
    const decided = ROLES.map(
      (role) => decidePermission(rule({ role: "write" }), asker(role), null).permitted,
    );
    expect(decided).toEqual([false, false, false, true, true, true]);
  });

  test("is given to whom it names, in whatever case", () => {
    expect(decidePermission(rule({ users: ["octo-cat"] }), asker("none"), null).permitted).toBe(true);
    expect(decidePermission(rule({ users: ["octo"] }), asker("admin"), null).permitted).toBe(false);
  });

  test("is given to a team's members, and teams that cannot be read deny and say so", () => {
    const sre = rule({ teams: ["acme/sre"] });
    expect(decidePermission(sre, asker("none", ["acme/sre"]), null)).toEqual({ permitted: true });
    expect(decidePermission(sre, asker("none", ["acme/dev"]), null)).toMatchObject({ code: "role_too_low" });
    expect(decidePermission(sre, asker("none", "unreadable"), null)).toMatchObject({
      code: "teams_unreadable",
    });
  });

  test("that teams do not decide does not need them", () => {
    expect(
      decidePermission(rule({ role: "write", teams: ["acme/sre"] }), asker("write", "unreadable"), null)
        .permitted,
    ).toBe(true);
    expect(decidePermission(rule({ role: "write" }), asker("read", "unreadable"), null)).toMatchObject({
      code: "role_too_low",
    });
  });

  test("follows an environment's own rule alone, looser or stricter", () => {
    const both = rule({
      role: "write",
      environments: { production: rule({ role: "admin" }), development: rule({ role: "read" }) },
    });
    const decided = ["production", "staging", "development", null].map(
      (environment) => decidePermission(both, asker("write"), environment).permitted,
    );
    expect(decided).toEqual([false, true, true, true]);
    expect(decidePermission(both, asker("read"), "development").permitted).toBe(true);
    expect(decidePermission(both, asker("read"), "constructor").permitted).toBe(false);
  });

  test("says what is needed, all of it", () => {
    const all = rule({ role: "admin", users: ["ana", "bo"], teams: ["acme/sre"] });
    expect(decidePermission(all, asker("read"), null)).toMatchObject({
      needs: "the role admin, or to be one of the users ana, bo, or to be in one of the teams acme/sre",
    });
  });

  test("is never lost by a higher role", () => {
    const roles = fc.constantFrom(...ROLES);
    fc.assert(
      fc.property(roles, roles, roles, (needed, low, high) => {
        const permitted = (role: Role) =>
          decidePermission(rule({ role: needed }), asker(role), null).permitted;
        if (hasRole(high, low) && permitted(low)) expect(permitted(high)).toBe(true);
      }),
    );
  });
});
