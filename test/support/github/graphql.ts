import { readFileSync } from "node:fs";
import {
  buildSchema,
  type DocumentNode,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
  validate,
} from "graphql";
import { type Answer, type Exchange, fields, refuse } from "./exchange.ts";
import { mutations } from "./graphql-mutations.ts";
import { queries } from "./graphql-queries.ts";
import { isObject } from "./json.ts";

let schema: GraphQLSchema | undefined;
const documents = new Map<string, { document: DocumentNode; errors: readonly GraphQLError[] }>();

/** GitHub's own schema, as `@octokit/graphql-schema` ships it. */
export function githubSchema(): GraphQLSchema {
  if (schema) return schema;
  // Read as a file: the package's entry also parses four megabytes of JSON.
  const file = new URL("../../../node_modules/@octokit/graphql-schema/schema.graphql", import.meta.url);
  schema = buildSchema(readFileSync(file, "utf8"), { assumeValid: true, assumeValidSDL: true });
  return schema;
}

/**
 * Answers a GraphQL request as GitHub does: 200 with `errors` whatever was wrong with the document or the data, 401
 * without a token. A field that exists at GitHub but is not emulated is an error that says so, never a silent null.
 */
export async function answerGraphql(exchange: Exchange): Promise<Answer> {
  if (exchange.caller.kind === "none" || exchange.caller.kind === "app") {
    return refuse(401, "This endpoint requires you to be authenticated.");
  }
  const { query, variables, operationName } = fields(exchange.body);
  if (typeof query !== "string")
    return {
      status: 200,
      body: { errors: [{ message: "A query attribute must be specified and must be a string." }] },
    };
  const { document, errors } = checked(query);
  if (errors.length > 0) return { status: 200, body: { errors: errors.map(described) } };
  const result = await execute({
    schema: githubSchema(),
    document,
    rootValue: { ...queries, ...mutations },
    contextValue: exchange,
    variableValues: isObject(variables) ? variables : {},
    operationName: typeof operationName === "string" ? operationName : null,
    fieldResolver,
  });
  const body = result.errors
    ? { data: result.data ?? null, errors: result.errors.map(described) }
    : { data: result.data };
  return { status: 200, body };
}

function checked(query: string) {
  const known = documents.get(query);
  if (known) return known;
  const fresh = parsedAndValidated(query);
  documents.set(query, fresh);
  return fresh;
}

function parsedAndValidated(query: string): { document: DocumentNode; errors: readonly GraphQLError[] } {
  try {
    const document = parse(query);
    return { document, errors: validate(githubSchema(), document) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { document: { kind: parse("{__typename}").kind, definitions: [] }, errors: [error] };
  }
}

function described(error: GraphQLError): object {
  const { type } = error.extensions;
  const { path, locations, message } = error;
  return {
    ...(typeof type === "string" ? { type } : {}),
    ...(path ? { path } : {}),
    ...(locations ? { locations } : {}),
    message,
  };
}

const fieldResolver: GraphQLFieldResolver<unknown, Exchange> = (source, args, exchange, info) => {
  const value = isObject(source) ? source[info.fieldName] : undefined;
  if (value === undefined && !(isObject(source) && info.fieldName in source)) {
    throw new GraphQLError(`the emulated GitHub does not know ${info.parentType.name}.${info.fieldName}`);
  }
  return typeof value === "function" ? value(args, exchange, info) : value;
};
